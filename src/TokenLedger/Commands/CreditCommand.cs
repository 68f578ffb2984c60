using System.CommandLine;
using TokenLedger.Accounting.Money;
using TokenLedger.Commands.Adjusting;
using TokenLedger.Commands.Output;
using TokenLedger.Ledger.Adjusting;

namespace TokenLedger.Commands;

/// <summary>tokenledger credit: money given back beside the price, to a call or to a scope.</summary>
public static class CreditCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        WritingOptions writing = new();
        BookingOptions booking = new();
        TargetOptions target = new();
        ScopeOptions scope = new();
        Option<string> amount = new("--amount")
        {
            HelpName = "USD",
            Description = "What is given back, more than 0; it is booked with a minus.",
            Required = true,
        };
        Command command = new(
            "credit",
            "Book money given back: to a call or an entry, or to a provider, tenant or other scope."
        );
        command.Options.Add(amount);
        target.AddTo(command);
        scope.AddTo(command);
        booking.AddTo(command);
        writing.AddTo(command);
        command.SetAction(
            (parsed, cancellation) =>
            {
                Usd given = BookingOptions.Amount(parsed.GetRequiredValue(amount), "--amount");
                if (given <= Usd.Zero)
                {
                    throw CostOptions.Misused("--amount: a credit is more than 0; it is booked with a minus.");
                }

                (Guid? entry, Guid? call) = target.Read(parsed);
                AdjustmentDraft draft = new()
                {
                    Key = booking.Key(parsed),
                    Reason = booking.Reason(parsed),
                    Lines = [AdjustmentLines.Of(AdjustmentLines.Credit, -given)],
                    Corrects = entry,
                    CorrectsCall = call,
                };
                bool isNamed = entry is not null || call is not null;
                return booking.BookAsync(
                    scope.Read(parsed, draft, isNamed),
                    writing.Read(parsed),
                    parsed,
                    cancellation
                );
            }
        );
        return command;
    }
}
