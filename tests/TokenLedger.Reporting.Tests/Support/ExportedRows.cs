using System.Text.Json;
using TokenLedger.Reporting.Exports;
using TokenLedger.Reporting.Exports.Checking;
using TokenLedger.Reporting.Exports.Parquet;
using TokenLedger.Reporting.Exports.Rows;
using TokenLedger.Reporting.Queries;

namespace TokenLedger.Reporting.Tests.Support;

/// <summary>Exports read back: each row by the names of its columns; what is not there is left out.</summary>
internal static class ExportedRows
{
    /// <summary>What an export of a question writes.</summary>
    public static async Task<(byte[] File, ExportManifest Manifest)> WriteAsync(Folded folded, ExportQuery query)
    {
        using MemoryStream to = new();
        ExportManifest manifest = await folded.Views.ExportAsync(
            query,
            folded.Source,
            to,
            Now,
            TestContext.Current.CancellationToken
        );
        return (to.ToArray(), manifest);
    }

    /// <summary>When exports are made here: after every history.</summary>
    public static DateTimeOffset Now { get; } = new(2026, 12, 20, 0, 0, 0, default);

    /// <summary>A question made of words: "rows=calls format=csv".</summary>
    public static ExportQuery Query(string words, ExportTerms? terms = null) =>
        Read(words, terms, out string? problem) ?? throw new FormatException(problem);

    /// <summary>The same; null with a problem when the words make no sense.</summary>
    public static ExportQuery? Read(string words, ExportTerms? terms, out string? problem)
    {
        (string Name, string Value)[] all =
        [
            .. words.Split(' ').Select(word => word.Split('=', 2)).Select(pair => (pair[0], pair[1])),
        ];
        SliceWords read = new(name => [.. all.Where(word => word.Name == name).Select(word => word.Value)]);
        return ExportWords.Read(read, terms ?? new(), Now, out problem);
    }

    /// <summary>The rows of a file.</summary>
    public static IReadOnlyList<IReadOnlyDictionary<string, string>> Of(byte[] file, ExportFormat format) =>
        format switch
        {
            ExportFormat.Csv => Separated(file),
            ExportFormat.Parquet => Parquet(file),
            ExportFormat.Json => Objects(JsonElement.Parse(file).EnumerateArray()),
            _ => Objects(
                System
                    .Text.Encoding.UTF8.GetString(file)
                    .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                    .Select(line => JsonElement.Parse(line))
            ),
        };

    private static List<IReadOnlyDictionary<string, string>> Separated(byte[] file)
    {
        using StreamReader reader = new(new MemoryStream(file));
        List<string> header = CsvRecords.Next(reader)!;
        List<IReadOnlyDictionary<string, string>> rows = [];
        while (CsvRecords.Next(reader) is { } cells)
        {
            rows.Add(
                header
                    .Zip(cells)
                    .Where(cell => cell.Second.Length > 0)
                    .ToDictionary(cell => cell.First, cell => cell.Second, StringComparer.Ordinal)
            );
        }

        return rows;
    }

    private static List<IReadOnlyDictionary<string, string>> Parquet(byte[] file)
    {
        ParquetFile read = ParquetFile.Open(new MemoryStream(file));
        return
        [
            .. read.Read()
                .Select(row =>
                    row.Zip(read.Columns)
                        .Where(cell => cell.First.IsThere)
                        .ToDictionary(
                            cell => cell.Second.Name,
                            cell => CellText.Of(cell.First, cell.Second),
                            StringComparer.Ordinal
                        )
                ),
        ];
    }

    private static List<IReadOnlyDictionary<string, string>> Objects(IEnumerable<JsonElement> rows) =>
        [
            .. rows.Select(row =>
                row.EnumerateObject()
                    .ToDictionary(member => member.Name, member => member.Value.ToString(), StringComparer.Ordinal)
            ),
        ];
}
