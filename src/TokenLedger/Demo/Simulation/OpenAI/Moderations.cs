using System.Text.Json;
using System.Text.Json.Nodes;

namespace TokenLedger.Demo.Simulation.OpenAI;

/// <summary>POST /v1/moderations: free of charge, nothing is ever flagged.</summary>
internal static class Moderations
{
    private static readonly string[] Categories = ["harassment", "hate", "self-harm", "sexual", "violence"];

    public static Answer Answer(SimulatedRequest request)
    {
        JsonElement input = request.Json.Member("input");
        int count = input.ValueKind == JsonValueKind.Array ? input.GetArrayLength() : 1;
        return new Answer
        {
            Body = new JsonObject
            {
                ["id"] = request.Id("modr-"),
                ["model"] = request.Model.Length > 0 ? request.Model : "omni-moderation-latest",
                ["results"] = Wire.Array(Enumerable.Range(0, count).Select(_ => Result())),
            },
        };
    }

    private static JsonObject Result() =>
        new()
        {
            ["flagged"] = false,
            ["categories"] = new JsonObject(Categories.Select(name => Pair(name, false))),
            ["category_scores"] = new JsonObject(Categories.Select(name => Pair(name, 0.001m))),
        };

    private static KeyValuePair<string, JsonNode?> Pair(string name, JsonNode value) => new(name, value);
}
