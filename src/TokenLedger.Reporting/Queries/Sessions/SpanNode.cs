namespace TokenLedger.Reporting.Queries.Sessions;

/// <summary>The spans of a session's calls, as a tree; of a long session, of a stretch of them.</summary>
/// <param name="Nodes">
/// Each after the one above it; empty when no call of the stretch names a trace. The exclusive costs add up to the session's.
/// </param>
/// <param name="Skipped">Calls before the stretch: it begins at the thousand in which the first call shown stands.</param>
/// <param name="Calls">Calls in the stretch, open ones too; at most a thousand.</param>
public sealed record SessionSpans(IReadOnlyList<SpanNode> Nodes, int Skipped, int Calls)
{
    /// <summary>Most calls of a stretch: so many entries are read for their spans.</summary>
    public const int MostCalls = 1000;
}

/// <summary>A trace, a span of it, the calls that name none, or those outside of the stretch.</summary>
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

    /// <summary>Whether it stands for all calls of the session that are not in the stretch.</summary>
    public bool IsFurther { get; init; }

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
