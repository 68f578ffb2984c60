namespace TokenLedger.Accounting.Policies.Conditions;

/// <summary>What is wrong with a condition's text.</summary>
/// <param name="Line">Line, from 1.</param>
/// <param name="Column">Column, from 1.</param>
/// <param name="Message">What was expected, or what to do.</param>
public sealed record ConditionProblem(int Line, int Column, string Message)
{
    /// <inheritdoc/>
    public override string ToString() => $"line {Line}, column {Column}: {Message}";
}

/// <summary>Ends the reading of a condition at its first fault; caught by <see cref="Condition.Parse"/>.</summary>
internal sealed class ConditionFaultException(int position, string message) : Exception(message)
{
    public int Position { get; } = position;
}
