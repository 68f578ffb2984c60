namespace TokenLedger.Reporting.Queries.Sessions;

/// <summary>A trace, a span of it, or the calls that name none, in the tree of a session's spans.</summary>
public sealed record SpanNode
{
    /// <summary>Where it stands in the list.</summary>
    public required int Node { get; init; }

    /// <summary>The node above it; null at the top.</summary>
    public required int? Above { get; init; }

    /// <summary>Nodes above it.</summary>
    public required int Depth { get; init; }

    /// <summary>The W3C trace, 32 hex digits; null for what belongs to no trace.</summary>
    public required string? Trace { get; init; }

    /// <summary>The caller's W3C span, 16 hex digits; null for the trace itself.</summary>
    public required string? Span { get; init; }

    /// <summary>The agent of its first call; null where that names none.</summary>
    public required string? Agent { get; init; }

    /// <summary>The task of its first call; null where that names none.</summary>
    public required string? Task { get; init; }

    /// <summary>The step of its first call; null where that names none.</summary>
    public required string? Step { get; init; }

    /// <summary>When the last answer to it or to what is below it ended, UTC; null when none has.</summary>
    public required DateTimeOffset? EndedAt { get; init; }

    /// <summary>What its own calls come to.</summary>
    public required SessionFigures Exclusive { get; init; }

    /// <summary>What its own calls and those of all below it come to.</summary>
    public required SessionFigures Inclusive { get; init; }
}
