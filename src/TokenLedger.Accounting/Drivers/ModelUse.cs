using TokenLedger.Accounting.Money;

namespace TokenLedger.Accounting.Drivers;

/// <summary>What one model was used for in a period.</summary>
/// <param name="Calls">Calls that were settled.</param>
/// <param name="Tokens">Their tokens of all kinds.</param>
/// <param name="Cost">Their cost as far as priced.</param>
public readonly record struct ModelUse(long Calls, long Tokens, Usd Cost)
{
    /// <summary>Adds figure by figure.</summary>
    public static ModelUse operator +(ModelUse left, ModelUse right) =>
        new(checked(left.Calls + right.Calls), checked(left.Tokens + right.Tokens), left.Cost + right.Cost);
}
