using System.Text;

namespace TokenLedger.Commands.Output;

/// <summary>A table for people: columns as wide as their widest cell, texts to the left, figures to the right.</summary>
/// <param name="columns">Titles; one that begins with '&gt;' is a column of figures.</param>
internal sealed class Table(params string[] columns)
{
    private const string Gap = "  ";

    private readonly bool[] _right = [.. columns.Select(column => column.StartsWith('>'))];
    private readonly List<string[]> _rows =
    [
        [.. columns.Select(column => column.TrimStart('>'))],
    ];

    /// <summary>Longest text cell; more is cut with an ellipsis.</summary>
    public int MostText { get; init; } = 40;

    public void Add(params string[] cells) =>
        _rows.Add([.. cells.Select((cell, i) => _right[i] ? cell : Cut(Plain(cell)))]);

    public void WriteTo(TextWriter output)
    {
        int[] widths = [.. columns.Select((_, i) => _rows.Max(row => row[i].Length))];
        foreach (string[] row in _rows)
        {
            StringBuilder line = new();
            for (int i = 0; i < row.Length; i++)
            {
                line.Append(i == 0 ? "" : Gap);
                line.Append(_right[i] ? row[i].PadLeft(widths[i]) : row[i].PadRight(widths[i]));
            }

            output.WriteLine(line.ToString().TrimEnd());
        }
    }

    private string Cut(string cell) => cell.Length <= MostText ? cell : cell[..(MostText - 1)] + "…";

    /// <summary>Names come from callers: control characters must not reach a terminal.</summary>
    private static string Plain(string cell) =>
        cell.AsSpan().ContainsAnyInRange('\0', '\u001f') || cell.AsSpan().ContainsAnyInRange('\u007f', '\u009f')
            ? string.Concat(cell.Select(character => char.IsControl(character) ? '?' : character))
            : cell;
}
