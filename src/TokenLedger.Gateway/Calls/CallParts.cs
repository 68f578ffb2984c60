using Microsoft.Extensions.Logging;
using TokenLedger.Gateway.Attribution;
using TokenLedger.Gateway.Booking;
using TokenLedger.Gateway.Budgets;
using TokenLedger.Gateway.Budgets.Learning;
using TokenLedger.Gateway.Gates;
using TokenLedger.Gateway.Hosting;
using TokenLedger.Gateway.Identity;
using TokenLedger.Gateway.Policies;
using TokenLedger.Gateway.Rejections;
using TokenLedger.Gateway.Upstreams;
using TokenLedger.Gateway.Upstreams.Breakers;

namespace TokenLedger.Gateway.Calls;

/// <summary>The parts of the gateway that serve calls, put together once.</summary>
internal sealed class CallParts : IDisposable
{
    /// <summary>Puts them together.</summary>
    /// <param name="parts">What the gateway is built from.</param>
    /// <param name="identity">Who calls.</param>
    /// <param name="keyRules">Which keys the budgets ask for.</param>
    /// <param name="policies">Judges calls by policies.</param>
    public CallParts(GatewayParts parts, IdentityParts identity, KeyRules keyRules, PolicyGate policies)
    {
        GatewayOptions options = parts.Options;
        Open = new() { Failed = parts.Failed };
        Upstreams = new(options.Upstreams, options.UpstreamConnectTimeout, options.ForwardUnknownRoutes);
        Breakers = new(options.Routing.Breaker, parts.Time, parts.Loggers.CreateLogger<UpstreamTable>());
        Guards = new(parts, identity.Keys);
        CallPricing pricing = new(parts.Rates, options);
        Budgets = new(parts.Ledger, pricing, History, options);
        Rejections = new(parts.Ledger, new EntryIds(), parts.Time, parts.Loggers.CreateLogger<RejectionRecorder>());
        Intake = new(
            options,
            new AttributionReader(parts.Key, options.BaggageAllowed),
            identity.Callers,
            keyRules,
            parts.Key
        );
        Pipeline = new(
            options,
            Intake,
            parts.Ledger,
            pricing,
            Once,
            Upstreams,
            Breakers,
            // Identity, who was stopped, policy, runaway agents, rate limits: in this order.
            new GateRow([identity.Gate, Guards.Kill, policies, Guards.Runaway, Guards.Rate]),
            identity.Gate,
            policies,
            Budgets,
            Rejections,
            parts.Key,
            Open,
            parts.Time,
            parts.Loggers.CreateLogger<InferencePipeline>()
        );
    }

    /// <summary>Calls under way.</summary>
    public OpenCalls Open { get; }

    /// <summary>What has been booked, and is not booked again.</summary>
    public BookedOnce Once { get; } = new();

    /// <summary>What calls of late have used.</summary>
    public UsageHistory History { get; } = new();

    /// <summary>Where calls go.</summary>
    public UpstreamTable Upstreams { get; }

    /// <summary>Which upstreams are left in peace.</summary>
    public CircuitBreakers Breakers { get; }

    /// <summary>The gates that know of other calls.</summary>
    public CallGuards Guards { get; }

    /// <summary>Holds and books against budgets.</summary>
    public BudgetGate Budgets { get; }

    /// <summary>Books refusals.</summary>
    public RejectionRecorder Rejections { get; }

    /// <summary>Reads requests.</summary>
    public RequestIntake Intake { get; }

    /// <summary>The road of a call.</summary>
    public InferencePipeline Pipeline { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Upstreams.Dispose();
        Guards.Dispose();
        Open.Dispose();
    }
}
