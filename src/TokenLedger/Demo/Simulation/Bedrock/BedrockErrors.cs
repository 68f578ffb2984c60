using System.Text.Json.Nodes;

namespace TokenLedger.Demo.Simulation.Bedrock;

/// <summary>Errors of Amazon's JSON services: a message, and the kind in a header.</summary>
/// <remarks>https://docs.aws.amazon.com/bedrock/latest/APIReference/CommonErrors.html</remarks>
internal static class BedrockErrors
{
    public static Answer ForStatus(int status) =>
        status switch
        {
            400 => Of(400, "ValidationException", "The request body is not valid JSON."),
            401 or 403 => Of(403, "MissingAuthenticationTokenException", "Missing Authentication Token"),
            404 => Of(404, "ResourceNotFoundException", "Could not resolve the foundation model."),
            429 => Of(429, "ThrottlingException", "Too many requests, please wait before trying again."),
            503 => Of(503, "ServiceUnavailableException", "Bedrock is unable to process your request."),
            _ => Of(status, "InternalServerException", "The system encountered an unexpected error."),
        };

    public static Answer BadSignature { get; } =
        Of(
            403,
            "InvalidSignatureException",
            "The request signature we calculated does not match the signature you provided."
        );

    /// <summary>What a stream sends when it fails.</summary>
    public static StreamEvent Event { get; } =
        StreamEvent.Named("modelStreamErrorException", Body("The model could not go on.")) with
        {
            IsException = true,
        };

    private static Answer Of(int status, string kind, string message) =>
        new()
        {
            Status = status,
            Body = Body(message),
            Headers = [new("x-amzn-ErrorType", kind)],
        };

    private static JsonObject Body(string message) => new() { ["message"] = message };
}
