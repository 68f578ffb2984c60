namespace TokenLedger.Reporting.Queries.Sessions;

/// <summary>A question about one session: its calls in order, and as a tree of agents.</summary>
public sealed record SessionQuery : Slice
{
    /// <summary>Calls answered when nothing else is said.</summary>
    public const int DefaultLimit = 200;

    /// <summary>Most calls answered at once.</summary>
    public const int MostLimit = 1000;

    /// <summary>Its id.</summary>
    public required string Session { get; init; }

    /// <summary>Calls skipped from the first on.</summary>
    public int Skip { get; init; }

    /// <summary>Most calls, 1 to <see cref="MostLimit"/>. Sums and the tree of agents are always over all of them.</summary>
    public int Limit { get; init; } = DefaultLimit;

    /// <summary>The question with the session among its conditions.</summary>
    internal SessionQuery AboutIt() => this with { Where = [new Filter(Grouping.Session, Session), .. Where] };
}

/// <summary>The answer to a <see cref="SessionQuery"/>.</summary>
/// <param name="Report">The session; null when there is none, or when several tenants have one of this id.</param>
/// <param name="Tenants">The tenants that have one (null for calls without): none, one, or several to choose from.</param>
public sealed record SessionAnswer(SessionReport? Report, IReadOnlyList<string?> Tenants);

/// <summary>One session.</summary>
public sealed record SessionReport
{
    /// <summary>Most nodes of the tree that are answered; further ones are counted.</summary>
    public const int MostAgents = 1000;

    /// <summary>Most steps that are answered; further ones are counted.</summary>
    public const int MostSteps = 1000;

    /// <summary>The question.</summary>
    public required SessionQuery Query { get; init; }

    /// <summary>Its tenant; null when its calls name none.</summary>
    public required string? Tenant { get; init; }

    /// <summary>What it comes to.</summary>
    public required SessionFigures Figures { get; init; }

    /// <summary>When its last answer ended, UTC; null when no call has ended.</summary>
    public required DateTimeOffset? EndedAt { get; init; }

    /// <summary>The tree of its agents, each after the one above it. The exclusive costs add up to the session's.</summary>
    public required IReadOnlyList<AgentNode> Agents { get; init; }

    /// <summary>Nodes left out.</summary>
    public required int AgentsLeftOut { get; init; }

    /// <summary>Its spans as a tree, of at most <see cref="SessionSpans.MostCalls"/> calls about the first one shown.</summary>
    public required SessionSpans Spans { get; init; }

    /// <summary>Its tasks and steps in the order of their first calls. Their costs add up to the session's.</summary>
    public required IReadOnlyList<SessionStep> Steps { get; init; }

    /// <summary>Steps left out.</summary>
    public required int StepsLeftOut { get; init; }

    /// <summary>Its calls in the order in which they began, those asked for.</summary>
    public required IReadOnlyList<SessionCall> Calls { get; init; }

    /// <summary>How many calls (attempts, refusals, open calls) there are in all.</summary>
    public required int CallCount { get; init; }

    /// <summary>Ledger entries folded into this answer.</summary>
    public required long AsOfEntry { get; init; }
}

/// <summary>An agent in a tree.</summary>
public sealed record AgentNode
{
    /// <summary>Where it stands in the list.</summary>
    public required int Node { get; init; }

    /// <summary>The node above it; null at the top.</summary>
    public required int? Above { get; init; }

    /// <summary>Nodes above it.</summary>
    public required int Depth { get; init; }

    /// <summary>The agent; null for calls that name none.</summary>
    public required string? Agent { get; init; }

    /// <summary>The parent that its calls name.</summary>
    public required string? ParentAgent { get; init; }

    /// <summary>The root that its calls name.</summary>
    public required string? RootAgent { get; init; }

    /// <summary>The span that made its calls, where they name no agent but a span (W3C id).</summary>
    public string? Span { get; init; }

    /// <summary>Why it stands here.</summary>
    public required AgentNote Note { get; init; }

    /// <summary>What its own calls come to.</summary>
    public required SessionFigures Exclusive { get; init; }

    /// <summary>What its own calls and those of all below it come to.</summary>
    public required SessionFigures Inclusive { get; init; }
}

/// <summary>A step of a task within a session.</summary>
/// <param name="Task">The task; null where calls name none.</param>
/// <param name="Step">The step; null where calls name none.</param>
/// <param name="Figures">What its calls come to.</param>
public sealed record SessionStep(string? Task, string? Step, SessionFigures Figures);
