namespace TokenLedger.Reporting.Queries;

/// <summary>
/// Which calls a report is about, and by whose days: what every report's question has in common. Command line, API,
/// pages and exports read it from the same words, see <see cref="SliceWords"/>.
/// </summary>
public abstract record Slice
{
    /// <summary>Which calls: as corrected, by the instant their request began; as booked, by the one they were booked.</summary>
    public Window Window { get; init; } = Window.All;

    /// <summary>Conditions, all of which must hold.</summary>
    public IReadOnlyList<Filter> Where { get; init; } = [];

    /// <summary>
    /// The figures as they were first booked: every call in the period in which the ledger took its end, without any
    /// adjustment. Such figures never change. Otherwise they are as corrected: every adjustment, whenever booked, is in
    /// the period and the group of the entry it corrects.
    /// </summary>
    public bool AsBooked { get; init; }

    /// <summary>The time zone whose hours, days and months count, where a report has any.</summary>
    public TimeZoneInfo Zone { get; init; } = TimeZoneInfo.Utc;

    /// <summary>Another span of time to compare with, mostly the same length before; null for no comparison.</summary>
    public Window? Before { get; init; }

    /// <summary>"as_booked" or "as_corrected", as reports say it.</summary>
    public string Basis => AsBooked ? "as_booked" : "as_corrected";

    /// <summary>The same question within one tenant only.</summary>
    /// <param name="tenant">The tenant; null changes nothing.</param>
    public Slice Within(string? tenant) =>
        tenant is null ? this : this with { Where = [new Filter(Grouping.Tenant, tenant), .. Where] };
}
