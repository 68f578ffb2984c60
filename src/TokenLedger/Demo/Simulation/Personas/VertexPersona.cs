using TokenLedger.Demo.Simulation.Anthropic;
using TokenLedger.Demo.Simulation.Gemini;
using TokenLedger.Demo.Simulation.OpenAI;
using TokenLedger.Demo.Simulation.Vertex;

namespace TokenLedger.Demo.Simulation.Personas;

/// <summary>REGION-aiplatform.googleapis.com: models of Google and Anthropic, and the OpenAI-compatible route.</summary>
internal sealed class VertexPersona(SimulatedState state) : Persona
{
    private readonly GeminiApi google = new(state.Memory, "ON_DEMAND");
    private readonly OpenAIApi compatible = new(new GeminiCompatibleFlavor(), state);

    public override string RequestIdHeader => "x-vertex-request-id";

    public override StreamEvent ErrorEvent => GeminiErrors.Event;

    public override bool Admits(ReceivedCall received) =>
        Credentials.HasBearer(received)
        || Credentials.HasHeader(received, "x-goog-api-key")
        || Credentials.HasQueryKey(received);

    public override SimulatedRequest Understand(SimulatedRequest request)
    {
        if (VertexPath.Of(request.Path) is not { } path)
        {
            return request;
        }

        bool streamed = path.Operation is "streamGenerateContent" or "streamRawPredict";
        return path.Model == "count-tokens"
            ? request
            : request with
            {
                Model = path.Model.Replace('@', '-'),
                Streamed = streamed,
            };
    }

    public override Answer? Answer(SimulatedRequest request)
    {
        if (request.Path.IndexOf("/endpoints/openapi/", StringComparison.Ordinal) is var at and > 0)
        {
            return compatible.Answer(request.Path[(at + "/endpoints/openapi".Length)..], request);
        }

        return VertexPath.Of(request.Path) is { } path ? Answer(path, request) : null;
    }

    private Answer? Answer(VertexPath path, SimulatedRequest request) =>
        (path.Publisher, path.Operation) switch
        {
            ("google", "predict") => TextEmbeddings.Answer(request),
            ("google", _) => google.Answer(path.Operation, request),
            ("anthropic", "rawPredict") when path.Model == "count-tokens" => MessagesApi.CountTokens(request),
            ("anthropic", "rawPredict" or "streamRawPredict") => MessagesApi.Answer(request, state.Memory) with
            {
                ErrorEvent = AnthropicErrors.Event,
            },
            _ => null,
        };

    public override Answer Error(int status, string requestId) => GeminiErrors.ForStatus(status);
}
