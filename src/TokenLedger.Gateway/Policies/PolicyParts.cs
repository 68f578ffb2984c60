using TokenLedger.Gateway.Attribution;
using TokenLedger.Gateway.Calls;
using TokenLedger.Gateway.Hosting;
using TokenLedger.Gateway.Identity;
using TokenLedger.Gateway.Policies.DecisionPoint;

namespace TokenLedger.Gateway.Policies;

/// <summary>The parts of the gateway that have to do with policies, put together once.</summary>
internal sealed class PolicyParts : IDisposable
{
    private readonly DecisionClient? _decisions;

    public PolicyParts(GatewayParts parts, IdentityParts identity, KeyRules keyRules)
    {
        Book = new(parts.Options.Policies, parts.Control);
        _decisions = parts.Options.Policies.DecisionPoint is { } point ? new(point, parts.Time) : null;
        Gate = new(
            Book,
            _decisions,
            new RequestIntake(
                parts.Options,
                new AttributionReader(parts.Key, parts.Options.BaggageAllowed),
                identity.Callers,
                keyRules,
                parts.Key
            ),
            new CallPricing(parts.Rates, parts.Options),
            parts.Rates,
            parts.Ledger,
            identity.Gate,
            parts.Time
        );
    }

    /// <summary>The rules in force.</summary>
    public PolicyBook Book { get; }

    /// <summary>Judges calls by them.</summary>
    public PolicyGate Gate { get; }

    /// <inheritdoc/>
    public void Dispose() => _decisions?.Dispose();
}
