using System.CommandLine;
using TokenLedger.Accounting.Money;
using TokenLedger.Commands.Adjusting;
using TokenLedger.Commands.Output;
using TokenLedger.Ledger.Adjusting;

namespace TokenLedger.Commands;

/// <summary>tokenledger adjust: corrects what an entry or a call cost, with an entry of its own.</summary>
public static class AdjustCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        WritingOptions writing = new();
        BookingOptions booking = new();
        TargetOptions target = new();
        Option<string> amount = new("--amount")
        {
            HelpName = "USD",
            Description = "The signed difference: -0.10 takes ten cents off.",
            Required = true,
        };
        Command command = new(
            "adjust",
            "Correct what an entry or a call cost. The original stays; an adjustment that names it is appended."
        );
        target.AddTo(command);
        command.Options.Add(amount);
        booking.AddTo(command);
        writing.AddTo(command);
        command.SetAction(
            (parsed, cancellation) =>
            {
                (Guid? entry, Guid? call) = target.Read(parsed);
                if (entry is null && call is null)
                {
                    throw CostOptions.Misused("Name what to correct: --entry ID or --call ID. 'credit' needs neither.");
                }

                Usd difference = BookingOptions.Amount(parsed.GetRequiredValue(amount), "--amount");
                AdjustmentDraft draft = new()
                {
                    Key = booking.Key(parsed),
                    Reason = booking.Reason(parsed),
                    Lines = [AdjustmentLines.Of(AdjustmentLines.Correction, difference)],
                    Corrects = entry,
                    CorrectsCall = call,
                };
                return booking.BookAsync(draft, writing.Read(parsed), parsed, cancellation);
            }
        );
        return command;
    }
}
