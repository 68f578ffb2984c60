using System.Globalization;
using System.Text.Json;

namespace TokenLedger.Reporting.Reconciliation.Exports;

/// <summary>A JSON value that knows where it stands, so that every complaint names its place.</summary>
internal readonly record struct JsonNode(JsonElement Value, string Place)
{
    /// <summary>All values of a file: one, or one after the other.</summary>
    public static List<JsonNode> ReadAll(ExportFile file)
    {
        ReadOnlyMemory<byte> bytes = file.Bytes.Span.StartsWith("\uFEFF"u8) ? file.Bytes[3..] : file.Bytes;
        Utf8JsonReader reader = new(
            bytes.Span,
            new JsonReaderOptions { AllowMultipleValues = true, AllowTrailingCommas = false }
        );
        List<JsonNode> values = [];
        try
        {
            while (reader.Read())
            {
                using JsonDocument document = JsonDocument.ParseValue(ref reader);
                values.Add(new(document.RootElement.Clone(), file.Name));
            }
        }
        catch (JsonException wrong)
        {
            throw new UnreadableExportException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{file.Name}: is not JSON: it goes wrong at line {(wrong.LineNumber ?? 0) + 1}, byte {(wrong.BytePositionInLine ?? 0) + 1}. Export it again, or give the whole file."
                )
            );
        }

        return values.Count > 0
            ? values
            : throw new UnreadableExportException($"{file.Name}: is empty. Export it again.");
    }

    /// <summary>A member that is there and not null.</summary>
    public JsonNode? this[string name] =>
        Value.ValueKind == JsonValueKind.Object
        && Value.TryGetProperty(name, out JsonElement member)
        && member.ValueKind != JsonValueKind.Null
            ? new(member, $"{Place}: {name}")
            : null;

    /// <summary>The items of a list that must be there.</summary>
    public IEnumerable<JsonNode> List(string name)
    {
        JsonNode list = this[name] ?? throw Wrong($"has no list '{name}'");
        if (list.Value.ValueKind != JsonValueKind.Array)
        {
            throw list.Wrong("is not a list");
        }

        string place = Place;
        return list.Value.EnumerateArray().Select((item, i) => new JsonNode(item, $"{place}: {name}[{i}]"));
    }

    /// <summary>A text; null when absent.</summary>
    public string? Text(string name) =>
        this[name] is not { } member ? null
        : member.Value.ValueKind == JsonValueKind.String ? member.Value.GetString()
        : throw member.Wrong("must be a text");

    /// <summary>An exact number, written as a number or a text; null when absent.</summary>
    public decimal? Number(string name)
    {
        if (this[name] is not { } member)
        {
            return null;
        }

        string? text = member.Value.ValueKind switch
        {
            JsonValueKind.Number => member.Value.GetRawText(),
            JsonValueKind.String => member.Value.GetString(),
            _ => null,
        };
        return (text is null ? null : ExactAmount.Number(text)) ?? throw member.Wrong("must be a decimal number");
    }

    /// <summary>A count: a number that is not negative; zero when absent.</summary>
    public decimal Count(string name) =>
        Number(name) is not { } count ? 0
        : count >= 0 ? count
        : throw this[name]!.Value.Wrong($"is {count}, but usage cannot be negative");

    /// <summary>A complaint about this place.</summary>
    public UnreadableExportException Wrong(string what) =>
        new($"{Place} {what}. Export it again, or correct the file.");
}
