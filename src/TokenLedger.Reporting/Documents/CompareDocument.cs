using TokenLedger.Accounting;
using TokenLedger.Accounting.Comparing;
using TokenLedger.Reporting.Exports;
using TokenLedger.Reporting.Queries.Comparing;
using TokenLedger.Reporting.Queries.Outcomes;

namespace TokenLedger.Reporting.Documents;

/// <summary>Variants side by side, in JSON. Sums are exact, means and their intervals rounded.</summary>
public sealed record CompareDocument
{
    /// <summary>Ledger entries folded into it.</summary>
    public required long AsOfEntry { get; init; }

    /// <summary>Entries in the ledger when it was asked; more when the views lag.</summary>
    public required long LedgerSize { get; init; }

    /// <summary>The newest signed checkpoint; absent before the first.</summary>
    public CheckpointStamp? Checkpoint { get; init; }

    /// <summary>"as_corrected" or "as_booked".</summary>
    public required string Basis { get; init; }

    /// <summary>First instant; absent for the beginning.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>First instant after; absent when open.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>What tells the variants apart.</summary>
    public required string By { get; init; }

    /// <summary>The conditions.</summary>
    public required IReadOnlyList<string> Where { get; init; }

    /// <summary>The name of the outcomes that are counted; absent for all.</summary>
    public string? Outcome { get; init; }

    /// <summary>The share of cases that intervals promise, in percent.</summary>
    public int IntervalPercent { get; init; } = 95;

    /// <summary>Those of the most calls first; the others are compared with the first.</summary>
    public required IReadOnlyList<VariantDocument> Variants { get; init; }

    /// <summary>Variants left out by the limit.</summary>
    public required int LeftOut { get; init; }

    /// <summary>The document of a report.</summary>
    public static CompareDocument Of(CompareReport report, LedgerStamp stamp)
    {
        CompareQuery query = report.Query;
        return new()
        {
            AsOfEntry = report.AsOfEntry,
            LedgerSize = stamp.LedgerSize,
            Checkpoint = stamp.Checkpoint,
            Basis = query.Basis,
            From = query.Window.From,
            To = query.Window.To,
            By = query.By.Name,
            Outcome = query.Outcome,
            Where = [.. query.Where.Select(filter => filter.ToString())],
            Variants = [.. report.Variants.Select(variant => VariantDocument.Of(variant, query))],
            LeftOut = report.LeftOut,
        };
    }
}

/// <summary>What the calls of one variant did; see <see cref="Variant"/>.</summary>
public sealed record VariantDocument
{
    /// <summary>The value by the grouping's name; null where calls had none.</summary>
    public required IReadOnlyDictionary<string, string?> Group { get; init; }

    /// <summary>Calls that ended.</summary>
    public required long Calls { get; init; }

    /// <summary>Those of them that were settled.</summary>
    public required long Settled { get; init; }

    /// <summary>Those of the calls that failed.</summary>
    public required long Failed { get; init; }

    /// <summary>Settled calls of which some part has no price.</summary>
    public required long Unpriced { get; init; }

    /// <summary>The cost, USD, exact.</summary>
    public required string CostUsd { get; init; }

    /// <summary>Mean cost of a settled call, USD; absent without one.</summary>
    public string? CostPerCallUsd { get; init; }

    /// <summary>The low end of its interval; absent below 30 calls.</summary>
    public string? CostPerCallLowUsd { get; init; }

    /// <summary>The high end; absent below 30 calls.</summary>
    public string? CostPerCallHighUsd { get; init; }

    /// <summary>Whether the mean differs from the first variant's by more than chance; absent when nobody can tell.</summary>
    public bool? CostDiffers { get; init; }

    /// <summary>Prompt tokens of all settled calls: fresh, read from and written to a cache; exact.</summary>
    public required long InputTokens { get; init; }

    /// <summary>Those of them that were read from a cache.</summary>
    public required long CachedTokens { get; init; }

    /// <summary>Answer tokens, reasoning included.</summary>
    public required long OutputTokens { get; init; }

    /// <summary>Those of them that were reasoning.</summary>
    public required long ReasoningTokens { get; init; }

    /// <summary>Tokens of a settled call on average; absent without one.</summary>
    public string? TokensPerCall { get; init; }

    /// <summary>The share of calls that failed, percent; absent without calls.</summary>
    public string? ErrorPercent { get; init; }

    /// <summary>The low end of its interval.</summary>
    public string? ErrorLowPercent { get; init; }

    /// <summary>The high end.</summary>
    public string? ErrorHighPercent { get; init; }

    /// <summary>Milliseconds; absent where none is known.</summary>
    public LatencyPercentiles? LatencyMs { get; init; }

    /// <summary>Business outcomes of the sessions in which it served; absent without one.</summary>
    public VariantOutcomesDocument? Outcomes { get; init; }

    /// <summary>What to keep in mind; empty when nothing.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>The document of a variant.</summary>
    public static VariantDocument Of(Variant variant, CompareQuery query)
    {
        ArgumentNullException.ThrowIfNull(variant);
        long input = variant.Tokens.Input + variant.Tokens.Cached + variant.Tokens.Written;
        long output = variant.Tokens.Output + variant.Tokens.Reasoning;
        return new()
        {
            Group = new Dictionary<string, string?> { [query.By.FieldName] = variant.Key },
            Calls = variant.Calls,
            Settled = variant.Settled,
            Failed = variant.Failed,
            Unpriced = variant.Unpriced,
            CostUsd = variant.Cost.ToString(),
            CostPerCallUsd = Dollars(variant.CostPerCall?.Mean),
            CostPerCallLowUsd = Dollars(variant.CostPerCall?.Low),
            CostPerCallHighUsd = Dollars(variant.CostPerCall?.High),
            CostDiffers = variant.CostDiffers,
            InputTokens = input,
            CachedTokens = variant.Tokens.Cached,
            OutputTokens = output,
            ReasoningTokens = variant.Tokens.Reasoning,
            TokensPerCall =
                variant.Settled == 0 ? null : GuessText.Percent((decimal)(input + output) / variant.Settled),
            ErrorPercent = Percent(variant.ErrorRate?.Percent),
            ErrorLowPercent = Percent(variant.ErrorRate?.Low),
            ErrorHighPercent = Percent(variant.ErrorRate?.High),
            LatencyMs = variant.Latency,
            Outcomes = VariantOutcomesDocument.Of(variant.Outcomes),
            Notes = [.. NotesOf(variant)],
        };
    }

    private static IEnumerable<string> NotesOf(Variant variant)
    {
        if (variant.Settled < MeanEstimate.Fewest)
        {
            yield return $"Only {variant.Settled} settled calls: fewer than {MeanEstimate.Fewest} say little about a mean.";
        }

        if (variant.Unpriced > 0)
        {
            yield return $"{Counted.Of(variant.Unpriced, "call has", "calls have")} a part without a price: the true cost is higher.";
        }

        if (variant.Outcomes.Shared > 0)
        {
            yield return $"{variant.Outcomes.Shared} of its {Counted.Of(variant.Outcomes.Figures.Outcomes, "outcome")} {(variant.Outcomes.Shared == 1 ? "is" : "are")} of sessions in which another variant served too: {(variant.Outcomes.Shared == 1 ? "it counts" : "they count")} with each.";
        }
    }

    private static string? Dollars(decimal? amount) => amount is { } dollars ? GuessText.Dollars(dollars) : null;

    private static string? Percent(decimal? percent) => percent is { } value ? GuessText.Percent(value) : null;
}

/// <summary>Business outcomes of the sessions in which a variant served; see <see cref="VariantOutcomes"/>.</summary>
public sealed record VariantOutcomesDocument
{
    /// <summary>Outcomes of these sessions in the window.</summary>
    public required long Outcomes { get; init; }

    /// <summary>Those of them that succeeded.</summary>
    public required long Successes { get; init; }

    /// <summary>Those of them whose session another variant served too: they count with each variant.</summary>
    public required long Shared { get; init; }

    /// <summary>The share that succeeded, percent.</summary>
    public required string SuccessPercent { get; init; }

    /// <summary>The low end of its interval.</summary>
    public required string SuccessLowPercent { get; init; }

    /// <summary>The high end.</summary>
    public required string SuccessHighPercent { get; init; }

    /// <summary>What the variant's own calls of these sessions cost in the window, USD, exact as far as priced.</summary>
    public required string CostUsd { get; init; }

    /// <summary>The estimated part of it, USD, exact.</summary>
    public required string EstimatedUsd { get; init; }

    /// <summary>Outcomes of sessions in which a call of the variant has a part without a price: their true cost is higher.</summary>
    public required long Unpriced { get; init; }

    /// <summary>That cost, of failures too, by success, USD, rounded to a pico-dollar; absent without a success.</summary>
    public string? CostPerSuccessUsd { get; init; }

    /// <summary>What the outcomes are worth as far as said, USD; absent where nobody said it.</summary>
    public string? ValueUsd { get; init; }

    /// <summary>The document of outcomes.</summary>
    public static VariantOutcomesDocument? Of(VariantOutcomes outcomes)
    {
        ArgumentNullException.ThrowIfNull(outcomes);
        OutcomeFigures figures = outcomes.Figures;
        return outcomes.SuccessRate is not { } rate
            ? null
            : new()
            {
                Outcomes = figures.Outcomes,
                Successes = figures.Successes,
                Shared = outcomes.Shared,
                SuccessPercent = GuessText.Percent(rate.Percent),
                SuccessLowPercent = GuessText.Percent(rate.Low),
                SuccessHighPercent = GuessText.Percent(rate.High),
                CostUsd = figures.Cost.ToString(),
                EstimatedUsd = figures.Estimated.ToString(),
                Unpriced = figures.Unpriced,
                CostPerSuccessUsd = figures.PerSuccess?.ToString(),
                ValueUsd = figures.Valued == 0 ? null : figures.Value.ToString(),
            };
    }
}
