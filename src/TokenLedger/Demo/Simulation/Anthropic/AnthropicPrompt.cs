using System.Text;
using System.Text.Json;

namespace TokenLedger.Demo.Simulation.Anthropic;

/// <summary>
/// Reads a prompt in caching order (tools, system, messages) and counts it: up to the last marked block that was seen
/// before it is read from the cache, from there to the last marked block it is written, the rest is fresh.
/// </summary>
internal static class AnthropicPrompt
{
    private const int TokensPerMessage = 4;

    public static SimulatedUsage Count(SimulatedRequest request, PromptMemory memory)
    {
        StringBuilder text = new();
        int read = 0;
        int written5m = 0;
        int written1h = 0;
        int counted = 0;
        foreach (JsonElement block in Blocks(request.Json))
        {
            text.Append(PromptText.Of(block));
            if (block.Member("cache_control").ValueKind != JsonValueKind.Object)
            {
                continue;
            }

            string prefix = text.ToString();
            int tokens = WordTokens.Count(prefix);
            if (tokens < PromptMemory.ShortestPrefix)
            {
                continue;
            }

            if (memory.SeenBefore(request.Model, prefix))
            {
                (read, written5m, written1h) = (tokens, 0, 0);
            }
            else if (block.Member("cache_control").Text("ttl") == "1h")
            {
                written1h += tokens - counted;
            }
            else
            {
                written5m += tokens - counted;
            }

            counted = tokens;
        }

        int all = WordTokens.Count(text.ToString()) + TokensPerMessage * request.Json.Items("messages").Count();
        return new SimulatedUsage(all - counted, read, written5m, written1h);
    }

    private static IEnumerable<JsonElement> Blocks(JsonElement json) =>
        [
            .. json.Items("tools"),
            .. Parts(json.Member("system")),
            .. json.Items("messages").SelectMany(message => Parts(message.Member("content"))),
        ];

    private static JsonElement[] Parts(JsonElement content) =>
        content.ValueKind == JsonValueKind.Array ? [.. content.EnumerateArray()] : [content];
}
