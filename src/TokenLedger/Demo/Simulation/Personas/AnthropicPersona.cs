using TokenLedger.Demo.Simulation.Anthropic;

namespace TokenLedger.Demo.Simulation.Personas;

/// <summary>api.anthropic.com.</summary>
internal sealed class AnthropicPersona(SimulatedState state) : Persona
{
    private readonly MessageBatches batches = new(state.Memory);

    public override string RequestIdHeader => "request-id";

    public override StreamEvent ErrorEvent => AnthropicErrors.Event;

    public override bool Admits(ReceivedCall received) =>
        Credentials.HasHeader(received, "x-api-key") || Credentials.HasBearer(received);

    public override Answer? Answer(SimulatedRequest request) =>
        (request.Method, request.Path) switch
        {
            ("POST", "/v1/messages") => MessagesApi.Answer(request, state.Memory),
            ("POST", "/v1/messages/count_tokens") => MessagesApi.CountTokens(request),
            ("POST", "/v1/messages/batches") => batches.Create(request),
            ("GET", "/v1/models") => AnthropicModels.List(),
            ("GET", _) when request.Path.Below("/v1/messages/batches/") is { } batch => batches.Get(
                batch,
                request.RequestId
            ),
            ("GET", _) when request.Path.Below("/v1/models/") is { } name => AnthropicModels.One(
                name,
                request.RequestId
            ),
            _ => null,
        };

    public override Answer Error(int status, string requestId) => AnthropicErrors.ForStatus(status, requestId);

    public override Answer UnknownModel(string model, string requestId) =>
        AnthropicErrors.UnknownModel(model, requestId);
}
