using Microsoft.Extensions.Logging;
using TokenLedger.Gateway.Budgets;
using TokenLedger.Gateway.Budgets.Learning;
using TokenLedger.Gateway.Calls;
using TokenLedger.Gateway.Hosting;

namespace TokenLedger.Gateway.Metrics;

/// <summary>
/// Who follows the log within the gateway: what calls use is learned, what the metrics say is counted, and balances are
/// compared with it.
/// </summary>
internal sealed class FollowingParts : IDisposable
{
    private readonly UsageFollower _learning;
    private readonly BalanceWatch _balances;

    /// <summary>Puts them together; nothing is read yet.</summary>
    /// <param name="parts">What the gateway is built from.</param>
    /// <param name="calls">What serves calls.</param>
    public FollowingParts(GatewayParts parts, CallParts calls)
    {
        _learning = new(parts.Ledger, calls.History, parts.Time, parts.Loggers.CreateLogger<UsageFollower>());
        _balances = new(parts.Ledger, parts.Time, parts.Loggers.CreateLogger<BalanceWatch>());
        Window = new(parts.Time);
        Metrics = new(parts.Ledger, Take, parts.Time, parts.Loggers.CreateLogger<MetricsFollower>());
        State = new(
            parts.Ledger,
            calls.Open,
            calls.Guards.Sessions,
            calls.Upstreams,
            calls.Breakers,
            parts.Alerts?.Tally,
            [.. parts.Followers, new("usage", () => _learning.Next), new("metrics", () => Metrics.Next)],
            _balances,
            parts.Otlp,
            parts.Time
        );
    }

    /// <summary>Counts since the start.</summary>
    public CallTally Tally { get; } = new();

    /// <summary>The last minutes.</summary>
    public LiveWindow Window { get; }

    /// <summary>Reads the entries that are counted.</summary>
    public MetricsFollower Metrics { get; }

    /// <summary>What a scrape finds.</summary>
    public MetricsState State { get; }

    /// <summary>Follows until cancelled.</summary>
    public Task FollowAsync(CancellationToken cancellation) =>
        Task.WhenAll(
            // Reads the newest entries first, which nobody who starts a gateway should wait for.
            Task.Run(() => _learning.FollowAsync(cancellation), CancellationToken.None),
            Metrics.FollowAsync(cancellation),
            _balances.RunAsync(cancellation)
        );

    /// <inheritdoc/>
    public void Dispose() => Metrics.Dispose();

    private void Take(IReadOnlyList<Ledger.Entries.Entry> entries)
    {
        Tally.Take(entries);
        Window.Take(entries);
    }
}
