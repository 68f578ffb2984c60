using TokenLedger.Accounting.Metering;

namespace TokenLedger.Accounting.Rates;

/// <summary>One price of a row: dollars for a number of units of a meter, under conditions.</summary>
/// <param name="Meter">A meter's name.</param>
/// <param name="Usd">The dollars exactly as the table writes them ("0.125").</param>
/// <param name="Per">The units these dollars buy, at least 1.</param>
/// <param name="When">Conditions that must all hold; empty for the plain price.</param>
/// <param name="PicoPerUnit">The same price as pico-dollars per unit.</param>
public sealed record RatePrice(
    string Meter,
    string Usd,
    long Per,
    IReadOnlyList<RateCondition> When,
    ExactRatio PicoPerUnit
)
{
    /// <summary>Whether the price names this dimension itself, so that a multiplier of it must not apply again.</summary>
    public bool Names(string dimension)
    {
        for (int i = 0; i < When.Count; i++)
        {
            if (When[i].Dimension == dimension)
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>A factor on the prices of some meters while its conditions hold.</summary>
/// <param name="Dimension">Skipped for a price whose own conditions name this dimension.</param>
/// <param name="When">Conditions that must all hold.</param>
/// <param name="Times">The factor as the table writes it.</param>
/// <param name="Factor">The same factor, exact.</param>
/// <param name="Meters">Meter names; a name that ends in * stands for all that begin with what is before it.</param>
public sealed record RateMultiplier(
    string Dimension,
    IReadOnlyList<RateCondition> When,
    string Times,
    ExactRatio Factor,
    IReadOnlyList<string> Meters
)
{
    /// <summary>The factor alone as a list, shared by every line it alone applies to.</summary>
    internal string[] Alone { get; } = [Times];

    /// <summary>Whether the factor is about this meter.</summary>
    public bool Covers(string meter)
    {
        for (int i = 0; i < Meters.Count; i++)
        {
            string name = Meters[i];
            bool covers = name.EndsWith('*')
                ? meter.AsSpan().StartsWith(name.AsSpan(0, name.Length - 1), StringComparison.Ordinal)
                : meter == name;
            if (covers)
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>How a row recognises a model id. All comparisons ignore case.</summary>
/// <param name="Ids">Whole ids.</param>
/// <param name="Prefixes">Declared prefixes; the longest of all rows wins.</param>
/// <param name="Patterns">Regular expressions, searched for anywhere unless anchored.</param>
/// <param name="NotIds">Ids the row never takes.</param>
/// <param name="NotPrefixes">Prefixes the row never takes.</param>
/// <param name="Size">Parameter counts the row takes when nothing else takes the id; null for none.</param>
public sealed record ModelMatch(
    IReadOnlyList<string> Ids,
    IReadOnlyList<string> Prefixes,
    IReadOnlyList<string> Patterns,
    IReadOnlyList<string> NotIds,
    IReadOnlyList<string> NotPrefixes,
    SizeRange? Size = null
)
{
    /// <summary>Whether the row excludes this id.</summary>
    public bool Excludes(string id)
    {
        foreach (string other in NotIds)
        {
            if (other.Equals(id, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        foreach (string prefix in NotPrefixes)
        {
            if (id.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>The prices of one model of one provider during one span of time.</summary>
public sealed record RateRow
{
    private string? rateId;

    /// <summary>The provider's short name ("openai").</summary>
    public required string Provider { get; init; }

    /// <summary>The row family's canonical name.</summary>
    public required string Model { get; init; }

    /// <summary>The row's place in its file, from 1.</summary>
    public int Place { get; init; }

    /// <summary>How ids are recognised.</summary>
    public required ModelMatch Match { get; init; }

    /// <summary>First instant of validity; null for "since ever".</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>First instant after validity; null for "until further notice".</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>True when the completion instant, not the request's start, selects row and time of day.</summary>
    public bool ByCompletion { get; init; }

    /// <summary>Tokens of prompt and answer the model can hold; null when not known.</summary>
    public long? ContextWindow { get; init; }

    /// <summary>Lifetime ("5m") taken for cache writes whose lifetime was not reported; null when there is none.</summary>
    public string? CacheWriteDefaultTtl { get; init; }

    /// <summary>True for a price derived from the model's size; bills are flagged estimated_rate.</summary>
    public bool Bucket { get; init; }

    /// <summary>True when the provider charges nothing for tokens, which is known, not missing.</summary>
    public bool Free { get; init; }

    /// <summary>True when nobody charges anything: every meter costs 0 unless the row prices it.</summary>
    public bool SelfHosted { get; init; }

    /// <summary>
    /// The currency of the provider's own list when it is not USD. The row's dollars are then somebody's conversion:
    /// they are shown but never billed, and the call is unpriced, flagged native_currency.
    /// </summary>
    public string? NativeCurrency { get; init; }

    /// <summary>The prices in the table's order.</summary>
    public required IReadOnlyList<RatePrice> Prices { get; init; }

    /// <summary>The factors in the table's order.</summary>
    public required IReadOnlyList<RateMultiplier> Multipliers { get; init; }

    /// <summary>Least billed quantity of a meter.</summary>
    public required IReadOnlyList<KeyValuePair<string, decimal>> Minimums { get; init; }

    /// <summary>Meters that are charged once per prompt, however many units were used.</summary>
    public IReadOnlyList<string> OncePerPrompt { get; init; } = [];

    /// <summary>"high", "medium" or "disputed".</summary>
    public string Confidence { get; init; } = "";

    /// <summary>Where the figures come from: keys of the file's sources.</summary>
    public IReadOnlyList<string> Sources { get; init; } = [];

    /// <summary>A remark for people; null when there is none.</summary>
    public string? Note { get; init; }

    /// <summary>What names the row whatever book it is in: provider/model[/from].</summary>
    public required string Key { get; init; }

    /// <summary>Row and version as line items name it: provider/model[/from]@version.</summary>
    public string RateId => rateId ??= $"{Key}@{Version.Short}";

    /// <summary>The version of the book the row is in.</summary>
    internal BookVersion Version { get; init; } = new();

    /// <summary>The operator's factors that are about this row; set once, before anyone sees the row.</summary>
    internal IReadOnlyList<RowFactor> Factors { get; set; } = [];

    /// <summary>The operator's factors that may multiply this row's prices, in the order of the configuration.</summary>
    public IReadOnlyList<RateFactor> OwnFactors => [.. Factors.Select(factor => factor.Source)];

    /// <summary>Whether the row is in force at an instant.</summary>
    public bool InForce(DateTimeOffset instant) => (From is null || instant >= From) && (To is null || instant < To);

    /// <summary>The bill of a call at this row's prices.</summary>
    /// <param name="usage">What was used.</param>
    /// <param name="at">When the request started.</param>
    /// <param name="completedAt">When the answer was complete; null when not known.</param>
    public Bill Price(UsageReport usage, DateTimeOffset at, DateTimeOffset? completedAt) =>
        Billing.Bill(this, usage, ByCompletion ? completedAt ?? at : at);
}
