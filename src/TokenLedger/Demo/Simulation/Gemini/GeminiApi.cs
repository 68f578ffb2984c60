using System.Text.Json.Nodes;

namespace TokenLedger.Demo.Simulation.Gemini;

/// <summary>What Gemini's API and Vertex have in common: the operations on a model of Google's.</summary>
/// <param name="memory">The prompts seen before.</param>
/// <param name="trafficType">Vertex's kind of traffic; null for Gemini's own API.</param>
internal sealed class GeminiApi(PromptMemory memory, string? trafficType)
{
    /// <summary>Answers an operation; null when there is no such one.</summary>
    public Answer? Answer(string operation, SimulatedRequest request) =>
        operation switch
        {
            "generateContent" or "streamGenerateContent" => new GenerateContent(request, trafficType).Answer(memory),
            "countTokens" => CountTokens(request),
            "embedContent" => EmbedContent.One(request),
            "batchEmbedContents" => EmbedContent.Batch(request),
            _ => null,
        };

    private static Answer CountTokens(SimulatedRequest request)
    {
        long tokens = GeminiPrompt.Count(request, new PromptMemory(false)).Prompt;
        return new Answer
        {
            Body = new JsonObject { ["totalTokens"] = tokens, ["promptTokensDetails"] = GeminiUsage.Modality(tokens) },
        };
    }
}
