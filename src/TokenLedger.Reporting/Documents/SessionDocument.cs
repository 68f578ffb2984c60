using System.Diagnostics.CodeAnalysis;
using TokenLedger.Reporting.Exports;
using TokenLedger.Reporting.Queries.Sessions;

namespace TokenLedger.Reporting.Documents;

/// <summary>One session in JSON: its agents as a tree, its steps, its calls.</summary>
public sealed record SessionDocument : ReportDocument
{
    [SetsRequiredMembers]
    private SessionDocument(SessionReport report, LedgerStamp stamp)
        : base(report.Query, stamp, report.AsOfEntry)
    {
        Tenant = report.Tenant;
        Session = report.Query.Session;
        Figures = SessionFiguresDocument.Of(report.Figures);
        EndedAt = report.EndedAt;
        Agents = [.. report.Agents.Select(AgentDocument.Of)];
        AgentsLeftOut = report.AgentsLeftOut;
        Spans = [.. report.Spans.Nodes.Select(SessionSpanDocument.Of)];
        SpansSkipped = report.Spans.Skipped;
        SpansCalls = report.Spans.Calls;
        Steps = [.. report.Steps.Select(StepDocument.Of)];
        StepsLeftOut = report.StepsLeftOut;
        Calls = [.. report.Calls.Select(call => LedgerCallDocument.Of(call, call.Node))];
        CallCount = report.CallCount;
        Skipped = report.Query.Skip;
    }

    /// <summary>Its tenant; absent when its calls name none.</summary>
    public string? Tenant { get; init; }

    /// <summary>Its id.</summary>
    public required string Session { get; init; }

    /// <summary>What it comes to.</summary>
    public required SessionFiguresDocument Figures { get; init; }

    /// <summary>When its last answer ended; absent when no call has ended.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Its agents, each after the one above it. The exclusive figures add up to the session's.</summary>
    public required IReadOnlyList<AgentDocument> Agents { get; init; }

    /// <summary>Agents left out.</summary>
    public required int AgentsLeftOut { get; init; }

    /// <summary>
    /// Its spans by trace, each after the one above it; empty when no call names a trace. Of a session of more than 1,000
    /// calls they are those of a thousand, and the last one stands for all others. The exclusive figures add up to the session's.
    /// </summary>
    public required IReadOnlyList<SessionSpanDocument> Spans { get; init; }

    /// <summary>Calls before the first whose span is told: the thousands within what is skipped.</summary>
    public required int SpansSkipped { get; init; }

    /// <summary>Calls whose spans are told.</summary>
    public required int SpansCalls { get; init; }

    /// <summary>Its tasks and steps in the order of their first calls.</summary>
    public required IReadOnlyList<StepDocument> Steps { get; init; }

    /// <summary>Steps left out.</summary>
    public required int StepsLeftOut { get; init; }

    /// <summary>Its calls in the order in which they began, those asked for.</summary>
    public required IReadOnlyList<LedgerCallDocument> Calls { get; init; }

    /// <summary>How many calls there are in all.</summary>
    public required int CallCount { get; init; }

    /// <summary>Calls skipped before the first shown.</summary>
    public required int Skipped { get; init; }

    /// <summary>The document of a report.</summary>
    public static SessionDocument Of(SessionReport report, LedgerStamp stamp) => new(report, stamp);
}

/// <summary>An agent of a session.</summary>
public sealed record AgentDocument
{
    /// <summary>Where it stands in the list.</summary>
    public required int Node { get; init; }

    /// <summary>The node above it; absent at the top.</summary>
    public int? Above { get; init; }

    /// <summary>Nodes above it.</summary>
    public required int Depth { get; init; }

    /// <summary>The agent; absent for calls that name none.</summary>
    public string? Agent { get; init; }

    /// <summary>The parent that its calls name.</summary>
    public string? ParentAgent { get; init; }

    /// <summary>The root that its calls name.</summary>
    public string? RootAgent { get; init; }

    /// <summary>The span that made its calls, where they name a span instead of an agent.</summary>
    public string? Span { get; init; }

    /// <summary>
    /// "not_called": named as a parent, but made no call here; "circle": its parents lead back to it, so it is put at the
    /// top. Absent otherwise.
    /// </summary>
    public string? Note { get; init; }

    /// <summary>Its own calls.</summary>
    public required SessionFiguresDocument Exclusive { get; init; }

    /// <summary>Its own calls and those of all below it.</summary>
    public required SessionFiguresDocument Inclusive { get; init; }

    /// <summary>The document of a node.</summary>
    public static AgentDocument Of(AgentNode node)
    {
        ArgumentNullException.ThrowIfNull(node);
        return new()
        {
            Node = node.Node,
            Above = node.Above,
            Depth = node.Depth,
            Agent = node.Agent,
            ParentAgent = node.ParentAgent,
            RootAgent = node.RootAgent,
            Span = node.Span,
            Note = node.Note switch
            {
                AgentNote.NotCalled => "not_called",
                AgentNote.Circle => "circle",
                _ => null,
            },
            Exclusive = SessionFiguresDocument.Of(node.Exclusive),
            Inclusive = SessionFiguresDocument.Of(node.Inclusive),
        };
    }
}

/// <summary>A step of a session.</summary>
public sealed record StepDocument
{
    /// <summary>The task; absent where calls name none.</summary>
    public string? Task { get; init; }

    /// <summary>The step; absent where calls name none.</summary>
    public string? Step { get; init; }

    /// <summary>What its calls come to.</summary>
    public required SessionFiguresDocument Figures { get; init; }

    /// <summary>The document of a step.</summary>
    public static StepDocument Of(SessionStep step)
    {
        ArgumentNullException.ThrowIfNull(step);
        return new()
        {
            Task = step.Task,
            Step = step.Step,
            Figures = SessionFiguresDocument.Of(step.Figures),
        };
    }
}
