using System.Text;

namespace TokenLedger.Accounting.Rates.Import;

/// <summary>How others call the providers that have a table here.</summary>
internal static class ProviderNames
{
    private static readonly Dictionary<string, string> Ours = new(StringComparer.OrdinalIgnoreCase)
    {
        ["text-completion-openai"] = "openai",
        ["azure_text"] = "azure",
        ["azure-cognitive-services"] = "azure",
        ["gemini"] = "google",
        ["google-gemini"] = "google",
        ["google-vertex"] = "vertex",
        ["google-vertex-anthropic"] = "vertex",
        ["aws"] = "bedrock",
        ["amazon-bedrock"] = "bedrock",
        ["bedrock_converse"] = "bedrock",
        ["cohere_chat"] = "cohere",
        ["x-ai"] = "xai",
        ["together_ai"] = "together",
        ["togetherai"] = "together",
        ["fireworks_ai"] = "fireworks",
        ["fireworks-ai"] = "fireworks",
        ["fireworks_ai-embedding-models"] = "fireworks",
        ["text-completion-codestral"] = "mistral",
        ["codestral"] = "mistral",
        ["moonshotai"] = "moonshot",
        ["zhipuai"] = "zhipu",
        ["novita-ai"] = "novita",
        ["cloudflare-workers-ai"] = "cloudflare",
    };

    /// <summary>Our name, else the foreign one in the characters a table allows.</summary>
    public static string Of(string foreign)
    {
        if (Ours.TryGetValue(foreign, out string? own))
        {
            return own;
        }

        if (foreign.StartsWith("vertex_ai", StringComparison.OrdinalIgnoreCase))
        {
            return "vertex";
        }

        StringBuilder name = new();
        foreach (char c in foreign.ToLowerInvariant())
        {
            name.Append(char.IsAsciiLetterOrDigit(c) ? c : '-');
        }

        return name.ToString();
    }
}
