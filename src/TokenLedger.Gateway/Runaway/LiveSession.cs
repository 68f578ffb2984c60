using TokenLedger.Accounting.Money;
using TokenLedger.Gateway.Calls;
using LedgerAttribution = TokenLedger.Ledger.Entries.Attribution;

namespace TokenLedger.Gateway.Runaway;

/// <summary>Which session: ids of different tenants are different sessions.</summary>
/// <param name="Tenant">Whose; null for none.</param>
/// <param name="Id">Its id, or for agents that name no session one made of agent and key.</param>
/// <param name="IsNamed">Whether the caller named it.</param>
internal readonly record struct SessionName(string? Tenant, string Id, bool IsNamed)
{
    /// <summary>The session of a call; null when neither a session nor an agent is named.</summary>
    public static SessionName? Of(LedgerAttribution by) =>
        by.Session is { } session ? new(by.Tenant, session, true)
        : by.Agent is { } agent ? new(by.Tenant, $"{agent}\u001f{by.Key}", false)
        : null;
}

/// <summary>A session as it goes on. Totals are of the entries since the ledger's part that was read at the start.</summary>
/// <param name="name">Which.</param>
/// <param name="started">When its first call came, UTC.</param>
/// <param name="loop">How its steps are judged.</param>
internal sealed class LiveSession(SessionName name, DateTimeOffset started, LoopRule loop)
{
    /// <summary>Guards all of it. Held for a few instructions, never across a wait.</summary>
    public Lock Gate { get; } = new();

    /// <summary>Which.</summary>
    public SessionName Name { get; } = name;

    /// <summary>When its first call came, UTC.</summary>
    public DateTimeOffset StartedAt { get; } = started;

    /// <summary>When something last happened in it, UTC.</summary>
    public DateTimeOffset LastAt { get; private set; } = started;

    /// <summary>Its newest steps.</summary>
    public LoopMemory Steps { get; } = new(loop);

    /// <summary>Who and what its newest call was for.</summary>
    public LedgerAttribution Attribution { get; private set; } = LedgerAttribution.None;

    /// <summary>Calls that were let through.</summary>
    public long Calls { get; private set; }

    /// <summary>Calls refused by a gate.</summary>
    public long Refused { get; private set; }

    /// <summary>Calls under way.</summary>
    public int Open { get; private set; }

    /// <summary>What its settled calls cost, as far as priced.</summary>
    public Usd Cost { get; private set; }

    /// <summary>Tokens of its settled calls.</summary>
    public long Tokens { get; private set; }

    /// <summary>Whether a call has said that it ends with it.</summary>
    public bool IsEnded { get; private set; }

    /// <summary>What was found: "loop", "ghost", "burn_rate", "agent_depth", "agent_fanout".</summary>
    public SortedSet<string> Flags { get; } = new(StringComparer.Ordinal);

    /// <summary>A call begins.</summary>
    public void Begin(LedgerAttribution by, DateTimeOffset at)
    {
        Calls++;
        Open++;
        Touch(by, at);
    }

    /// <summary>A call was refused, or several.</summary>
    public void Refuse(LedgerAttribution by, DateTimeOffset at, long count = 1)
    {
        Refused += count;
        Touch(by, at);
    }

    /// <summary>A call that had begun was refused by a later gate.</summary>
    public void TakeBack()
    {
        Calls--;
        Open--;
        Refused++;
    }

    /// <summary>A call has ended.</summary>
    public void End(DateTimeOffset at, Usd? cost, long tokens, bool wasLast)
    {
        Open--;
        Add(at, cost, tokens, wasLast);
    }

    /// <summary>Adds an entry that the ledger already held.</summary>
    public void Restore(LedgerAttribution by, DateTimeOffset at, bool isCall, Usd? cost, long tokens)
    {
        Calls += isCall ? 1 : 0;
        Touch(by, at);
        Add(at, cost, tokens, wasLast: false);
        IsEnded = by.SessionEnds == true;
    }

    private void Touch(LedgerAttribution by, DateTimeOffset at)
    {
        Attribution = by;
        LastAt = at > LastAt ? at : LastAt;
        IsEnded = false; // whoever calls again has not ended
    }

    private void Add(DateTimeOffset at, Usd? cost, long tokens, bool wasLast)
    {
        Cost += cost ?? Usd.Zero;
        Tokens += tokens;
        LastAt = at > LastAt ? at : LastAt;
        IsEnded |= wasLast;
    }
}
