using System.Diagnostics.CodeAnalysis;
using TokenLedger.Reporting.Exports;
using TokenLedger.Reporting.Queries.Sessions;

namespace TokenLedger.Reporting.Documents;

/// <summary>Agents in JSON, the same on the command line and in the API.</summary>
public sealed record AgentsDocument : ReportDocument
{
    [SetsRequiredMembers]
    private AgentsDocument(AgentsReport report, LedgerStamp stamp)
        : base(report.Query, stamp, report.AsOfEntry)
    {
        Agents = [.. report.Rows.Select(AgentsRow.Of)];
        AgentsLeftOut = report.RowsLeftOut;
        Tree = [.. report.Tree.Select(AgentPlaceDocument.Of)];
        PlacesLeftOut = report.PlacesLeftOut;
        Total = SessionFiguresDocument.Of(report.Total);
        Before = report.Before is { } before ? Of(before, stamp) : null;
    }

    /// <summary>The agents, the dearest with those they started first.</summary>
    public required IReadOnlyList<AgentsRow> Agents { get; init; }

    /// <summary>Agents left out.</summary>
    public required int AgentsLeftOut { get; init; }

    /// <summary>Who started whom, each place after the one above it.</summary>
    public required IReadOnlyList<AgentPlaceDocument> Tree { get; init; }

    /// <summary>Places left out.</summary>
    public required int PlacesLeftOut { get; init; }

    /// <summary>The sum of all.</summary>
    public required SessionFiguresDocument Total { get; init; }

    /// <summary>The same report about the time compared with; absent when it is with none.</summary>
    public AgentsDocument? Before { get; init; }

    /// <summary>The document of a report.</summary>
    public static AgentsDocument Of(AgentsReport report, LedgerStamp stamp) => new(report, stamp);
}

/// <summary>One agent.</summary>
public sealed record AgentsRow
{
    /// <summary>Its tenant; absent when calls name none.</summary>
    public string? Tenant { get; init; }

    /// <summary>The agent; absent for calls that name none.</summary>
    public string? Agent { get; init; }

    /// <summary>Its own calls.</summary>
    public required SessionFiguresDocument Exclusive { get; init; }

    /// <summary>Its own calls and those of all it started.</summary>
    public required SessionFiguresDocument Inclusive { get; init; }

    /// <summary>Sessions in which it called, or one it started did.</summary>
    public required long Sessions { get; init; }

    /// <summary>Inclusive cost within sessions per session; absent when it called in none.</summary>
    public string? CostPerSessionUsd { get; init; }

    /// <summary>The document of a row.</summary>
    public static AgentsRow Of(AgentSummary row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return new()
        {
            Tenant = row.Tenant,
            Agent = row.Agent,
            Exclusive = SessionFiguresDocument.Of(row.Exclusive),
            Inclusive = SessionFiguresDocument.Of(row.Inclusive),
            Sessions = row.Sessions,
            CostPerSessionUsd = row.PerSession?.ToString(),
        };
    }
}

/// <summary>A place in the tree of agents.</summary>
public sealed record AgentPlaceDocument
{
    /// <summary>Where it stands in the list.</summary>
    public required int Place { get; init; }

    /// <summary>The place above it; absent at the top.</summary>
    public int? Above { get; init; }

    /// <summary>Places above it.</summary>
    public required int Depth { get; init; }

    /// <summary>Its tenant; absent when calls name none.</summary>
    public string? Tenant { get; init; }

    /// <summary>The agent; absent for calls that name none.</summary>
    public string? Agent { get; init; }

    /// <summary>The calls made here.</summary>
    public required SessionFiguresDocument Exclusive { get; init; }

    /// <summary>The calls made here and below.</summary>
    public required SessionFiguresDocument Inclusive { get; init; }

    /// <summary>Sessions in which there is this place.</summary>
    public required long Sessions { get; init; }

    /// <summary>The document of a place.</summary>
    public static AgentPlaceDocument Of(AgentPlace place)
    {
        ArgumentNullException.ThrowIfNull(place);
        return new()
        {
            Place = place.Place,
            Above = place.Above,
            Depth = place.Depth,
            Tenant = place.Tenant,
            Agent = place.Agent,
            Exclusive = SessionFiguresDocument.Of(place.Exclusive),
            Inclusive = SessionFiguresDocument.Of(place.Inclusive),
            Sessions = place.Sessions,
        };
    }
}
