namespace TokenLedger.Reporting.Exports.Rows;

/// <summary>A column of an export.</summary>
/// <param name="Name">Its name in the file.</param>
/// <param name="Kind">What its cells are.</param>
/// <param name="Decimals">Of an exact decimal: how many decimals its numbers are counted in, at most 24.</param>
/// <param name="IsSummed">Whether its sum is one of the export's totals.</param>
public sealed record ExportColumn(
    string Name,
    ColumnKind Kind = ColumnKind.Text,
    int Decimals = 0,
    bool IsSummed = false
)
{
    /// <summary>Decimals of amounts: pico-dollars.</summary>
    public const int AmountDecimals = 12;

    /// <summary>Decimals of quantities.</summary>
    public const int QuantityDecimals = 18;

    /// <summary>A whole number.</summary>
    public static ExportColumn Whole(string name, bool isSummed = false) =>
        new(name, ColumnKind.Whole, IsSummed: isSummed);

    /// <summary>An amount of USD, counted in pico-dollars.</summary>
    public static ExportColumn Amount(string name, bool isSummed = true) =>
        new(name, ColumnKind.Exact, AmountDecimals, isSummed);

    /// <summary>A quantity, which may be a fraction.</summary>
    public static ExportColumn Quantity(string name) => new(name, ColumnKind.Exact, QuantityDecimals);

    /// <summary>An instant.</summary>
    public static ExportColumn Instant(string name) => new(name, ColumnKind.Instant);

    /// <summary>True or false.</summary>
    public static ExportColumn Flag(string name) => new(name, ColumnKind.Flag);
}
