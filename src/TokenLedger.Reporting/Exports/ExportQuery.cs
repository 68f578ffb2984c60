using TokenLedger.Reporting.Currencies;
using TokenLedger.Reporting.Exports.Focus;
using TokenLedger.Reporting.Queries;
using TokenLedger.Reporting.Queries.Chargeback;

namespace TokenLedger.Reporting.Exports;

/// <summary>What the rows of an export are.</summary>
public enum ExportRows
{
    /// <summary>Sums by up to three groupings, as `costs` shows them.</summary>
    Groups,

    /// <summary>Ended calls, and the corrections of calls.</summary>
    Calls,

    /// <summary>The line items of them.</summary>
    Lines,

    /// <summary>FOCUS charges.</summary>
    Focus,

    /// <summary>A statement: who bears what.</summary>
    Chargeback,
}

/// <summary>How the rows are written.</summary>
public enum ExportFormat
{
    /// <summary>RFC 4180.</summary>
    Csv,

    /// <summary>One array of objects.</summary>
    Json,

    /// <summary>An object on each line.</summary>
    JsonLines,

    /// <summary>Apache Parquet.</summary>
    Parquet,

    /// <summary>A page to be mailed and printed, of a statement only.</summary>
    Html,
}

/// <summary>What is exported, and how. Made from words by <see cref="ExportWords"/>.</summary>
public sealed record ExportQuery : Slice
{
    /// <summary>What the rows are.</summary>
    public ExportRows Rows { get; init; } = ExportRows.Groups;

    /// <summary>How they are written.</summary>
    public ExportFormat Format { get; init; } = ExportFormat.Csv;

    /// <summary>The groupings of <see cref="ExportRows.Groups"/>; the one of <see cref="ExportRows.Chargeback"/>.</summary>
    public IReadOnlyList<Grouping> By { get; init; } = [Grouping.Model];

    /// <summary>Most groups, dearest first; the export's totals are those of the groups written.</summary>
    public int Limit { get; init; } = int.MaxValue;

    /// <summary>What FOCUS charges are like.</summary>
    public FocusTerms Focus { get; init; } = new();

    /// <summary>How a statement tells and spreads shared cost.</summary>
    public ChargebackTerms Chargeback { get; init; } = new();

    /// <summary>The currency that amounts are written in too, beside dollars; null for dollars alone.</summary>
    public Currency? Currency { get; init; }

    /// <summary>Whether its rows have a time before them; single calls, line items and charges are facts.</summary>
    public bool HasTimeBefore => Rows is ExportRows.Groups or ExportRows.Chargeback;

    /// <summary>The ending of the file's name.</summary>
    public string Extension =>
        Format switch
        {
            ExportFormat.Csv => ".csv",
            ExportFormat.Json => ".json",
            ExportFormat.JsonLines => ".jsonl",
            ExportFormat.Html => ".html",
            _ => ".parquet",
        };

    /// <summary>What HTTP calls it.</summary>
    public string ContentType =>
        Format switch
        {
            ExportFormat.Csv => "text/csv; charset=utf-8",
            ExportFormat.Json => "application/json",
            ExportFormat.JsonLines => "application/jsonl",
            ExportFormat.Html => "text/html; charset=utf-8",
            _ => "application/vnd.apache.parquet",
        };

    /// <summary>
    /// The same question compared with the time before, as the report of the same rows has it: a statement of whole months
    /// with as many months, anything else with the same length of time.
    /// </summary>
    /// <param name="now">The clock: an open window goes up to here.</param>
    /// <returns>Its time before is null when the window has none.</returns>
    public ExportQuery Compared(DateTimeOffset now) =>
        this with
        {
            Before = (Rows == ExportRows.Chargeback ? Window.MonthsBefore(Zone) : null) ?? Window.Previous(now),
        };

    /// <summary>The same question within one tenant only.</summary>
    public new ExportQuery Within(string? tenant) => (ExportQuery)base.Within(tenant);
}
