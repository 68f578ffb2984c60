using TokenLedger.Accounting.Money;
using TokenLedger.Accounting.Rates;

namespace TokenLedger.Gateway.Otlp;

/// <summary>The tokens of an entry's lines by disjoint group, and what each group costs.</summary>
internal readonly record struct TokenSums(
    long Fresh,
    long CacheRead,
    long CacheWrite,
    long Visible,
    long Reasoning,
    Usd InputCost,
    Usd OutputCost,
    Usd OtherCost
)
{
    /// <summary>All prompt tokens, as the conventions count them.</summary>
    public long Input => Fresh + CacheRead + CacheWrite;

    /// <summary>All answer tokens, as the conventions count them.</summary>
    public long Output => Visible + Reasoning;

    /// <summary>Sums lines.</summary>
    public static TokenSums Of(IReadOnlyList<LineItem> lines)
    {
        TokenSums sum = default;
        for (int i = 0; i < lines.Count; i++)
        {
            sum = sum.Plus(lines[i].Meter, (long)lines[i].Quantity, lines[i].Amount ?? Usd.Zero);
        }

        return sum;
    }

    private TokenSums Plus(string meter, long quantity, Usd cost) =>
        !meter.StartsWith("tokens.", StringComparison.Ordinal) ? this with { OtherCost = OtherCost + cost }
        : meter.StartsWith("tokens.cache_read", StringComparison.Ordinal)
            ? this with
            {
                CacheRead = CacheRead + quantity,
                InputCost = InputCost + cost,
            }
        : meter.StartsWith("tokens.cache_write", StringComparison.Ordinal)
            ? this with
            {
                CacheWrite = CacheWrite + quantity,
                InputCost = InputCost + cost,
            }
        : meter.StartsWith("tokens.output.reasoning", StringComparison.Ordinal)
            ? this with
            {
                Reasoning = Reasoning + quantity,
                OutputCost = OutputCost + cost,
            }
        : meter.StartsWith("tokens.output", StringComparison.Ordinal)
            ? this with
            {
                Visible = Visible + quantity,
                OutputCost = OutputCost + cost,
            }
        : this with { Fresh = Fresh + quantity, InputCost = InputCost + cost };
}
