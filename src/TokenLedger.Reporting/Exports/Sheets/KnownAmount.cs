using TokenLedger.Accounting.Metering;
using TokenLedger.Accounting.Money;
using TokenLedger.Accounting.Rates;
using TokenLedger.Reporting.Columns;
using TokenLedger.Reporting.Exports.Rows;

namespace TokenLedger.Reporting.Exports.Sheets;

/// <summary>An amount by what it rests on. The three parts sum to the whole, which an export shows beside them.</summary>
/// <param name="Reported">On quantities that a provider stated.</param>
/// <param name="Counted">On quantities counted here.</param>
/// <param name="Estimated">On estimates.</param>
internal readonly record struct KnownAmount(Usd Reported, Usd Counted, Usd Estimated)
{
    /// <summary>The columns of the parts, in the order of <see cref="Cells"/>.</summary>
    public static IReadOnlyList<ExportColumn> Columns { get; } =
    [ExportColumn.Amount("reported_usd"), ExportColumn.Amount("counted_usd"), ExportColumn.Amount("estimated_usd")];

    /// <summary>The parts as cells.</summary>
    public Cell[] Cells => [Cell.Of(Reported), Cell.Of(Counted), Cell.Of(Estimated)];

    /// <summary>The parts together.</summary>
    public Usd Whole => Reported + Counted + Estimated;

    /// <summary>The amount of a row, as reports sum it.</summary>
    public static KnownAmount Of(ColumnRow row)
    {
        Usd counted = RowAmount.Of(row, Field.CountedMicro);
        Usd estimated = RowAmount.Of(row, Field.EstimatedMicro);
        return new(RowAmount.Of(row, Field.KnownMicro) - counted - estimated, counted, estimated);
    }

    /// <summary>The amount of a line; nothing where it has no price.</summary>
    public static KnownAmount Of(LineItem line)
    {
        Usd amount = line.Amount ?? Usd.Zero;
        return line.Provenance switch
        {
            Provenance.Counted => new(Usd.Zero, amount, Usd.Zero),
            Provenance.Estimated => new(Usd.Zero, Usd.Zero, amount),
            _ => new(amount, Usd.Zero, Usd.Zero),
        };
    }

    /// <summary>What is left of an amount.</summary>
    public static KnownAmount operator -(KnownAmount left, KnownAmount right) =>
        new(left.Reported - right.Reported, left.Counted - right.Counted, left.Estimated - right.Estimated);
}
