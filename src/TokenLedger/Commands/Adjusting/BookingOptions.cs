using System.CommandLine;
using System.Text.Json;
using TokenLedger.Accounting.Money;
using TokenLedger.Commands.Output;
using TokenLedger.Configuration;
using TokenLedger.Dashboard.Adjusting;
using TokenLedger.Ledger.Adjusting;

namespace TokenLedger.Commands.Adjusting;

/// <summary>What every single adjustment needs: a reason and, to be repeatable, a key.</summary>
internal sealed class BookingOptions
{
    private readonly Option<string> _reason = new("--reason")
    {
        HelpName = "TEXT",
        Description = $"Why, one line of at most {AdjustmentEntry.LongestReason} characters.",
        Required = true,
    };
    private readonly Option<string?> _key = new("--key")
    {
        HelpName = "TEXT",
        Description = "Books nothing when an adjustment with this key is in the ledger already.",
    };
    private readonly Option<bool> _json = CommonOptions.Json();

    public void AddTo(Command command)
    {
        command.Options.Add(_reason);
        command.Options.Add(_key);
        command.Options.Add(_json);
    }

    public string Reason(ParseResult parsed) => parsed.GetRequiredValue(_reason);

    public string Key(ParseResult parsed) =>
        parsed.GetValue(_key) ?? AdjustmentKey.Fresh(TimeProvider.System.GetUtcNow());

    /// <exception cref="CommandFailedException">The text is no amount; exit code 2.</exception>
    public static Usd Amount(string text, string option) =>
        Usd.TryParse(text, out Usd amount)
            ? amount
            : throw CostOptions.Misused(
                $"{option}: '{text}' is not an amount in USD such as 0.25, with at most twelve decimals."
            );

    /// <summary>Books one and says what became of it.</summary>
    /// <exception cref="CommandFailedException">It is not in the ledger.</exception>
    public async Task<int> BookAsync(
        AdjustmentDraft draft,
        ServeConfiguration configuration,
        ParseResult parsed,
        CancellationToken cancellation
    )
    {
        await using IAdjustmentRoad road = await AdjustmentRoad.OpenAsync(
            configuration.Data,
            configuration.Gateway.AdminToken,
            TimeProvider.System,
            cancellation
        );
        AdjustmentDocument booked = (await road.BookAsync([draft], cancellation))[0];
        if (!booked.IsBooked)
        {
            bool isMisused = booked.Status == "invalid";
            throw new CommandFailedException(booked.Problem!, isMisused ? ExitCode.Misused : ExitCode.Failed);
        }

        TextWriter output = parsed.InvocationConfiguration.Output;
        await output.WriteLineAsync(
            parsed.GetValue(_json)
                ? JsonSerializer.Serialize(booked, AdjustmentJson.Default.AdjustmentDocument)
                : Sentence(booked)
        );
        return 0;
    }

    private static string Sentence(AdjustmentDocument booked)
    {
        string what = booked.Status == "booked" ? "Booked" : "Already booked; nothing was written:";
        string whom = booked.Corrects is { } corrected ? $" It corrects {corrected}." : "";
        string where = booked.Sequence is { } sequence ? $", entry {sequence}" : "";
        return $"{what} {booked.AmountUsd} USD as {booked.Entry}{where}.{whom}";
    }
}
