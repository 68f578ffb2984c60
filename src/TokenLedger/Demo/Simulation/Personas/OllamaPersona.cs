using System.Text.Json;
using System.Text.Json.Nodes;
using TokenLedger.Demo.Simulation.Ollama;
using TokenLedger.Demo.Simulation.OpenAI;

namespace TokenLedger.Demo.Simulation.Personas;

/// <summary>A local Ollama: its own API, and the OpenAI dialect below /v1. Needs no key.</summary>
internal sealed class OllamaPersona(SimulatedState state) : Persona
{
    private static readonly string[] Installed = ["llama3.2", "qwen3"];

    private readonly OpenAIApi compatible = new(new ChatFlavor(), state);

    public override StreamEvent ErrorEvent { get; } =
        StreamEvent.Unnamed(new JsonObject { ["error"] = "an error was encountered while running the model" });

    public override bool Admits(ReceivedCall received) => true;

    public override SimulatedRequest Understand(SimulatedRequest request) =>
        request.Path is "/api/chat" or "/api/generate"
            ? request with
            {
                Streamed = request.Json.Member("stream").ValueKind != JsonValueKind.False,
            }
            : request;

    public override Answer? Answer(SimulatedRequest request) =>
        (request.Method, request.Path) switch
        {
            ("POST", "/api/chat") => new OllamaChat(request, chat: true).Answer(),
            ("POST", "/api/generate") => new OllamaChat(request, chat: false).Answer(),
            ("POST", "/api/embed") => OllamaEmbed.Answer(request),
            ("POST", "/api/embeddings") => OllamaEmbed.Old(request),
            ("GET", "/api/version") => new Answer { Body = new JsonObject { ["version"] = "0.13.0" } },
            ("GET", "/api/tags") => Tags(),
            _ => request.Path.Below("/v1") is { } path ? compatible.Answer(path, request) : null,
        };

    public override Answer Error(int status, string requestId) =>
        new()
        {
            Status = status,
            Body = new JsonObject { ["error"] = status == 404 ? "not found" : $"The request failed with {status}." },
        };

    public override Answer UnknownModel(string model, string requestId) =>
        new()
        {
            Status = 404,
            Body = new JsonObject { ["error"] = $"model '{model}' not found" },
        };

    private static Answer Tags() =>
        new()
        {
            Body = new JsonObject
            {
                ["models"] = Wire.Array(Installed.Select(name => new JsonObject { ["name"] = name, ["model"] = name })),
            },
        };
}
