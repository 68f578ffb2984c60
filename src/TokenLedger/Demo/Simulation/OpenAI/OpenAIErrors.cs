using System.Text.Json.Nodes;

namespace TokenLedger.Demo.Simulation.OpenAI;

/// <summary>OpenAI's error shape: https://platform.openai.com/docs/guides/error-codes.</summary>
internal static class OpenAIErrors
{
    public static Answer Of(int status, string type, string? code, string message) =>
        new() { Status = status, Body = Body(type, code, message) };

    public static Answer ForStatus(int status) =>
        status switch
        {
            400 => Of(400, "invalid_request_error", null, "We could not parse the JSON body of your request."),
            401 => Of(401, "invalid_request_error", "invalid_api_key", "You didn't provide an API key."),
            404 => Of(404, "invalid_request_error", null, "Unknown request URL."),
            429 => Of(429, "requests", "rate_limit_exceeded", "Rate limit reached for requests."),
            503 => Of(503, "service_unavailable_error", null, "That model is currently overloaded."),
            _ => Of(status, "server_error", null, "The server had an error while processing your request."),
        };

    public static Answer UnknownModel(string model) =>
        Of(404, "invalid_request_error", "model_not_found", $"The model `{model}` does not exist.");

    /// <summary>What a chat stream sends when it fails.</summary>
    public static StreamEvent ChatEvent { get; } =
        StreamEvent.Unnamed(Body("server_error", null, "The server had an error while processing your request."));

    private static JsonObject Body(string type, string? code, string message) =>
        new()
        {
            ["error"] = new JsonObject
            {
                ["message"] = message,
                ["type"] = type,
                ["param"] = null,
                ["code"] = code,
            },
        };
}
