using System.Buffers;
using System.Text;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using TokenLedger.Reporting.Columns;
using TokenLedger.Reporting.Exports.Rows;
using TokenLedger.Reporting.Projections;
using TokenLedger.Reporting.Queries;

namespace TokenLedger.Reporting.Exports.Sheets;

/// <summary>Whose a row is and what it is about: every dimension, by its name in reports, and the tags.</summary>
internal sealed class RowNames(SqliteConnection connection) : IDisposable
{
    private readonly RecentTexts _texts = new(connection);
    private readonly ArrayBufferWriter<byte> _buffer = new();

    /// <summary>The columns: the dimensions, then the tags.</summary>
    public static IReadOnlyList<ExportColumn> Columns { get; } =
    [
        .. Dimensions.Columns.Select(name => new ExportColumn(name == "api_key" ? "key" : name)),
        new ExportColumn("tags", ColumnKind.Json),
    ];

    /// <summary>The value of a dimension; null for none.</summary>
    public string? Of(ColumnRow row, int dimension) => _texts.Of(row.Values[ColumnLayout.OfDimension(dimension)]);

    /// <summary>Writes the cells.</summary>
    public void Fill(ColumnRow row, Span<Cell> cells)
    {
        for (int i = 0; i < Dimensions.Count; i++)
        {
            cells[i] = Cell.Of(Of(row, i));
        }

        cells[Dimensions.Count] = Cell.Of(TagsOf(row));
    }

    /// <summary>The tags by their names, in order.</summary>
    public IEnumerable<KeyValuePair<string, string>> Tags(ColumnRow row) =>
        row
            .Tags.Select(tag => KeyValuePair.Create(_texts.Of(tag.Key)!, _texts.Of(tag.Value)!))
            .OrderBy(tag => tag.Key, StringComparer.Ordinal);

    /// <inheritdoc/>
    public void Dispose() => _texts.Dispose();

    /// <summary>The tags as a JSON object; null for none.</summary>
    private string? TagsOf(ColumnRow row) => row.Tags.Count == 0 ? null : JsonText.Of(_buffer, Tags(row));
}

/// <summary>Small JSON objects of texts.</summary>
internal static class JsonText
{
    /// <summary>An object with these members.</summary>
    public static string Of(ArrayBufferWriter<byte> buffer, IEnumerable<KeyValuePair<string, string>> members)
    {
        buffer.ResetWrittenCount();
        using (Utf8JsonWriter json = new(buffer))
        {
            json.WriteStartObject();
            foreach ((string name, string value) in members)
            {
                json.WriteString(name, value);
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
