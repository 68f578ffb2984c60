using System.Text.Json.Nodes;

namespace TokenLedger.Demo.Simulation.Bedrock;

/// <summary>Bedrock counts cached tokens beside the input, and reasoning within the output.</summary>
/// <remarks>https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_TokenUsage.html</remarks>
internal static class BedrockUsage
{
    public static JsonObject Of(SimulatedUsage usage)
    {
        JsonObject json = new()
        {
            ["inputTokens"] = usage.Input,
            ["outputTokens"] = usage.Answer,
            ["totalTokens"] = usage.Prompt + usage.Answer,
            ["cacheReadInputTokens"] = usage.CacheRead,
            ["cacheWriteInputTokens"] = usage.CacheWrite5m,
        };
        if (usage.CacheWrite5m > 0)
        {
            json["cacheDetails"] = new JsonArray(
                new JsonObject { ["ttl"] = "5m", ["inputTokens"] = usage.CacheWrite5m }
            );
        }

        return json;
    }

    /// <summary>The response headers of an invoked model.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Headers(SimulatedUsage usage) =>
        [
            new("x-amzn-bedrock-invocation-latency", "551"),
            new("x-amzn-bedrock-input-token-count", Text(usage.Input)),
            new("x-amzn-bedrock-output-token-count", Text(usage.Answer)),
            new("x-amzn-bedrock-cache-read-input-token-count", Text(usage.CacheRead)),
            new("x-amzn-bedrock-cache-write-input-token-count", Text(usage.CacheWrite5m + usage.CacheWrite1h)),
        ];

    /// <summary>What the last chunk of an invoked model's stream tells beside the model's own words.</summary>
    public static JsonObject Metrics(SimulatedUsage usage) =>
        new()
        {
            ["inputTokenCount"] = usage.Input,
            ["outputTokenCount"] = usage.Answer,
            ["invocationLatency"] = 551,
            ["firstByteLatency"] = 204,
            ["cacheReadInputTokenCount"] = usage.CacheRead,
            ["cacheWriteInputTokenCount"] = usage.CacheWrite5m + usage.CacheWrite1h,
        };

    private static string Text(long count) => count.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
