using System.IO.Enumeration;
using TokenLedger.Gateway.Calls;

namespace TokenLedger.Gateway.Identity;

/// <summary>Which models, providers and routes may be used. Patterns: * for any characters, ? for one; case does not count.</summary>
/// <param name="Models">Patterns of models; empty for all.</param>
/// <param name="Providers">Patterns of providers or upstreams; empty for all.</param>
/// <param name="Routes">Patterns of routes by name or, with a slash in front, by path; empty for all.</param>
internal sealed record AllowedCalls(
    IReadOnlyList<string> Models,
    IReadOnlyList<string> Providers,
    IReadOnlyList<string> Routes
)
{
    /// <summary>What of a call is not allowed ("model gpt-5"); null when all of it is.</summary>
    public string? Forbids(InferenceCall call)
    {
        if (!AllowsProvider(call.Upstream.Options))
        {
            return $"provider {call.Upstream.Options.Name}";
        }

        if (Routes.Count > 0 && !AllowsRoute(call.Route.Api, call.Http.Request.Path.Value ?? ""))
        {
            return $"route {call.Route.Api}";
        }

        return Models.Count == 0 ? null : ForbidsModel(call);
    }

    /// <summary>Whether a call may also go to another place than it asked for.</summary>
    /// <param name="upstream">The upstream.</param>
    /// <param name="model">The model it would run there; null when that is not known.</param>
    public bool Allows(UpstreamOptions upstream, string? model) =>
        AllowsProvider(upstream) && (Models.Count == 0 || (model is not null && Matches(Models, model)));

    /// <summary>Whether an upstream may be used, by its name or its provider's.</summary>
    public bool AllowsProvider(UpstreamOptions upstream) =>
        Providers.Count == 0 || Matches(Providers, upstream.Provider) || Matches(Providers, upstream.Name);

    private bool AllowsRoute(string api, string path)
    {
        foreach (string pattern in Routes)
        {
            if (Matches(pattern, pattern.StartsWith('/') ? path : api))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// What only reads or deletes runs no model. Any other request must show which model it runs: a batch whose models
    /// stand in a file would be a way around the restriction.
    /// </summary>
    private string? ForbidsModel(InferenceCall call) =>
        (call.ModelMeant ?? call.ModelAsked) is { } model
            ? Matches(Models, model)
                ? null
                : $"model {model}"
            : call.Http.Request.Method is "GET" or "HEAD" or "DELETE"
                ? null
                : "a request that names no model";

    private static bool Matches(IReadOnlyList<string> patterns, string text)
    {
        foreach (string pattern in patterns)
        {
            if (Matches(pattern, text))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Matches(string pattern, string text) =>
        FileSystemName.MatchesSimpleExpression(pattern, text, ignoreCase: true);
}
