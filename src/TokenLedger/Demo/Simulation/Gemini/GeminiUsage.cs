using System.Text.Json.Nodes;

namespace TokenLedger.Demo.Simulation.Gemini;

/// <summary>Gemini counts cached tokens within the prompt, and thoughts beside the candidates.</summary>
/// <remarks>https://ai.google.dev/api/generate-content#UsageMetadata</remarks>
internal static class GeminiUsage
{
    /// <param name="usage">What was used so far.</param>
    /// <param name="trafficType">Vertex's kind of traffic; null for Gemini's own API.</param>
    public static JsonObject Of(SimulatedUsage usage, string? trafficType)
    {
        JsonObject json = new() { ["promptTokenCount"] = usage.Prompt };
        AddUnlessZero(json, "cachedContentTokenCount", usage.CacheRead);
        AddUnlessZero(json, "candidatesTokenCount", usage.Output);
        AddUnlessZero(json, "toolUsePromptTokenCount", usage.ToolUse);
        json["totalTokenCount"] = usage.Prompt + usage.ToolUse + usage.Answer;
        json["promptTokensDetails"] = Modality(usage.Prompt);
        if (usage.CacheRead > 0)
        {
            json["cacheTokensDetails"] = Modality(usage.CacheRead);
        }

        AddUnlessZero(json, "thoughtsTokenCount", usage.Reasoning);
        if (trafficType is not null)
        {
            json["trafficType"] = trafficType;
        }

        return json;
    }

    /// <summary>All of it text.</summary>
    public static JsonArray Modality(long tokens) =>
        [new JsonObject { ["modality"] = "TEXT", ["tokenCount"] = tokens }];

    private static void AddUnlessZero(JsonObject json, string name, long count)
    {
        if (count > 0)
        {
            json[name] = count;
        }
    }
}
