using System.Text.Json.Nodes;

namespace TokenLedger.Demo.Simulation.OpenAI;

/// <summary>GET /v1/models and /v1/models/{id}.</summary>
internal static class OpenAIModels
{
    /// <param name="family">Whose models: empty for OpenAI's own.</param>
    public static Answer List(string family) =>
        new()
        {
            Body = new JsonObject
            {
                ["object"] = "list",
                ["data"] = Wire.Array(ModelCatalog.Names(family).Select(Model)),
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
