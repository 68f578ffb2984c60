namespace TokenLedger.Gateway.Otlp;

/// <summary>What the conventions call a provider, where that differs from our name.</summary>
internal static class ProviderName
{
    /// <summary>The well-known value; our own name when there is none.</summary>
    public static string Of(string provider) =>
        provider switch
        {
            "azure" => "azure.ai.openai",
            "bedrock" => "aws.bedrock",
            "google" => "gcp.gemini",
            "vertex" => "gcp.vertex_ai",
            "mistral" => "mistral_ai",
            "moonshot" => "moonshot_ai",
            "xai" => "x_ai",
            _ => provider,
        };

    /// <summary>The same for gen_ai.system, which older names use.</summary>
    public static string OldOf(string provider) =>
        provider switch
        {
            "azure" => "az.ai.openai",
            "google" => "gemini",
            "vertex" => "vertex_ai",
            "xai" => "xai",
            _ => Of(provider),
        };
}
