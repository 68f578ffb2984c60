namespace TokenLedger.Accounting.Budgets;

/// <summary>What is wrong with a budget.</summary>
/// <param name="Path">Where in its JSON form ("limits[0].amount"); empty for the whole.</param>
/// <param name="Message">What is wrong and what to write instead, one sentence.</param>
public sealed record BudgetProblem(string Path, string Message)
{
    /// <summary>Both in one line.</summary>
    public override string ToString() => Path.Length == 0 ? Message : $"{Path}: {Message}";
}
