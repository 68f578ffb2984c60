using TokenLedger.Gateway.Upstreams;

namespace TokenLedger.Gateway.Calls;

/// <summary>Collects the facts that choose a call's price before its answer: the upstream's, the path's, then the body's.</summary>
internal static class CallConditions
{
    private const string Deployment = "deployment";

    /// <summary>The conditions, the more specific ones last.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Of(
        InferenceCall call,
        IEnumerable<KeyValuePair<string, string>> media
    )
    {
        UpstreamOptions upstream = call.Upstream.Options;
        string? kind = call.ModelAsked is { } asked ? upstream.Deployments.GetValueOrDefault(asked)?.Kind : null;
        IEnumerable<KeyValuePair<string, string>> own = kind is null
            ? upstream.Conditions
            : upstream.Conditions.Where(fact => fact.Key != Deployment).Append(new(Deployment, kind));
        return [.. own, .. call.Route.Conditions, .. call.Reading.Conditions, .. media];
    }

    /// <summary>Without those that only readers need: what stays known when there is no answer to read.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> OfPrice(InferenceCall call) =>
        [.. call.Conditions.Where(fact => !fact.Key.StartsWith("request.", StringComparison.Ordinal))];
}
