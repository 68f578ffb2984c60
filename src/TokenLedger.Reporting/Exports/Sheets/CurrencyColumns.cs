using System.Runtime.CompilerServices;
using TokenLedger.Accounting.Money;
using TokenLedger.Reporting.Currencies;
using TokenLedger.Reporting.Exports.Rows;

namespace TokenLedger.Reporting.Exports.Sheets;

/// <summary>
/// Puts amounts of another currency into any sheet: behind each column NAME_usd one NAME_in_currency, and at the end which
/// currency that is. Each is the exact product with what a dollar is, rounded as reports round it.
/// </summary>
internal static class CurrencyColumns
{
    private const string Dollars = "_usd";
    private const string InCurrency = "_in_currency";

    /// <summary>The sheet with the columns.</summary>
    public static Sheet Beside(Sheet sheet, Currency currency)
    {
        List<ExportColumn> columns = [];
        foreach (ExportColumn column in sheet.Columns)
        {
            columns.Add(column);
            if (NameBeside(column.Name) is { } name)
            {
                columns.Add(column with { Name = name });
            }
        }

        columns.Add(new("currency"));
        return sheet with
        {
            Columns = columns,
            Rows = cancellation => Filled(sheet, columns.Count, currency, cancellation),
        };
    }

    /// <summary>
    /// What the column beside one of dollars is called; null for others. Names are ours: those that callers chose, of tags,
    /// hold a colon.
    /// </summary>
    public static string? NameBeside(string name)
    {
        string figure = name.EndsWith(TimeBefore.Ending, StringComparison.Ordinal)
            ? name[..^TimeBefore.Ending.Length]
            : name;
        return figure.EndsWith(Dollars, StringComparison.Ordinal) && !figure.Contains(':', StringComparison.Ordinal)
            ? figure[..^Dollars.Length] + InCurrency + name[figure.Length..]
            : null;
    }

    private static async IAsyncEnumerable<Cell[]> Filled(
        Sheet sheet,
        int count,
        Currency currency,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        bool[] areDollars = [.. sheet.Columns.Select(column => NameBeside(column.Name) is not null)];
        await foreach (Cell[] row in sheet.Rows(cancellation).ConfigureAwait(false))
        {
            Cell[] filled = new Cell[count];
            int at = 0;
            for (int i = 0; i < row.Length; i++)
            {
                filled[at++] = row[i];
                if (areDollars[i])
                {
                    filled[at++] = Converted(in row[i], currency);
                }
            }

            filled[at] = Cell.Of(currency.Code);
            yield return filled;
        }
    }

    /// <summary>An amount; of a text, which rates are, too where it is one to the pico-dollar.</summary>
    private static Cell Converted(in Cell cell, Currency currency) =>
        !cell.IsThere ? Cell.None
        : cell.Text is not { } text ? Cell.Of(currency.ToUnits(new Usd(cell.Number)))
        : Usd.TryParse(text, out Usd amount) ? Cell.Of(currency.Of(amount))
        : Cell.None;
}
