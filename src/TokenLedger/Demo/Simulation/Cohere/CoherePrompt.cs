using System.Text.Json;

namespace TokenLedger.Demo.Simulation.Cohere;

/// <summary>What the two chat APIs have in common: billed tokens, and the template's tokens around them.</summary>
internal static class CoherePrompt
{
    /// <summary>Tokens of the template that stands around every prompt; they are told but not billed.</summary>
    public const int Template = 496;

    public static Completion Write(SimulatedRequest request, string lastMessage)
    {
        JsonElement json = request.Json;
        ToolCall? tool = ToolCall.Choose(json, lastMessage);
        return Completion.Write(request, 0, tool, json.Number("max_tokens"), reasons: false);
    }
}
