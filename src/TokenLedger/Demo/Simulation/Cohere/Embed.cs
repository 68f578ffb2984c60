using System.Text.Json;
using System.Text.Json.Nodes;
using TokenLedger.Demo.Simulation.Gemini;

namespace TokenLedger.Demo.Simulation.Cohere;

/// <summary>POST /v2/embed and /v1/embed: https://docs.cohere.com/reference/embed.</summary>
internal static class Embed
{
    private const int Dimensions = 128;

    /// <param name="request">The request.</param>
    /// <param name="version">"1" or "2": the second names the kind of its vectors.</param>
    public static Answer Answer(SimulatedRequest request, string version)
    {
        JsonElement[] texts = [.. request.Json.Items("texts")];
        SimulatedUsage usage = new(texts.Sum(text => WordTokens.Count(PromptText.Of(text))));
        JsonArray vectors = Wire.Array(texts.Select((_, index) => EmbedContent.Vector(request, index, Dimensions)));
        bool reports = request.Misbehavior.Usage is UsageFault.None or UsageFault.Zero;
        long billed = usage.Reported(request.Misbehavior.Usage).Input;
        string id = request.ResponseId("");
        return new Answer
        {
            Body = new JsonObject
            {
                ["id"] = id,
                ["texts"] = Wire.Array(texts.Select(text => (JsonNode)text.ToString())),
                ["embeddings"] = version == "2" ? new JsonObject { ["float"] = vectors } : vectors,
                ["meta"] = CohereUsage.Meta(version, reports ? new() { ["input_tokens"] = billed } : null),
                ["response_type"] = version == "2" ? "embeddings_by_type" : "embeddings_floats",
            },
            ResponseId = id,
            Usage = usage,
        };
    }
}
