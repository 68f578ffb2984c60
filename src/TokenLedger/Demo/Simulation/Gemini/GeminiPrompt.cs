using System.Text.Json;

namespace TokenLedger.Demo.Simulation.Gemini;

/// <summary>Reads what a request for content says.</summary>
internal static class GeminiPrompt
{
    private const int TokensPerContent = 2;

    /// <summary>Counts the prompt; a long beginning seen before is read from the implicit cache.</summary>
    public static SimulatedUsage Count(SimulatedRequest request, PromptMemory memory)
    {
        string text = Text(request.Json);
        int read = memory.AutomaticRead(request.Model, text);
        int contents = Contents(request.Json).Count();
        return new SimulatedUsage(WordTokens.Count(text) + TokensPerContent * contents - read, CacheRead: read);
    }

    /// <summary>The tool the request forces or the last content asks for; null for none.</summary>
    public static ToolCall? Tool(JsonElement json)
    {
        JsonElement calling = json.Member("toolConfig").Member("functionCallingConfig");
        ToolChoice choice = calling.Text("mode") switch
        {
            "ANY" => ToolChoice.Auto with { Any = true },
            "NONE" => ToolChoice.Auto with { None = true },
            _ => ToolChoice.Auto,
        };
        return ToolCall.Choose(
            json.Items("tools").SelectMany(tool => tool.Items("functionDeclarations")),
            choice,
            TextOf(Contents(json).LastOrDefault())
        );
    }

    /// <summary>Whether the answer is to be grounded by a web search.</summary>
    public static bool IsGrounded(JsonElement json) =>
        json.Items("tools").Any(tool => tool.Member("googleSearch").ValueKind == JsonValueKind.Object);

    /// <summary>Whether the model thinks: as it usually does, or as the request says.</summary>
    public static bool Thinks(SimulatedRequest request) =>
        request.Json.Member("generationConfig").Member("thinkingConfig").Number("thinkingBudget") switch
        {
            0 => false,
            > 0 or -1 => true,
            _ => ModelCatalog.Reasons(request.Model),
        };

    private static string Text(JsonElement json) =>
        string.Concat(json.Items("tools").Select(PromptText.Of))
        + TextOf(json.Member("systemInstruction"))
        + string.Concat(Contents(json).Select(TextOf));

    /// <summary>The contents: of a request for content, or of one to count such a request.</summary>
    private static IEnumerable<JsonElement> Contents(JsonElement json) =>
        json.Items("contents").Concat(json.Member("generateContentRequest").Items("contents"));

    private static string TextOf(JsonElement content) => PromptText.Of(content.Member("parts"));
}
