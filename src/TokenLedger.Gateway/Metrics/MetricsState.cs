using TokenLedger.Gateway.Alerts.Delivering;
using TokenLedger.Gateway.Budgets;
using TokenLedger.Gateway.Calls;
using TokenLedger.Gateway.Otlp.Sending;
using TokenLedger.Gateway.Runaway;
using TokenLedger.Gateway.Upstreams;
using TokenLedger.Gateway.Upstreams.Breakers;
using TokenLedger.Ledger;

namespace TokenLedger.Gateway.Metrics;

/// <summary>What metrics are read from at the moment of a scrape.</summary>
/// <param name="Ledger">The ledger.</param>
/// <param name="Open">Calls under way.</param>
/// <param name="Sessions">The sessions of late.</param>
/// <param name="Upstreams">The upstreams.</param>
/// <param name="Breakers">Their breakers.</param>
/// <param name="Alerts">The alerts since the start; null when there are none.</param>
/// <param name="Followers">Who follows the ledger.</param>
/// <param name="Balances">Compares balances with the ledger.</param>
/// <param name="Otlp">What became of what was sent by OTLP; null when nothing is sent.</param>
/// <param name="Time">The clock.</param>
internal sealed record MetricsState(
    ILedger Ledger,
    OpenCalls Open,
    LiveSessions Sessions,
    UpstreamTable Upstreams,
    CircuitBreakers Breakers,
    AlertTally? Alerts,
    IReadOnlyList<FollowerPosition> Followers,
    BalanceWatch Balances,
    OtlpDelivery? Otlp,
    TimeProvider Time
)
{
    /// <summary>Sessions that go on.</summary>
    public int ActiveSessions
    {
        get
        {
            DateTimeOffset now = Time.GetUtcNow();
            return Sessions.All().Count(session => Sessions.IsActive(session, now));
        }
    }
}
