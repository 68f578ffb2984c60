using System.Text.Json.Nodes;

namespace TokenLedger.Demo.Simulation.Anthropic;

/// <summary>Anthropic's error shape: https://docs.claude.com/en/api/errors.</summary>
internal static class AnthropicErrors
{
    public static Answer ForStatus(int status, string requestId) =>
        status switch
        {
            400 => Of(400, "invalid_request_error", "The request body is not valid JSON.", requestId),
            401 => Of(401, "authentication_error", "x-api-key header is required", requestId),
            404 => Of(404, "not_found_error", "Not Found", requestId),
            429 => Of(429, "rate_limit_error", "This request would exceed your rate limit.", requestId),
            529 => Of(529, "overloaded_error", "Overloaded", requestId),
            _ => Of(status, "api_error", "Internal server error", requestId),
        };

    public static Answer UnknownModel(string model, string requestId) =>
        Of(404, "not_found_error", "model: " + model, requestId);

    /// <summary>What a stream sends when it fails.</summary>
    public static StreamEvent Event { get; } =
        StreamEvent.Named(
            "error",
            new JsonObject { ["type"] = "error", ["error"] = Error("overloaded_error", "Overloaded") }
        );

    private static Answer Of(int status, string type, string message, string requestId) =>
        new()
        {
            Status = status,
            Body = new JsonObject
            {
                ["type"] = "error",
                ["error"] = Error(type, message),
                ["request_id"] = requestId,
            },
        };

    private static JsonObject Error(string type, string message) => new() { ["type"] = type, ["message"] = message };
}
