using System.Text.Json.Nodes;

namespace TokenLedger.Demo.Simulation.Anthropic;

/// <summary>GET /v1/models and /v1/models/{id} for an Anthropic client.</summary>
internal static class AnthropicModels
{
    public static Answer List()
    {
        string[] names = [.. ModelCatalog.Names("claude")];
        return new()
        {
            Body = new JsonObject
            {
                ["data"] = Wire.Array(names.Select(Model)),
                ["has_more"] = false,
                ["first_id"] = names[0],
                ["last_id"] = names[^1],
            },
        };
    }

    public static Answer One(string name, string requestId) =>
        ModelCatalog.Knows(name) ? new() { Body = Model(name) } : AnthropicErrors.UnknownModel(name, requestId);

    private static JsonObject Model(string name) =>
        new()
        {
            ["type"] = "model",
            ["id"] = name,
            ["display_name"] = "Simulated " + name,
            ["created_at"] = "2026-01-01T00:00:00Z",
        };
}
