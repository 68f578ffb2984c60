using System.Text;

namespace TokenLedger.Commands.Output;

/// <summary>A table for people: columns as wide as their widest cell, texts to the left, figures to the right.</summary>
/// <param name="columns">
/// Titles; one that begins with '&gt;' is a column of figures, one with '&gt;$' of dollars, which can be shown in another
/// currency too.
/// </param>
internal sealed class Table(params string[] columns)
{
    private const string Gap = "  ";
    private const string Dollars = ">$";

    /// <summary>A text is not cut to less than this: a line may then be longer than there is room.</summary>
    private const int LeastText = 8;

    private readonly bool[] _right = [.. columns.Select(column => column.StartsWith('>'))];
    private readonly List<string[]> _rows =
    [
        [.. columns.Select(TitleOf)],
    ];

    /// <summary>Longest text cell; more is cut with an ellipsis.</summary>
    public int MostText { get; init; } = 40;

    /// <summary>Characters of a line; texts are cut to fit.</summary>
    public int Room { get; init; } = Terminal.Width;

    public void Add(params string[] cells) =>
        _rows.Add([.. cells.Select((cell, i) => _right[i] ? cell : Cut(Plain(cell), MostText))]);

    public void WriteTo(TextWriter output)
    {
        if (output is CurrencyWriter other)
        {
            Beside(other).Write(output);
        }
        else
        {
            Write(output);
        }
    }

    /// <summary>The same with a column of another currency beside each of dollars.</summary>
    private Table Beside(CurrencyWriter other)
    {
        string[] titles =
        [
            .. columns.SelectMany(column =>
                column.StartsWith(Dollars, StringComparison.Ordinal) ? [column, $">({other.Code})"] : (string[])[column]
            ),
        ];
        Table table = new(titles) { MostText = MostText, Room = Room };
        foreach (string[] row in _rows.Skip(1))
        {
            table.Add([
                .. row.SelectMany(
                    (cell, i) =>
                        columns[i].StartsWith(Dollars, StringComparison.Ordinal)
                            ? [cell, other.Of(cell)]
                            : (string[])[cell]
                ),
            ]);
        }

        return table;
    }

    private void Write(TextWriter output)
    {
        int[] widths = [.. columns.Select((_, i) => _rows.Max(row => row[i].Length))];
        Shrink(widths, Room);
        foreach (string[] row in _rows)
        {
            StringBuilder line = new();
            for (int i = 0; i < row.Length; i++)
            {
                line.Append(i == 0 ? "" : Gap);
                line.Append(_right[i] ? row[i].PadLeft(widths[i]) : Cut(row[i], widths[i]).PadRight(widths[i]));
            }

            output.WriteLine(line.ToString().TrimEnd());
        }
    }

    /// <summary>Takes what is too wide off the widest texts; figures are never cut.</summary>
    private void Shrink(int[] widths, int room)
    {
        for (int excess = widths.Sum() + (Gap.Length * (widths.Length - 1)) - room; excess > 0; excess--)
        {
            int widest = -1;
            for (int i = 0; i < widths.Length; i++)
            {
                bool isWider = !_right[i] && widths[i] > LeastText && (widest < 0 || widths[i] > widths[widest]);
                widest = isWider ? i : widest;
            }

            if (widest < 0)
            {
                return;
            }

            widths[widest]--;
        }
    }

    private static string TitleOf(string column) =>
        column.StartsWith(Dollars, StringComparison.Ordinal) ? column[Dollars.Length..]
        : column.StartsWith('>') ? column[1..]
        : column;

    private static string Cut(string cell, int most) => cell.Length <= most ? cell : cell[..(most - 1)] + "…";

    /// <summary>Names come from callers: control characters must not reach a terminal.</summary>
    private static string Plain(string cell) =>
        cell.AsSpan().ContainsAnyInRange('\0', '\u001f') || cell.AsSpan().ContainsAnyInRange('\u007f', '\u009f')
            ? string.Concat(cell.Select(character => char.IsControl(character) ? '?' : character))
            : cell;
}
