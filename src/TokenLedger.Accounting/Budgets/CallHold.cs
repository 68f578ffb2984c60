using TokenLedger.Accounting.Money;

namespace TokenLedger.Accounting.Budgets;

/// <summary>Tokens and their price.</summary>
/// <param name="InputTokens">Tokens of the prompt.</param>
/// <param name="OutputTokens">Tokens of the answer.</param>
/// <param name="Amount">What they cost; null when that is not known.</param>
public readonly record struct TokenBound(long InputTokens, long OutputTokens, Usd? Amount);

/// <summary>What an authorization asks to reserve.</summary>
/// <param name="Bound">The most it can use: strict budgets reserve this.</param>
/// <param name="Expected">What it will probably use: elastic budgets reserve this; null for the bound.</param>
public readonly record struct CallHold(TokenBound Bound, TokenBound? Expected)
{
    /// <summary>What a budget reserves of it.</summary>
    public TokenBound Under(HoldMode mode)
    {
        if (mode == HoldMode.Strict || Expected is not { } expected)
        {
            return Bound;
        }

        return expected with
        {
            Amount = expected.Amount ?? Bound.Amount,
        };
    }
}
