using TokenLedger.Accounting.Money;
using TokenLedger.Accounting.Rates;

namespace TokenLedger.Accounting.Budgets;

/// <summary>What an entry says was used.</summary>
public sealed class CallUse
{
    /// <summary>
    /// The meter of the line that stands for a whole hold, where nothing is known of what was used: then the tokens held
    /// count as used.
    /// </summary>
    public const string HeldMeter = "hold";

    private readonly IReadOnlyList<LineItem> _lines;

    /// <summary>Takes the figures.</summary>
    /// <param name="known">The priced part of the cost.</param>
    /// <param name="isPriced">Whether that is all of it.</param>
    /// <param name="lines">The lines.</param>
    /// <param name="toolCalls">Tools called.</param>
    public CallUse(Usd known, bool isPriced, IReadOnlyList<LineItem> lines, int toolCalls)
    {
        Known = Quantity.Of(known);
        IsPriced = isPriced;
        _lines = lines;
        ToolCalls = toolCalls;
        for (int i = 0; i < lines.Count; i++)
        {
            IsHeld |= lines[i].Meter == HeldMeter;
        }
    }

    /// <summary>
    /// Of a correction that prices an entry again: what the entry's priced part came to before; null of everything else.
    /// </summary>
    public Usd? KnownBefore { get; init; }

    /// <summary>Whether a correction takes back something that had no price.</summary>
    internal bool TakesBackUnpriced
    {
        get
        {
            for (int i = 0; i < _lines.Count; i++)
            {
                if (_lines[i].Amount is null && _lines[i].Quantity < 0)
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>Whether everything has a price.</summary>
    public bool IsPriced { get; }

    /// <summary>Whether the hold stands for what was used.</summary>
    public bool IsHeld { get; }

    /// <summary>Tools called.</summary>
    public int ToolCalls { get; }

    /// <summary>The priced part of the cost.</summary>
    internal Int128 Known { get; }

    /// <summary>The quantity of a meter and those below it.</summary>
    internal Int128 Metered(string meter)
    {
        Int128 sum = 0;
        for (int i = 0; i < _lines.Count; i++)
        {
            if (LimitMeter.Covers(meter, _lines[i].Meter))
            {
                sum += Quantity.Of(_lines[i].Quantity);
            }
        }

        return sum;
    }
}
