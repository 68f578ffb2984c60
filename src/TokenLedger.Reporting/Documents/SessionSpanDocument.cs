using TokenLedger.Reporting.Queries.Sessions;

namespace TokenLedger.Reporting.Documents;

/// <summary>A trace, a span of it, what belongs to no trace, or all further calls, in the tree of a session's spans.</summary>
public sealed record SessionSpanDocument
{
    /// <summary>Where it stands in the list.</summary>
    public required int Node { get; init; }

    /// <summary>The node above it; absent at the top.</summary>
    public int? Above { get; init; }

    /// <summary>Nodes above it.</summary>
    public required int Depth { get; init; }

    /// <summary>W3C trace id; absent for what belongs to no trace.</summary>
    public string? TraceId { get; init; }

    /// <summary>W3C id of the caller's span, which its calls have as parent_span_id; absent for the trace itself.</summary>
    public string? SpanId { get; init; }

    /// <summary>True for the node of all calls whose spans are not told here; absent otherwise.</summary>
    public bool? Further { get; init; }

    /// <summary>The agent of its first call.</summary>
    public string? Agent { get; init; }

    /// <summary>The task of its first call.</summary>
    public string? Task { get; init; }

    /// <summary>The step of its first call.</summary>
    public string? Step { get; init; }

    /// <summary>When the last answer to it or to what is below it ended; absent when none has.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Its own calls.</summary>
    public required SessionFiguresDocument Exclusive { get; init; }

    /// <summary>Its own calls and those of all below it.</summary>
    public required SessionFiguresDocument Inclusive { get; init; }

    /// <summary>The document of a node.</summary>
    public static SessionSpanDocument Of(SpanNode node)
    {
        ArgumentNullException.ThrowIfNull(node);
        return new()
        {
            Node = node.Node,
            Above = node.Above,
            Depth = node.Depth,
            TraceId = node.Trace,
            SpanId = node.Span,
            Further = node.IsFurther ? true : null,
            Agent = node.Agent,
            Task = node.Task,
            Step = node.Step,
            EndedAt = node.EndedAt,
            Exclusive = SessionFiguresDocument.Of(node.Exclusive),
            Inclusive = SessionFiguresDocument.Of(node.Inclusive),
        };
    }
}
