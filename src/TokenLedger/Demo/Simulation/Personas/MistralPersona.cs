using System.Text.Json.Nodes;
using TokenLedger.Demo.Simulation.Mistral;

namespace TokenLedger.Demo.Simulation.Personas;

/// <summary>api.mistral.ai: the OpenAI dialect, text recognition and filling in the middle.</summary>
internal sealed class MistralPersona(SimulatedState state) : CompatiblePersona(Flavor, state, "/v1")
{
    private static readonly MistralFlavor Flavor = new();

    private readonly PromptMemory memory = state.Memory;

    public override Answer? Answer(SimulatedRequest request) =>
        (request.Method, request.Path) switch
        {
            ("POST", "/v1/ocr") => Ocr.Answer(request),
            ("POST", "/v1/fim/completions") => FillInTheMiddle.Answer(request, Flavor, memory),
            _ => base.Answer(request),
        };

    public override Answer Error(int status, string requestId) =>
        new()
        {
            Status = status,
            Body = new JsonObject
            {
                ["object"] = "error",
                ["message"] = status == 401 ? "Unauthorized" : $"The request failed with {status}.",
                ["type"] = status == 429 ? "rate_limited" : "invalid_request_error",
                ["param"] = null,
                ["code"] = null,
            },
        };
}
