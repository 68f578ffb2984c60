using TokenLedger.Gateway.Hosting;
using TokenLedger.Gateway.Limits;
using TokenLedger.Gateway.Runaway;
using TokenLedger.Ledger;

namespace TokenLedger.Gateway.Gates;

/// <summary>The gates that know of other calls: who was stopped, what runs away, how fast calls come.</summary>
internal sealed class CallGuards
{
    private readonly ILedger _ledger;
    private Task? _learning;

    public CallGuards(GatewayParts parts)
    {
        _ledger = parts.Ledger;
        Sessions = new LiveSessions(parts.Options.Agents);
        Kills = new KillSwitch(parts.Control, parts.Time);
        Limiter = new RateLimiter(parts.Time, parts.Options.MostLimitAccounts)
        {
            DefaultOutputTokens = parts.Options.DefaultOutputTokens,
        };
        Limits = new LimitsInForce(parts.Options.RateLimits, Limiter, parts.Control);
        Kill = new KillGate(Kills);
        Runaway = new RunawayGate(parts.Options.Agents, Sessions, parts.Time);
        Rate = new RateLimitGate(Limiter, parts.Time);
    }

    /// <summary>The sessions of late.</summary>
    public LiveSessions Sessions { get; }

    /// <summary>Who was stopped.</summary>
    public KillSwitch Kills { get; }

    /// <summary>Counts calls.</summary>
    public RateLimiter Limiter { get; }

    /// <summary>The limits of the configuration and those decided at run time.</summary>
    public LimitsInForce Limits { get; }

    /// <summary>Before all other gates.</summary>
    public IGate Kill { get; }

    /// <summary>After the policies.</summary>
    public IGate Runaway { get; }

    /// <summary>Last, before the budgets.</summary>
    public IGate Rate { get; }

    /// <summary>Learns the sessions of late from the ledger, once: before calls come, or when someone asks for them.</summary>
    public Task LearnAsync(CancellationToken cancellation) =>
        _learning ??= SessionTail.ReadAsync(_ledger, Sessions, cancellation).AsTask();
}
