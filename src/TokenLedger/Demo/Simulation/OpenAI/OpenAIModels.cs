using System.Text.Json.Nodes;

namespace TokenLedger.Demo.Simulation.OpenAI;

/// <summary>GET /v1/models and /v1/models/{id}.</summary>
internal static class OpenAIModels
{
    public static Answer List() =>
        new()
        {
            Body = new JsonObject
            {
                ["object"] = "list",
                ["data"] = Wire.Array(ModelCatalog.Names(anthropic: false).Select(Model)),
            },
        };

    public static Answer One(string name) =>
        ModelCatalog.Knows(name) ? new() { Body = Model(name) } : OpenAIErrors.UnknownModel(name);

    private static JsonObject Model(string name) =>
        new()
        {
            ["id"] = name,
            ["object"] = "model",
            ["created"] = 1_750_000_000,
            ["owned_by"] = "simulated",
        };
}
