using System.Text.Json.Nodes;

namespace TokenLedger.Demo.Simulation.Gemini;

/// <summary>Google's error shape: https://google.aip.dev/193.</summary>
internal static class GeminiErrors
{
    public static Answer ForStatus(int status) => new() { Status = status, Body = Body(status) };

    /// <summary>What a stream sends when it fails.</summary>
    public static StreamEvent Event { get; } = StreamEvent.Unnamed(Body(503));

    private static JsonObject Body(int status)
    {
        (string name, string message) = status switch
        {
            400 => ("INVALID_ARGUMENT", "Invalid JSON payload received."),
            401 => ("UNAUTHENTICATED", "Request is missing required authentication credential."),
            403 => ("PERMISSION_DENIED", "Method doesn't allow unregistered callers."),
            404 => ("NOT_FOUND", "The model is not found for API version v1beta."),
            429 => ("RESOURCE_EXHAUSTED", "You exceeded your current quota."),
            503 => ("UNAVAILABLE", "The model is overloaded. Please try again later."),
            _ => ("INTERNAL", "An internal error has occurred."),
        };
        return new JsonObject
        {
            ["error"] = new JsonObject
            {
                ["code"] = status,
                ["message"] = message,
                ["status"] = name,
            },
        };
    }
}
