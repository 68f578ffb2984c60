using TokenLedger.Accounting.Money;

namespace TokenLedger.Reporting.Queries.Sessions;

/// <summary>A question about agents: what each cost alone and with those it started, over all sessions of a window.</summary>
public sealed record AgentsQuery : Slice
{
    /// <summary>Agents answered when nothing else is said.</summary>
    public const int DefaultLimit = 100;

    /// <summary>Most agents answered, and most places of the tree.</summary>
    public const int MostLimit = 1000;

    /// <summary>Most agents, and most places of the tree, 1 to <see cref="MostLimit"/>.</summary>
    public int Limit { get; init; } = DefaultLimit;
}

/// <summary>The answer to an <see cref="AgentsQuery"/>.</summary>
public sealed record AgentsReport
{
    /// <summary>The question.</summary>
    public required AgentsQuery Query { get; init; }

    /// <summary>The agents, the dearest with those they started first, at most the limit.</summary>
    public required IReadOnlyList<AgentSummary> Rows { get; init; }

    /// <summary>Agents left out.</summary>
    public required int RowsLeftOut { get; init; }

    /// <summary>
    /// Who started whom: the trees of all sessions laid over each other, agents of one name and one way from the top being
    /// one place. Each place after the one above it, the dearest first, at most the limit.
    /// </summary>
    public required IReadOnlyList<AgentPlace> Tree { get; init; }

    /// <summary>Places left out.</summary>
    public required int PlacesLeftOut { get; init; }

    /// <summary>The sum of all, which is that of the exclusive figures.</summary>
    public required SessionFigures Total { get; init; }

    /// <summary>The same about the time that the question compares with; null when it compares with none.</summary>
    public AgentsReport? Before { get; init; }

    /// <summary>Ledger entries folded into this answer.</summary>
    public required long AsOfEntry { get; init; }
}

/// <summary>One agent over all sessions. Agents of one name in two tenants are two.</summary>
public sealed record AgentSummary
{
    /// <summary>Its tenant; null when calls name none.</summary>
    public required string? Tenant { get; init; }

    /// <summary>The agent; null for calls that name none.</summary>
    public required string? Agent { get; init; }

    /// <summary>Its own calls.</summary>
    public required SessionFigures Exclusive { get; init; }

    /// <summary>
    /// Its own calls and those of all it started. What an agent started that has the same name is counted once.
    /// </summary>
    public required SessionFigures Inclusive { get; init; }

    /// <summary>Sessions in which it called, or one it started did.</summary>
    public required long Sessions { get; init; }

    /// <summary>Inclusive cost per session, rounded half to even to a pico-dollar; null when it called in none.</summary>
    public Usd? PerSession => Sessions == 0 ? null : ExactShare.Of(Inclusive.Costs.Known - OutsideSessions, Sessions);

    /// <summary>What of the inclusive cost belongs to no session.</summary>
    public required Usd OutsideSessions { get; init; }
}

/// <summary>A place in the tree of agents.</summary>
public sealed record AgentPlace
{
    /// <summary>Where it stands in the list.</summary>
    public required int Place { get; init; }

    /// <summary>The place above it; null at the top.</summary>
    public required int? Above { get; init; }

    /// <summary>Places above it.</summary>
    public required int Depth { get; init; }

    /// <summary>Its tenant; null when calls name none.</summary>
    public required string? Tenant { get; init; }

    /// <summary>The agent; null for calls that name none.</summary>
    public required string? Agent { get; init; }

    /// <summary>The calls made here.</summary>
    public required SessionFigures Exclusive { get; init; }

    /// <summary>The calls made here and below.</summary>
    public required SessionFigures Inclusive { get; init; }

    /// <summary>Sessions in which there is this place.</summary>
    public required long Sessions { get; init; }
}
