using System.Text.Json.Nodes;

namespace TokenLedger.Demo.Simulation.Gemini;

/// <summary>GET /v1beta/models and /v1beta/models/{id}.</summary>
internal static class GeminiModels
{
    public static Answer List() =>
        new() { Body = new JsonObject { ["models"] = Wire.Array(ModelCatalog.Names("gemini").Select(Model)) } };

    public static Answer One(string name) =>
        ModelCatalog.Knows(name) ? new() { Body = Model(name) } : GeminiErrors.ForStatus(404);

    private static JsonObject Model(string name) =>
        new()
        {
            ["name"] = "models/" + name,
            ["displayName"] = "Simulated " + name,
            ["inputTokenLimit"] = 1_048_576,
            ["outputTokenLimit"] = 65_536,
            ["supportedGenerationMethods"] = new JsonArray("generateContent", "countTokens"),
        };
}
