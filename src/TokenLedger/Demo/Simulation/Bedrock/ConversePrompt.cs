using System.Text;
using System.Text.Json;

namespace TokenLedger.Demo.Simulation.Bedrock;

/// <summary>
/// Reads and counts the prompt of a conversation: up to the last cache point seen before it is read from the cache, from
/// there to the last cache point it is written, the rest is fresh.
/// </summary>
internal static class ConversePrompt
{
    private const int TokensPerMessage = 3;

    public static SimulatedUsage Count(SimulatedRequest request, PromptMemory memory)
    {
        StringBuilder text = new();
        int read = 0;
        int written = 0;
        int counted = 0;
        foreach (JsonElement block in Blocks(request.Json))
        {
            if (block.Member("cachePoint").ValueKind != JsonValueKind.Object)
            {
                text.Append(PromptText.Of(block));
                continue;
            }

            string prefix = text.ToString();
            int tokens = WordTokens.Count(prefix);
            if (tokens < PromptMemory.ShortestPrefix)
            {
                continue;
            }

            (read, written) = memory.SeenBefore(request.Model, prefix)
                ? (tokens, 0)
                : (read, written + tokens - counted);
            counted = tokens;
        }

        int all = WordTokens.Count(text.ToString()) + TokensPerMessage * request.Json.Items("messages").Count();
        return new SimulatedUsage(all - counted, read, written);
    }

    /// <summary>The tool the request forces or the last message asks for; null for none.</summary>
    public static ToolCall? Tool(JsonElement json)
    {
        JsonElement tools = json.Member("toolConfig");
        JsonElement choice = tools.Member("toolChoice");
        string? only = choice.Member("tool").Text("name");
        bool any = choice.Member("any").ValueKind == JsonValueKind.Object;
        return ToolCall.Choose(
            tools.Items("tools").Select(tool => tool.Member("toolSpec")),
            new ToolChoice(false, any, only),
            PromptText.Of(json.Items("messages").LastOrDefault().Member("content"))
        );
    }

    private static IEnumerable<JsonElement> Blocks(JsonElement json) =>
        [
            .. json.Member("toolConfig").Items("tools"),
            .. json.Items("system"),
            .. json.Items("messages").SelectMany(message => message.Items("content")),
        ];
}
