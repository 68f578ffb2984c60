namespace TokenLedger.Accounting.Policies;

/// <summary>What is wrong with a rule.</summary>
/// <param name="Index">The rule's place in the list, from 0.</param>
/// <param name="Member">The member that is wrong ("when").</param>
/// <param name="Message">What is wrong and what to do.</param>
public sealed record PolicyProblem(int Index, string Member, string Message);
