using System.Globalization;
using System.Text.Json;

namespace TokenLedger.Reporting.Reconciliation.Exports;

/// <summary>One row of a table: its place, and its cells by column.</summary>
internal sealed class TableRow(string place, IReadOnlyDictionary<string, string> cells)
{
    public string Place { get; } = place;

    /// <summary>A cell; null when it is empty or the column is not there.</summary>
    public string? this[string? column] =>
        column is not null && cells.TryGetValue(column, out string? cell) && cell.Trim() is { Length: > 0 } text
            ? text
            : null;

    /// <summary>A complaint about a cell.</summary>
    public UnreadableExportException Wrong(string column, string what) =>
        new($"{Place}: {column} {what}. Correct the file or the mapping.");
}

/// <summary>A table of an export: separated columns with a header, or JSON objects.</summary>
internal sealed class ExportTable
{
    private static readonly char[] _separators = [',', ';', '\t'];

    private ExportTable(IReadOnlySet<string> columns, IReadOnlyList<TableRow> rows) =>
        (Columns, Rows) = (columns, rows);

    /// <summary>The columns; names are compared without case.</summary>
    public IReadOnlySet<string> Columns { get; }

    public IReadOnlyList<TableRow> Rows { get; }

    /// <summary>Reads a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="separator">The column separator; null to take the header's most frequent of comma, semicolon, tab.</param>
    public static ExportTable Read(ExportFile file, char? separator) =>
        file.IsJson ? OfJson(file) : OfText(file, separator);

    /// <exception cref="UnreadableExportException">The column is not there.</exception>
    public void Require(ExportFile file, string column)
    {
        if (!Columns.Contains(column))
        {
            string known = string.Join(", ", Columns.Take(40));
            throw new UnreadableExportException(
                $"{file.Name}: has no column '{column}'. Its columns are: {known}. Correct the mapping, or export the column."
            );
        }
    }

    private static ExportTable OfText(ExportFile file, char? separator)
    {
        string text = file.Text();
        List<(int Line, List<string> Cells)> records = SeparatedText.Read(
            file.Name,
            text,
            separator ?? SeparatorOf(text)
        );
        if (records.Count == 0)
        {
            throw new UnreadableExportException($"{file.Name}: is empty; its first line must name the columns.");
        }

        List<string> header = [.. records[0].Cells.Select(cell => cell.Trim())];
        HashSet<string> columns = new(StringComparer.OrdinalIgnoreCase);
        foreach (string column in header.Where(column => column.Length > 0))
        {
            if (!columns.Add(column))
            {
                throw new UnreadableExportException($"{file.Name} line 1: the column '{column}' stands twice.");
            }
        }

        return new(columns, [.. records.Skip(1).Select(record => Row(file, header, record.Line, record.Cells))]);
    }

    private static TableRow Row(ExportFile file, List<string> header, int line, List<string> cells)
    {
        string place = string.Create(CultureInfo.InvariantCulture, $"{file.Name} line {line}");
        if (cells.Count != header.Count)
        {
            throw new UnreadableExportException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{place}: has {cells.Count} cells where the header has {header.Count}. The file may be cut off, or have another separator."
                )
            );
        }

        Dictionary<string, string> named = new(StringComparer.OrdinalIgnoreCase);
        for (int i = 0; i < header.Count; i++)
        {
            if (header[i].Length > 0)
            {
                named.Add(header[i], cells[i]);
            }
        }

        return new(place, named);
    }

    private static char SeparatorOf(string text)
    {
        int end = text.IndexOf('\n', StringComparison.Ordinal);
        string header = end < 0 ? text : text[..end];
        return _separators.MaxBy(separator => header.Count(c => c == separator));
    }

    private static ExportTable OfJson(ExportFile file)
    {
        List<TableRow> rows = [];
        HashSet<string> columns = new(StringComparer.OrdinalIgnoreCase);
        foreach (JsonNode value in JsonNode.ReadAll(file))
        {
            AddJson(value, rows, columns);
        }

        return new(columns, rows);
    }

    private static void AddJson(JsonNode value, List<TableRow> rows, HashSet<string> columns)
    {
        if (value.Value.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement item in value.Value.EnumerateArray())
            {
                AddJson(new(item, value.Place), rows, columns);
            }

            return;
        }

        if (value.Value.ValueKind != JsonValueKind.Object)
        {
            throw value.Wrong("holds something that is not an object: rows must be objects");
        }

        if (value["data"] is { Value.ValueKind: JsonValueKind.Array } list)
        {
            AddJson(list with { Place = value.Place }, rows, columns);
            return;
        }

        Dictionary<string, string> cells = new(StringComparer.OrdinalIgnoreCase);
        foreach (JsonProperty member in value.Value.EnumerateObject())
        {
            columns.Add(member.Name);
            if (member.Value.ValueKind != JsonValueKind.Null)
            {
                cells[member.Name] =
                    member.Value.ValueKind == JsonValueKind.String
                        ? member.Value.GetString()!
                        : member.Value.GetRawText();
            }
        }

        rows.Add(new(string.Create(CultureInfo.InvariantCulture, $"{value.Place} row {rows.Count + 1}"), cells));
    }
}
