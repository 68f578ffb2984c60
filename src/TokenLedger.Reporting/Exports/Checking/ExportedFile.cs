using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using TokenLedger.Reporting.Exports.Parquet;
using TokenLedger.Reporting.Exports.Rows;
using TokenLedger.Reporting.Exports.Statements;

namespace TokenLedger.Reporting.Exports.Checking;

/// <summary>Reads an export back, to sum its columns again. A row at a time, whatever its format.</summary>
internal static partial class ExportedFile
{
    /// <summary>Decimals in which sums are made: no summed column has more.</summary>
    private const int Decimals = 18;

    /// <summary>Rows, and the exact sums of columns.</summary>
    /// <param name="path">The file.</param>
    /// <param name="format">Its format as words have it.</param>
    /// <param name="names">The columns.</param>
    /// <exception cref="InvalidDataException">The file is not of that format.</exception>
    public static (long Rows, IReadOnlyDictionary<string, string> Sums) Sum(
        string path,
        string format,
        IReadOnlyCollection<string> names
    )
    {
        Dictionary<string, Int128> sums = names.ToDictionary(name => name, _ => Int128.Zero, StringComparer.Ordinal);
        long rows = 0;
        foreach (IEnumerable<KeyValuePair<string, string>> row in RowsOf(path, format))
        {
            rows++;
            foreach ((string name, string text) in row)
            {
                if (sums.TryGetValue(name, out Int128 sum) && text.Length > 0)
                {
                    sums[name] = checked(sum + Number(text, name));
                }
            }
        }

        return (
            rows,
            new SortedDictionary<string, string>(
                sums.ToDictionary(sum => sum.Key, sum => ExactDecimal.Format(sum.Value, Decimals)),
                StringComparer.Ordinal
            )
        );
    }

    private static IEnumerable<IEnumerable<KeyValuePair<string, string>>> RowsOf(string path, string format) =>
        format switch
        {
            "json" or "jsonl" => Objects(path),
            "parquet" or "focus-parquet" => Parquet(path),
            "html" => Statement(path),
            _ => Separated(path),
        };

    private static Int128 Number(string text, string name) =>
        ExactDecimal.TryParse(text, Decimals, out Int128 number)
            ? number
            : throw new InvalidDataException($"The column {name} holds '{text}', which is no number.");

    private static IEnumerable<IEnumerable<KeyValuePair<string, string>>> Separated(string path)
    {
        using StreamReader reader = new(path, Encoding.UTF8);
        List<string>? header = CsvRecords.Next(reader);
        while (header is not null && CsvRecords.Next(reader) is { } cells)
        {
            if (cells.Count != header.Count)
            {
                throw new InvalidDataException($"A row has {cells.Count} cells; the header has {header.Count}.");
            }

            yield return header.Zip(cells, KeyValuePair.Create);
        }
    }

    /// <summary>One object stands on each line, also in an array.</summary>
    private static IEnumerable<IEnumerable<KeyValuePair<string, string>>> Objects(string path)
    {
        foreach (string line in File.ReadLines(path))
        {
            string text = line.TrimEnd(',');
            if (text is "[" or "]" or "[]" or "")
            {
                continue;
            }

            using JsonDocument row = Parse(text);
            yield return row
                .RootElement.EnumerateObject()
                .Where(member => member.Value.ValueKind is JsonValueKind.String or JsonValueKind.Number)
                .Select(member => KeyValuePair.Create(member.Name, member.Value.ToString()));
        }
    }

    /// <summary>A row stands on each line that is marked as one; its numbers are the values of its data.</summary>
    private static IEnumerable<IEnumerable<KeyValuePair<string, string>>> Statement(string path) =>
        File.ReadLines(path)
            .Where(line => line.StartsWith(HtmlStatement.RowMark, StringComparison.Ordinal))
            .Select(line =>
                Data().Matches(line).Select(data => KeyValuePair.Create(data.Groups[1].Value, data.Groups[2].Value))
            );

    [GeneratedRegex("<data class=\"([a-z_]+)\" value=\"([^\"]*)\">")]
    private static partial Regex Data();

    private static JsonDocument Parse(string line)
    {
        try
        {
            return JsonDocument.Parse(line);
        }
        catch (JsonException wrong)
        {
            throw new InvalidDataException("A line is no JSON object: " + wrong.Message, wrong);
        }
    }

    private static IEnumerable<IEnumerable<KeyValuePair<string, string>>> Parquet(string path)
    {
        using FileStream file = File.OpenRead(path);
        ParquetFile parquet = ParquetFile.Open(file);
        foreach (Cell[] row in parquet.Read())
        {
            yield return row.Zip(parquet.Columns)
                .Where(cell => cell.First.IsThere)
                .Select(cell => KeyValuePair.Create(cell.Second.Name, CellText.Of(cell.First, cell.Second)));
        }
    }
}

/// <summary>Records of CSV, one by one.</summary>
internal static class CsvRecords
{
    /// <summary>The cells of the next record; null at the end.</summary>
    public static List<string>? Next(TextReader reader)
    {
        if (reader.Peek() < 0)
        {
            return null;
        }

        List<string> cells = [];
        StringBuilder cell = new();
        bool quoted = false;
        while (true)
        {
            int next = reader.Read();
            if (quoted && next == '"' && reader.Peek() == '"')
            {
                cell.Append('"');
                reader.Read();
            }
            else if (next == '"')
            {
                quoted = !quoted;
            }
            else if (next < 0 || (!quoted && next is ',' or '\n'))
            {
                cells.Add(cell.ToString());
                cell.Clear();
                if (next != ',')
                {
                    return cells;
                }
            }
            else if (quoted || next != '\r')
            {
                cell.Append((char)next);
            }
        }
    }
}
