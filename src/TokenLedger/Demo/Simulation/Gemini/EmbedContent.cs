using System.Text.Json;
using System.Text.Json.Nodes;

namespace TokenLedger.Demo.Simulation.Gemini;

/// <summary>embedContent and batchEmbedContents.</summary>
/// <remarks>https://ai.google.dev/api/embeddings</remarks>
internal static class EmbedContent
{
    private const int UsualDimensions = 128;

    public static Answer One(SimulatedRequest request)
    {
        JsonObject body = new() { ["embedding"] = Values(request, request.Json, 0) };
        return Reply(request, body, Tokens(request.Json));
    }

    public static Answer Batch(SimulatedRequest request)
    {
        JsonElement[] requests = [.. request.Json.Items("requests")];
        JsonObject body = new()
        {
            ["embeddings"] = Wire.Array(requests.Select((one, index) => Values(request, one, index))),
        };
        return Reply(request, body, requests.Sum(Tokens));
    }

    /// <summary>A vector drawn from the request.</summary>
    public static JsonArray Vector(SimulatedRequest request, int index, int dimensions)
    {
        Prose random = new(request.Seed + (ulong)index * 104_729);
        return Wire.Array(
            Enumerable.Range(0, dimensions).Select(_ => (JsonNode)((random.Next(2001) - 1000) / 16_384m))
        );
    }

    private static Answer Reply(SimulatedRequest request, JsonObject body, int tokens)
    {
        SimulatedUsage usage = new(tokens);
        if (request.Misbehavior.Usage is UsageFault.None or UsageFault.Zero)
        {
            long reported = usage.Reported(request.Misbehavior.Usage).Input;
            body["usageMetadata"] = new JsonObject
            {
                ["promptTokenCount"] = reported,
                ["promptTokensDetails"] = GeminiUsage.Modality(reported),
            };
        }

        return new Answer { Body = body, Usage = usage };
    }

    private static JsonObject Values(SimulatedRequest request, JsonElement one, int index)
    {
        int dimensions = (int)Math.Clamp(one.Number("outputDimensionality") ?? UsualDimensions, 1, 4096);
        return new JsonObject { ["values"] = Vector(request, index, dimensions) };
    }

    private static int Tokens(JsonElement one) =>
        WordTokens.Count(PromptText.Of(one.Member("content").Member("parts")));
}
