using TokenLedger.Demo.Simulation.Gemini;
using TokenLedger.Demo.Simulation.OpenAI;

namespace TokenLedger.Demo.Simulation.Personas;

/// <summary>generativelanguage.googleapis.com, its OpenAI-compatible route included.</summary>
internal sealed class GeminiPersona(SimulatedState state) : Persona
{
    private readonly GeminiApi api = new(state.Memory, trafficType: null);
    private readonly OpenAIApi compatible = new(new GeminiCompatibleFlavor(), state);

    public override string RequestIdHeader => "x-gemini-request-id";

    public override StreamEvent ErrorEvent => GeminiErrors.Event;

    public override bool Admits(ReceivedCall received) =>
        Credentials.HasHeader(received, "x-goog-api-key")
        || Credentials.HasQueryKey(received)
        || Credentials.HasBearer(received);

    public override SimulatedRequest Understand(SimulatedRequest request) =>
        GeminiPath.Of(request.Path) is { } path
            ? request with
            {
                Model = path.Model,
                Streamed = path.Operation == "streamGenerateContent",
            }
            : request;

    public override Answer? Answer(SimulatedRequest request)
    {
        string? below = request.Path.Below("/v1beta/") ?? request.Path.Below("/v1/");
        return below switch
        {
            null => null,
            _ when below.Below("openai") is { } path => compatible.Answer(path, request),
            "models" => GeminiModels.List(),
            _ when request.Method == "GET" => below.Below("models/") is { } name ? GeminiModels.One(name) : null,
            _ => GeminiPath.Of(below) is { } path ? api.Answer(path.Operation, request) : null,
        };
    }

    public override Answer Error(int status, string requestId) => GeminiErrors.ForStatus(status == 401 ? 403 : status);
}
