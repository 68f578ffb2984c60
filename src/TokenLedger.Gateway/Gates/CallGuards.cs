using Microsoft.Extensions.Logging;
using TokenLedger.Gateway.Hosting;
using TokenLedger.Gateway.Identity.Keys;
using TokenLedger.Gateway.Limits;
using TokenLedger.Gateway.Runaway;

namespace TokenLedger.Gateway.Gates;

/// <summary>The gates that know of other calls: who was stopped, what runs away, how fast calls come.</summary>
internal sealed class CallGuards : IDisposable
{
    private readonly PastCalls _past;

    public CallGuards(GatewayParts parts, VirtualKeys keys)
    {
        Sessions = new LiveSessions(parts.Options.Agents);
        Kills = new KillSwitch(parts.Control, parts.Time);
        Limiter = new RateLimiter(parts.Time, parts.Options.MostLimitAccounts)
        {
            DefaultOutputTokens = parts.Options.DefaultOutputTokens,
        };
        Limits = new LimitsInForce(parts.Options.RateLimits, Limiter, parts.Control);
        Kill = new KillGate(Kills);
        RunawayGate runaway = new(parts.Options.Agents, Sessions, StepReader.With(parts.Key), parts.Time);
        Runaway = runaway;
        Rate = new RateLimitGate(Limiter, parts.Time);
        _past = new PastCalls(
            parts.Ledger,
            Limiter,
            runaway,
            keys,
            parts.Time,
            parts.Loggers.CreateLogger<PastCalls>()
        );
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

    /// <summary>Since when rate limits know of every call, while that is not as far as they look back; null when it is.</summary>
    public DateTimeOffset? KnownSince => _past.KnownSince;

    /// <summary>
    /// Learns from the ledger, once whoever asks, what the gates need at once: before calls come, or when someone asks for it.
    /// Cancelling ends only the asker's part: whoever else asks goes on with it.
    /// </summary>
    public Task LearnAsync(CancellationToken cancellation) => _past.LearnAsync(cancellation);

    /// <summary>Learns the rest, while calls come.</summary>
    public Task LearnMoreAsync(CancellationToken cancellation) => _past.CompleteAsync(cancellation);

    /// <inheritdoc/>
    public void Dispose() => _past.Dispose();
}
