namespace TokenLedger.Demo.Simulation.Personas;

/// <summary>Where providers look for a key.</summary>
internal static class Credentials
{
    public static bool HasBearer(ReceivedCall received) =>
        received.Header("Authorization") is { Length: > 7 } bearer
        && bearer.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase);

    public static bool HasHeader(ReceivedCall received, string name) =>
        !string.IsNullOrWhiteSpace(received.Header(name));

    /// <summary>A key in the query: Google's <c>?key=</c>.</summary>
    public static bool HasQueryKey(ReceivedCall received) =>
        received.Query.TrimStart('?').Split('&').Any(pair => pair.StartsWith("key=") && pair.Length > 4);
}
