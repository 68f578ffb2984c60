using TokenLedger.Accounting.Money;

namespace TokenLedger.Reporting.Exports.Rows;

/// <summary>One value of a row: a text or a number, whichever its column holds, or nothing.</summary>
public readonly record struct Cell
{
    private Cell(string? text, Int128 number, bool isThere) => (Text, Number, IsThere) = (text, number, isThere);

    /// <summary>No value.</summary>
    public static Cell None => default;

    /// <summary>Whether there is a value.</summary>
    public bool IsThere { get; }

    /// <summary>The text, of text and JSON columns.</summary>
    public string? Text { get; }

    /// <summary>
    /// The number, of all others: counted in the column's decimals, microseconds of an instant, 1 for true.
    /// </summary>
    public Int128 Number { get; }

    /// <summary>A text; null for none.</summary>
    public static Cell Of(string? text) => text is null ? None : new(text, 0, true);

    /// <summary>A number.</summary>
    public static Cell Of(Int128 number) => new(null, number, true);

    /// <summary>A number.</summary>
    public static Cell Of(long number) => new(null, number, true);

    /// <summary>A number; null for none.</summary>
    public static Cell Of(long? number) => number is { } value ? new(null, value, true) : None;

    /// <summary>An amount, in pico-dollars; null for none.</summary>
    public static Cell Of(Usd? amount) => amount is { } value ? new(null, value.Pico, true) : None;

    /// <summary>True or false.</summary>
    public static Cell Of(bool flag) => new(null, flag ? 1 : 0, true);

    /// <summary>A decimal, counted in as many decimals as a column has; null for none.</summary>
    /// <exception cref="OverflowException">It has more decimals, or does not fit.</exception>
    public static Cell Of(decimal? number, int decimals) =>
        number is { } value ? new(null, ExactDecimal.Of(value, decimals), true) : None;
}
