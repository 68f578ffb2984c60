using System.Diagnostics.CodeAnalysis;
using TokenLedger.Reporting.Exports;
using TokenLedger.Reporting.Queries.Sessions;

namespace TokenLedger.Reporting.Documents;

/// <summary>Sessions in JSON, the same on the command line and in the API.</summary>
public sealed record SessionsDocument : ReportDocument
{
    [SetsRequiredMembers]
    private SessionsDocument(SessionsReport report, LedgerStamp stamp)
        : base(report.Query, stamp, report.AsOfEntry)
    {
        Order = WordOf(report.Query.Order);
        Sessions = [.. report.Rows.Select(SessionsRow.Of)];
        SessionCount = report.Sessions;
        Total = SessionFiguresDocument.Of(report.Total);
        WithoutSession = SessionFiguresDocument.Of(report.WithoutSession);
        Before = report.Before is { } before ? Of(before, stamp) : null;
    }

    /// <summary>"cost", "recent" or "calls": what comes first.</summary>
    public required string Order { get; init; }

    /// <summary>The sessions, at most the limit.</summary>
    public required IReadOnlyList<SessionsRow> Sessions { get; init; }

    /// <summary>How many there are, also of those left out.</summary>
    public required long SessionCount { get; init; }

    /// <summary>The sum of all sessions, also of those left out.</summary>
    public required SessionFiguresDocument Total { get; init; }

    /// <summary>Calls that name no session: in no row and not in the total.</summary>
    public required SessionFiguresDocument WithoutSession { get; init; }

    /// <summary>The same report about the time compared with; absent when it is with none.</summary>
    public SessionsDocument? Before { get; init; }

    /// <summary>The document of a report.</summary>
    public static SessionsDocument Of(SessionsReport report, LedgerStamp stamp) => new(report, stamp);

    private static string WordOf(SessionOrder order) =>
        order switch
        {
            SessionOrder.Recent => "recent",
            SessionOrder.Calls => "calls",
            _ => "cost",
        };
}

/// <summary>One session.</summary>
public sealed record SessionsRow
{
    /// <summary>Its tenant; absent when its calls name none.</summary>
    public string? Tenant { get; init; }

    /// <summary>Its id.</summary>
    public required string Session { get; init; }

    /// <summary>The agents that called, in the order of their first call; a few.</summary>
    public required IReadOnlyList<string> Agents { get; init; }

    /// <summary>How many agents called.</summary>
    public required int AgentCount { get; init; }

    /// <summary>What it comes to.</summary>
    public required SessionFiguresDocument Figures { get; init; }

    /// <summary>When its last answer ended; absent when no call has ended.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Milliseconds from its first call to the end of its last answer.</summary>
    public required long DurationMs { get; init; }

    /// <summary>The document of a row.</summary>
    public static SessionsRow Of(SessionSummary row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return new()
        {
            Tenant = row.Tenant,
            Session = row.Session,
            Agents = row.Agents,
            AgentCount = row.AgentCount,
            Figures = SessionFiguresDocument.Of(row.Figures),
            EndedAt = row.EndedAt,
            DurationMs = (long)row.Duration.TotalMilliseconds,
        };
    }
}
