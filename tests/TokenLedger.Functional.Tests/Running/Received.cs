namespace TokenLedger.Functional.Tests.Running;

/// <summary>An answer as a caller received it, byte for byte.</summary>
internal sealed record Received(int Status, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    /// <summary>What the gateway adds by contract, and what differs between any two answers.</summary>
    private static bool IsStable(string name) =>
        !name.Equals("Date", StringComparison.OrdinalIgnoreCase)
        && !name.StartsWith("X-TokenLedger-", StringComparison.OrdinalIgnoreCase);

    public string Text => System.Text.Encoding.UTF8.GetString(Body);

    public string? Call => Headers.GetValueOrDefault("X-TokenLedger-Call");

    /// <summary>Headers that must be the same with and without the gateway.</summary>
    public IEnumerable<string> StableHeaders =>
        Headers.Where(header => IsStable(header.Key)).Select(header => header.Key + ": " + header.Value).Order();

    public static async Task<Received> ReadAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        byte[] body = await response.Content.ReadAsByteArrayAsync(cancellation);
        return new Received((int)response.StatusCode, HeadersOf(response), body);
    }

    public static Dictionary<string, string> HeadersOf(HttpResponseMessage response) =>
        response
            .Headers.NonValidated.Concat(response.Content.Headers.NonValidated)
            .ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
}
