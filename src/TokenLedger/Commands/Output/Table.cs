using System.Text;

namespace TokenLedger.Commands.Output;

/// <summary>
/// A table for people: columns as wide as their widest cell, texts to the left, figures to the right. Texts are cut where
/// there is little room; where even then not all columns fit, those behind follow below, beside the names of the rows again.
/// </summary>
/// <param name="columns">
/// Titles; one that begins with '&gt;' is a column of figures, one with '&gt;$' of dollars, which can be shown in another
/// currency too.
/// </param>
internal sealed class Table(params string[] columns)
{
    private const string Gap = "  ";
    private const string Dollars = ">$";

    /// <summary>A text is not cut to less than this.</summary>
    private const int LeastText = 8;

    /// <summary>Of a text, this much is shown where columns follow below anyhow: an instant, the begin of a name.</summary>
    private const int WantedText = 20;

    private readonly bool[] _right = [.. columns.Select(column => column.StartsWith('>'))];
    private readonly List<Row> _rows = [new([.. columns.Select(TitleOf)], false)];

    /// <summary>Longest text cell; more is cut with an ellipsis.</summary>
    public int MostText { get; init; } = 40;

    /// <summary>Characters of a line; texts are cut to fit.</summary>
    public int Room { get; init; } = Terminal.Width;

    /// <summary>Adds a row.</summary>
    public void Add(params string[] cells) => Add(isInDollars: true, cells);

    /// <summary>Adds a row whose figures need not be dollars where others' are.</summary>
    /// <param name="isInDollars">Whether they are; otherwise they are shown in no other currency.</param>
    /// <param name="cells">Its cells.</param>
    public void Add(bool isInDollars, params string[] cells) =>
        _rows.Add(new([.. cells.Select((cell, i) => _right[i] ? cell : Cut(Plain(cell), MostText))], isInDollars));

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
        foreach (Row row in _rows.Skip(1))
        {
            table.Add([
                .. row.Cells.SelectMany(
                    (cell, i) =>
                        columns[i].StartsWith(Dollars, StringComparison.Ordinal)
                            ? [cell, row.IsInDollars ? other.Of(cell) : ""]
                            : (string[])[cell]
                ),
            ]);
        }

        return table;
    }

    private void Write(TextWriter output)
    {
        bool isFirst = true;
        foreach (int[] shown in Blocks())
        {
            if (!isFirst)
            {
                output.WriteLine();
            }

            WriteBlock(shown, Fitting(shown), output);
            isFirst = false;
        }
    }

    private void WriteBlock(int[] shown, int[] widths, TextWriter output)
    {
        foreach (Row row in _rows)
        {
            IEnumerable<string> cells = shown.Select(
                (column, i) =>
                    _right[column]
                        ? row.Cells[column].PadLeft(widths[i])
                        : Cut(row.Cells[column], widths[i]).PadRight(widths[i])
            );
            output.WriteLine(string.Join(Gap, cells).TrimEnd());
        }
    }

    /// <summary>
    /// The columns that stand side by side: all of them, or where they do not fit as many as do, each time behind the names of
    /// the rows, which are the texts that come first.
    /// </summary>
    private List<int[]> Blocks()
    {
        int[] all = [.. Enumerable.Range(0, columns.Length)];
        if (LengthOf(Fitting(all)) <= Room || all.Length < 2)
        {
            return [all];
        }

        // Side by side nothing would be gained by texts that are cut until they all look the same.
        int[] widths = [.. all.Select(column => Math.Min(WidthOf(column), _right[column] ? int.MaxValue : WantedText))];
        int names = Math.Clamp(_right.TakeWhile(isFigure => !isFigure).Count(), 1, all.Length - 1);
        List<int[]> blocks = [];
        for (int next = names; next < all.Length; )
        {
            List<int> block = [.. all[..names]];
            do
            {
                block.Add(next++);
            } while (next < all.Length && LengthOf([.. block.Append(next).Select(column => widths[column])]) <= Room);
            blocks.Add([.. block]);
        }

        return blocks;
    }

    private int WidthOf(int column) => _rows.Max(row => row.Cells[column].Length);

    private static int LengthOf(int[] widths) => widths.Sum() + (Gap.Length * (widths.Length - 1));

    /// <summary>The widths of some columns: what is too wide is taken off the widest texts; figures are never cut.</summary>
    private int[] Fitting(int[] shown)
    {
        int[] widths = [.. shown.Select(WidthOf)];
        for (int excess = LengthOf(widths) - Room; excess > 0; excess--)
        {
            int widest = -1;
            for (int i = 0; i < widths.Length; i++)
            {
                bool isWider = !_right[shown[i]] && widths[i] > LeastText && (widest < 0 || widths[i] > widths[widest]);
                widest = isWider ? i : widest;
            }

            if (widest < 0)
            {
                break;
            }

            widths[widest]--;
        }

        return widths;
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

    private sealed record Row(string[] Cells, bool IsInDollars);
}
