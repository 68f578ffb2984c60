using System.Text.Json.Nodes;

namespace TokenLedger.Demo.Simulation.Anthropic;

/// <summary>Anthropic counts cached tokens beside the input, and thinking within the output.</summary>
internal static class AnthropicUsage
{
    /// <summary>The whole usage; a stream's start carries a placeholder as output.</summary>
    public static JsonObject Of(SimulatedUsage usage, long output)
    {
        JsonObject json = Counters(usage, output);
        json["cache_creation"] = new JsonObject
        {
            ["ephemeral_5m_input_tokens"] = usage.CacheWrite5m,
            ["ephemeral_1h_input_tokens"] = usage.CacheWrite1h,
        };
        json["service_tier"] = "standard";
        return json;
    }

    /// <summary>The cumulative counters of message_delta.</summary>
    public static JsonObject Counters(SimulatedUsage usage, long output)
    {
        JsonObject json = new()
        {
            ["input_tokens"] = usage.Input,
            ["cache_creation_input_tokens"] = usage.CacheWrite5m + usage.CacheWrite1h,
            ["cache_read_input_tokens"] = usage.CacheRead,
            ["output_tokens"] = output,
        };
        if (usage.Reasoning > 0 && output >= usage.Reasoning)
        {
            json["output_tokens_details"] = new JsonObject { ["thinking_tokens"] = usage.Reasoning };
        }

        return json;
    }
}
