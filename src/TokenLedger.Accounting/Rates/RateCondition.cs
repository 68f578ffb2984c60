namespace TokenLedger.Accounting.Rates;

/// <summary>What is known of a call when its price is chosen.</summary>
/// <param name="Named">Facts by the name of their dimension (service_tier, inference_geo, speed …).</param>
/// <param name="ContextTokens">The whole prompt in tokens; null when unknown.</param>
/// <param name="Instant">The instant that selects the row and the time of day.</param>
public readonly record struct PriceFacts(
    IReadOnlyList<KeyValuePair<string, string>> Named,
    long? ContextTokens,
    DateTimeOffset Instant
)
{
    /// <summary>The fact of a dimension; null when it is not known.</summary>
    public string? this[string dimension]
    {
        get
        {
            for (int i = 0; i < Named.Count; i++)
            {
                if (Named[i].Key == dimension)
                {
                    return Named[i].Value;
                }
            }

            return null;
        }
    }
}

/// <summary>One condition of a price or a multiplier. A condition on a fact that is not known does not hold.</summary>
/// <param name="Dimension">What it looks at: service_tier, context_tokens, time_of_day …</param>
public abstract record RateCondition(string Dimension)
{
    /// <summary>Whether the condition holds for a call.</summary>
    public abstract bool Holds(in PriceFacts facts);
}

/// <summary>The fact is one of these values, or, negated, none of them.</summary>
public sealed record OneOf(string Dimension, IReadOnlyList<string> Values, bool Negated) : RateCondition(Dimension)
{
    /// <inheritdoc/>
    public override bool Holds(in PriceFacts facts)
    {
        string? fact = facts[Dimension];
        if (fact is null)
        {
            return false;
        }

        for (int i = 0; i < Values.Count; i++)
        {
            if (Values[i] == fact)
            {
                return !Negated;
            }
        }

        return Negated;
    }
}

/// <summary>The whole prompt has at least <paramref name="Min"/> and at most <paramref name="Max"/> tokens.</summary>
public sealed record ContextBand(long Min, long Max) : RateCondition(Name)
{
    /// <summary>The dimension's name.</summary>
    public const string Name = "context_tokens";

    /// <inheritdoc/>
    public override bool Holds(in PriceFacts facts) =>
        facts.ContextTokens is long tokens && tokens >= Min && tokens <= Max;
}

/// <summary>The instant lies in any of the windows.</summary>
public sealed record TimeOfDay(IReadOnlyList<TimeWindow> Windows) : RateCondition(Name)
{
    /// <summary>The dimension's name.</summary>
    public const string Name = "time_of_day";

    /// <inheritdoc/>
    public override bool Holds(in PriceFacts facts)
    {
        for (int i = 0; i < Windows.Count; i++)
        {
            if (Windows[i].Contains(facts.Instant))
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>
/// A half-open window of the day at a fixed offset from UTC. A window that crosses midnight belongs to the day it
/// starts on: that day's name and date decide about its hours after midnight too.
/// </summary>
/// <param name="Offset">Offset from UTC of the clock and the calendar.</param>
/// <param name="Start">First minute.</param>
/// <param name="End">First minute after; not later than <paramref name="Start"/> means it crosses midnight.</param>
/// <param name="Days">The days it applies on; null for every day.</param>
/// <param name="ExceptDates">Dates it does not apply on.</param>
public sealed record TimeWindow(
    TimeSpan Offset,
    TimeSpan Start,
    TimeSpan End,
    IReadOnlyList<DayOfWeek>? Days,
    IReadOnlyList<DateOnly> ExceptDates
)
{
    /// <summary>Whether an instant lies in the window.</summary>
    public bool Contains(DateTimeOffset instant)
    {
        DateTime local = instant.UtcDateTime + Offset;
        DateOnly day = DateOnly.FromDateTime(local);
        TimeSpan time = local.TimeOfDay;
        if (Start < End)
        {
            return time >= Start && time < End && AppliesOn(day);
        }

        return time >= Start ? AppliesOn(day) : time < End && AppliesOn(day.AddDays(-1));
    }

    private bool AppliesOn(DateOnly day) =>
        (Days is null || Days.Contains(day.DayOfWeek)) && !ExceptDates.Contains(day);
}
