using TokenLedger.Demo.Simulation.Bedrock;

namespace TokenLedger.Demo.Simulation.Personas;

/// <summary>
/// bedrock-runtime.REGION.amazonaws.com. A bearer key is good when it is not empty; a signature of the access key
/// <see cref="KeyId"/> is checked against <see cref="Secret"/>, one of any other key is believed.
/// </summary>
internal sealed class BedrockPersona(SimulatedState state) : Persona
{
    /// <summary>The access key whose signatures are checked.</summary>
    public const string KeyId = "AKIASIMULATEDKEY0000";

    /// <summary>Its secret.</summary>
    public const string Secret = "simulated/secret/access/key";

    public override string RequestIdHeader => "x-amzn-RequestId";

    public override StreamEvent ErrorEvent => BedrockErrors.Event;

    public override bool Admits(ReceivedCall received) =>
        Credentials.HasBearer(received)
        || SignedRequest.Of(received) is { } signed && (signed.KeyId != KeyId || signed.IsMadeWith(Secret));

    public override SimulatedRequest Understand(SimulatedRequest request) =>
        BedrockPath.Of(request.Path) is { } path
            ? request with
            {
                Model = path.Model,
                Streamed = path.IsStreamed,
            }
            : request;

    public override Answer? Answer(SimulatedRequest request) =>
        BedrockPath.Of(request.Path)?.Operation switch
        {
            "converse" or "converse-stream" => Converse.Answer(request, state.Memory),
            "invoke" or "invoke-with-response-stream" => InvokeModel.Answer(request, state.Memory),
            "count-tokens" => Converse.CountTokens(request),
            _ => null,
        };

    public override Answer Error(int status, string requestId) =>
        status == 401 ? BedrockErrors.BadSignature : BedrockErrors.ForStatus(status);
}
