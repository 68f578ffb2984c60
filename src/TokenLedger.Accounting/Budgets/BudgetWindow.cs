namespace TokenLedger.Accounting.Budgets;

/// <summary>When use counts. A window is computed from the time, never reset by anything.</summary>
/// <param name="Kind">How it is bounded.</param>
public sealed record BudgetWindow(WindowKind Kind)
{
    /// <summary>For calendar windows: the period.</summary>
    public CalendarPeriod Period { get; init; } = CalendarPeriod.Month;

    /// <summary>For calendar windows: the IANA time zone whose days and months count. Default UTC.</summary>
    public string TimeZone { get; init; } = "UTC";

    /// <summary>For rolling and fixed windows: how long one is, 1 minute to 366 days.</summary>
    public TimeSpan Length { get; init; }

    /// <summary>For fixed windows: the instant from which they follow one another, UTC.</summary>
    public DateTimeOffset Start { get; init; }
}

/// <summary>How a window is bounded.</summary>
public enum WindowKind
{
    /// <summary>A minute, hour, day, week (from Monday), month, quarter or year of the calendar.</summary>
    Calendar,

    /// <summary>The time just passed, of a fixed length.</summary>
    Rolling,

    /// <summary>Periods of a fixed length, one after another from an instant.</summary>
    Fixed,

    /// <summary>As long as the session: every session has an account of its own.</summary>
    Session,

    /// <summary>All time.</summary>
    Lifetime,
}

/// <summary>A period of the calendar.</summary>
public enum CalendarPeriod
{
    /// <summary>A minute.</summary>
    Minute,

    /// <summary>An hour.</summary>
    Hour,

    /// <summary>A day.</summary>
    Day,

    /// <summary>A week, from Monday.</summary>
    Week,

    /// <summary>A month.</summary>
    Month,

    /// <summary>A quarter.</summary>
    Quarter,

    /// <summary>A year.</summary>
    Year,
}
