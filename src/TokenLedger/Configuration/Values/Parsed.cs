namespace TokenLedger.Configuration.Values;

/// <summary>A value read from its text, or why it could not be.</summary>
/// <param name="Value">The value; null when there is a problem.</param>
/// <param name="Problem">What is wrong, completing "KEY: …"; null when nothing is.</param>
public readonly record struct Parsed(object? Value, string? Problem)
{
    /// <summary>A good value.</summary>
    public static Parsed Good(object value) => new(value, null);

    /// <summary>A bad one.</summary>
    public static Parsed Bad(string problem) => new(null, problem);
}
