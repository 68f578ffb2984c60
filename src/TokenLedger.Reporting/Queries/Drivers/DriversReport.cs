using TokenLedger.Accounting.Drivers;

namespace TokenLedger.Reporting.Queries.Drivers;

/// <summary>The answer to a <see cref="DriversQuery"/>. The effects of all rows, and of what is left out, sum to the total's; each row's to its change.</summary>
public sealed record DriversReport
{
    /// <summary>The question.</summary>
    public required DriversQuery Query { get; init; }

    /// <summary>The period asked for.</summary>
    public required Window Now { get; init; }

    /// <summary>The one it is compared with.</summary>
    public required Window Then { get; init; }

    /// <summary>The values, the greatest change first.</summary>
    public required IReadOnlyList<DriverRow> Rows { get; init; }

    /// <summary>Everything together, also what is left out.</summary>
    public required DrivenChange Total { get; init; }

    /// <summary>What the cost of the period asked for rests on.</summary>
    public required CostBasis NowBasis { get; init; }

    /// <summary>What the cost of the one it is compared with rests on.</summary>
    public required CostBasis ThenBasis { get; init; }

    /// <summary>Values left out by the limit.</summary>
    public required int RowsLeftOut { get; init; }

    /// <summary>Ledger entries folded into it.</summary>
    public required long AsOfEntry { get; init; }
}

/// <summary>One value.</summary>
/// <param name="Key">The value; null where calls had none.</param>
/// <param name="Change">Its change, and why.</param>
public sealed record DriverRow(string? Key, DrivenChange Change);
