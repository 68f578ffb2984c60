using System.Text.Json;
using System.Text.Json.Nodes;
using TokenLedger.Demo.Simulation.Gemini;

namespace TokenLedger.Demo.Simulation.Vertex;

/// <summary><c>:predict</c> of an embedding model: a token count for every text.</summary>
/// <remarks>https://cloud.google.com/vertex-ai/generative-ai/docs/model-reference/text-embeddings-api</remarks>
internal static class TextEmbeddings
{
    private const int Dimensions = 128;

    public static Answer Answer(SimulatedRequest request)
    {
        string[] texts = [.. request.Json.Items("instances").Select(item => item.Text("content") ?? "")];
        bool reports = request.Misbehavior.Usage is UsageFault.None or UsageFault.Zero;
        bool zero = request.Misbehavior.Usage == UsageFault.Zero;
        return new Answer
        {
            Body = new JsonObject
            {
                ["predictions"] = Wire.Array(
                    texts.Select(
                        (text, index) =>
                            Prediction(request, index, reports ? (zero ? 0 : WordTokens.Count(text)) : null)
                    )
                ),
                ["metadata"] = new JsonObject { ["billableCharacterCount"] = texts.Sum(text => text.Length) },
            },
            Usage = new SimulatedUsage(texts.Sum(text => WordTokens.Count(text))),
        };
    }

    private static JsonObject Prediction(SimulatedRequest request, int index, int? tokens)
    {
        JsonObject embeddings = new() { ["values"] = EmbedContent.Vector(request, index, Dimensions) };
        if (tokens is not null)
        {
            embeddings["statistics"] = new JsonObject { ["truncated"] = false, ["token_count"] = tokens };
        }

        return new JsonObject { ["embeddings"] = embeddings };
    }
}
