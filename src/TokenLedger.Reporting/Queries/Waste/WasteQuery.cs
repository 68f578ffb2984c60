namespace TokenLedger.Reporting.Queries.Waste;

/// <summary>A question about money that bought nothing, or nothing new.</summary>
public sealed record WasteQuery : Slice
{
    /// <summary>Groups and examples of each kind when nothing else is said.</summary>
    public const int DefaultLimit = 5;

    /// <summary>Most groups and examples of each kind.</summary>
    public const int MostLimit = 100;

    /// <summary>How long a cache of answers would keep one when nothing else is said: 1 h.</summary>
    public static TimeSpan DefaultKept { get; } = TimeSpan.FromHours(1);

    /// <summary>Shortest time an answer is kept.</summary>
    public static TimeSpan LeastKept { get; } = TimeSpan.FromSeconds(1);

    /// <summary>Longest time an answer is kept.</summary>
    public static TimeSpan MostKept { get; } = TimeSpan.FromDays(1);

    /// <summary>What the groups of each kind are.</summary>
    public Grouping By { get; init; } = Grouping.Find("agent")!;

    /// <summary>How long a cache of answers would keep one, from the beginning of the call that made it.</summary>
    public TimeSpan KeptFor { get; init; } = DefaultKept;

    /// <summary>Most groups and most examples of each kind, 1 to <see cref="MostLimit"/>.</summary>
    public int Limit { get; init; } = DefaultLimit;
}
