namespace TokenLedger.Demo.Simulation.Gemini;

/// <summary>A path of Google's kind: a model and, after a colon, what is asked of it.</summary>
/// <param name="Model">The model's name without "models/".</param>
/// <param name="Operation">"generateContent", "countTokens".</param>
internal sealed record GeminiPath(string Model, string Operation)
{
    /// <summary>Reads the last part of a path; null when it does not name a model and an operation.</summary>
    public static GeminiPath? Of(string path)
    {
        int start = path.LastIndexOf("models/", StringComparison.OrdinalIgnoreCase);
        int colon = path.LastIndexOf(':');
        return start < 0 || colon < start
            ? null
            : new GeminiPath(path[(start + "models/".Length)..colon], path[(colon + 1)..]);
    }
}
