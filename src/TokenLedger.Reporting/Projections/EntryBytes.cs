using System.Text.Json;
using System.Text.Json.Serialization;
using TokenLedger.Accounting.Money;
using TokenLedger.Ledger.Entries;

namespace TokenLedger.Reporting.Projections;

internal static class EntryBytes
{
    internal static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower), new UsdConverter() },
    };

    public static Entry Read(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            return JsonSerializer.Deserialize<Entry>(bytes.Span, Options)!;
        }
        catch (JsonException e)
        {
            throw new FormatException(e.Message);
        }
    }

    private sealed class UsdConverter : JsonConverter<Usd>
    {
        public override Usd Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            Usd.TryParse(reader.GetString(), out Usd v) ? v : throw new JsonException("not an amount");

        public override void Write(Utf8JsonWriter writer, Usd value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString());
    }
}
