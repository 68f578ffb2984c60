using TokenLedger.Accounting.Forecasts;

namespace TokenLedger.Reporting.Queries.Foresight;

/// <summary>The answer to a <see cref="ForecastQuery"/>.</summary>
public sealed record ForecastReport
{
    /// <summary>The question.</summary>
    public required ForecastQuery Query { get; init; }

    /// <summary>The first day foreseen: that of the question.</summary>
    public required DateOnly First { get; init; }

    /// <summary>The last one.</summary>
    public required DateOnly Last { get; init; }

    /// <summary>All calls of the slice.</summary>
    public required SliceForecast Whole { get; init; }

    /// <summary>Each value of the grouping, that of the greatest use first; empty without one.</summary>
    public required IReadOnlyList<SliceForecast> Groups { get; init; }

    /// <summary>What the cost of the past that is learned from rests on, today included.</summary>
    public required CostBasis Basis { get; init; }

    /// <summary>Values left out by the limit.</summary>
    public required int GroupsLeftOut { get; init; }

    /// <summary>Ledger entries folded into it.</summary>
    public required long AsOfEntry { get; init; }
}

/// <summary>What a slice has used and will use. Dollars, tokens or calls.</summary>
public sealed record SliceForecast
{
    /// <summary>The grouping's value; null where calls had none, and for the whole.</summary>
    public string? Key { get; init; }

    /// <summary>The day on which <see cref="Past"/> begins.</summary>
    public required DateOnly PastFrom { get; init; }

    /// <summary>What was used each day before today, from the first day of use on; exact.</summary>
    public required IReadOnlyList<decimal> Past { get; init; }

    /// <summary>Used today so far; exact.</summary>
    public required decimal Today { get; init; }

    /// <summary>Used in this month before today, where its end is foreseen; exact, else 0.</summary>
    public required decimal Before { get; init; }

    /// <summary>What is foreseen from today on; null when there is not enough to go by.</summary>
    public Forecast? Forecast { get; init; }

    /// <summary>Why there is none, one sentence.</summary>
    public string? Problem { get; init; }

    /// <summary>
    /// What all of it comes to with what was used already, at the end; null without a forecast. Today counts as foreseen, or as
    /// what it has used when that is more.
    /// </summary>
    public Interval? Total
    {
        get
        {
            if (Forecast is null)
            {
                return null;
            }

            decimal more = Math.Max(0, Today - Forecast.Periods[0].Alone.Expected);
            return Forecast.Total.Plus(Before + more).AtLeast(Before + Today);
        }
    }
}
