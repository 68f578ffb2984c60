namespace TokenLedger.Configuration;

/// <summary>One thing to say about the configuration: a problem that stops the start, or a warning that does not.</summary>
/// <param name="Origin">Where it was written.</param>
/// <param name="Message">What is wrong and what to do. Never holds a value that may be a secret.</param>
public sealed record Remark(Origin Origin, string Message)
{
    /// <summary>Whether only who serves calls needs what is missing: a provider's key, which administrators need not have.</summary>
    public bool OnlyServing { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Origin}: {Message}";
}
