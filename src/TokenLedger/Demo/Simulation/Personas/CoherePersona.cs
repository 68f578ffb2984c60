using System.Text.Json.Nodes;
using TokenLedger.Demo.Simulation.Cohere;

namespace TokenLedger.Demo.Simulation.Personas;

/// <summary>api.cohere.com: chat, embed and rerank in their first and second versions.</summary>
internal sealed class CoherePersona : Persona
{
    public override string RequestIdHeader => "x-debug-trace-id";

    public override StreamEvent ErrorEvent { get; } =
        StreamEvent.Named(
            "message-end",
            new JsonObject
            {
                ["type"] = "message-end",
                ["delta"] = new JsonObject { ["finish_reason"] = "ERROR", ["error"] = "The model failed." },
            }
        );

    public override Answer? Answer(SimulatedRequest request) =>
        (request.Method, request.Path) switch
        {
            ("POST", "/v2/chat") => ChatV2.Answer(request),
            ("POST", "/v1/chat") => ChatV1.Answer(request),
            ("POST", "/v2/embed") => Embed.Answer(request, "2"),
            ("POST", "/v1/embed") => Embed.Answer(request, "1"),
            ("POST", "/v2/rerank") => RerankApi.Answer(request, "2"),
            ("POST", "/v1/rerank") => RerankApi.Answer(request, "1"),
            ("GET", "/v1/models") => Models(),
            _ => null,
        };

    public override Answer Error(int status, string requestId) =>
        new()
        {
            Status = status,
            Body = new JsonObject
            {
                ["id"] = requestId,
                ["message"] = status switch
                {
                    401 => "no api key supplied",
                    404 => "model not found, make sure the correct model ID was used.",
                    429 => "You are past the per minute request limit, please wait and try again later.",
                    _ => $"The request failed with {status}.",
                },
            },
        };

    private static Answer Models() =>
        new()
        {
            Body = new JsonObject
            {
                ["models"] = Wire.Array(
                    ModelCatalog.Names("command").Select(name => new JsonObject { ["name"] = name })
                ),
            },
        };
}
