using TokenLedger.Demo.Simulation.Gemini;

namespace TokenLedger.Demo.Simulation.Vertex;

/// <summary>
/// A path on Vertex: <c>/v1/projects/P/locations/L/publishers/PUBLISHER/models/MODEL:OPERATION</c>, or without project
/// and location for a key instead of an account.
/// </summary>
/// <param name="Publisher">"google" or "anthropic".</param>
/// <param name="Model">The model, as Vertex names it ("claude-sonnet-4-5@20250929").</param>
/// <param name="Operation">"generateContent", "rawPredict".</param>
internal sealed record VertexPath(string Publisher, string Model, string Operation)
{
    public static VertexPath? Of(string path)
    {
        const string publishers = "publishers/";
        int start = path.IndexOf(publishers, StringComparison.Ordinal);
        if (start < 0 || GeminiPath.Of(path) is not { } ending)
        {
            return null;
        }

        string publisher = path[(start + publishers.Length)..].Split('/')[0];
        return new VertexPath(publisher, ending.Model, ending.Operation);
    }
}
