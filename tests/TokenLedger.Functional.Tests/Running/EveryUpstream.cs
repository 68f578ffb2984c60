using TokenLedger.Demo.Simulation;
using TokenLedger.Gateway;

namespace TokenLedger.Functional.Tests.Running;

/// <summary>Every upstream the gateway knows, the simulated provider in the place of each.</summary>
internal static class EveryUpstream
{
    /// <summary>Those that have no address of their own to be on by default at: each customer has another.</summary>
    private static readonly UpstreamOptions[] NotByDefault =
    [
        Known("azure", "azure", "https://team.openai.azure.com"),
        Known("bedrock", "bedrock", "https://bedrock-runtime.us-east-1.amazonaws.com"),
        Known("gemini", "gemini", "https://generativelanguage.googleapis.com") with
        {
            Provider = "google",
        },
        Known("vertex", "vertex", "https://aiplatform.googleapis.com"),
        Known("cohere", "cohere", "https://api.cohere.com"),
        Known("ollama", "ollama", "http://127.0.0.1:11434"),
    ];

    public static IReadOnlyList<UpstreamOptions> Of(SimulatedProvider provider)
    {
        IEnumerable<string> usual = UpstreamOptions.Defaults.Select(upstream => upstream.Name);
        IEnumerable<UpstreamOptions> more = NotByDefault.Where(upstream => !usual.Contains(upstream.Name));
        return [.. UpstreamOptions.Defaults.Concat(more).Select(provider.InPlaceOf)];
    }

    private static UpstreamOptions Known(string name, string dialect, string address) =>
        new()
        {
            Name = name,
            Provider = name,
            Dialect = dialect,
            BaseAddress = new Uri(address),
            PathPrefix = "/" + name,
        };
}
