using TokenLedger.Demo.Simulation.Bedrock;

namespace TokenLedger.Demo.Simulation.Personas;

/// <summary>
/// bedrock-runtime.REGION.amazonaws.com. A bearer key is good when it is not empty; a signature of the access key
/// <see cref="SimulatedProvider.AmazonKeyId"/> is checked, one of any other key is believed.
/// </summary>
internal sealed class BedrockPersona(SimulatedState state) : Persona
{
    public override string RequestIdHeader => "x-amzn-RequestId";

    public override StreamEvent ErrorEvent => BedrockErrors.Event;

    public override bool Admits(ReceivedCall received) =>
        Credentials.HasBearer(received)
        || SignedRequest.Of(received) is { } signed
            && (signed.KeyId != SimulatedProvider.AmazonKeyId || signed.IsMadeWith(SimulatedProvider.AmazonSecret));

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
