using System.Globalization;

namespace TokenLedger.Reporting.Exports.Rows;

/// <summary>Adds up an export as it goes by: its rows, and every column that is summed.</summary>
public sealed class RowTotals(IReadOnlyList<ExportColumn> columns)
{
    private readonly Int128[] _sums = new Int128[columns.Count];

    /// <summary>Rows added.</summary>
    public long Rows { get; private set; }

    /// <summary>Adds a row.</summary>
    /// <exception cref="OverflowException">A sum does not fit 128 bits.</exception>
    public void Add(ReadOnlySpan<Cell> row)
    {
        Rows++;
        for (int i = 0; i < row.Length; i++)
        {
            if (columns[i].IsSummed)
            {
                _sums[i] = checked(_sums[i] + row[i].Number);
            }
        }
    }

    /// <summary>The sums by the names of their columns, exact.</summary>
    public IReadOnlyDictionary<string, string> Sums
    {
        get
        {
            SortedDictionary<string, string> sums = new(StringComparer.Ordinal);
            for (int i = 0; i < columns.Count; i++)
            {
                if (columns[i].IsSummed)
                {
                    sums.Add(
                        columns[i].Name,
                        columns[i].Kind == ColumnKind.Exact
                            ? ExactDecimal.Format(_sums[i], columns[i].Decimals)
                            : _sums[i].ToString(CultureInfo.InvariantCulture)
                    );
                }
            }

            return sums;
        }
    }
}
