using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using TokenLedger.Accounting.Rates;

namespace TokenLedger.Commands.Rates;

/// <summary>Rows as JSON: prices and conditions in the shape of a rate table, amounts as texts.</summary>
internal static class RateRowJson
{
    private static readonly JsonWriterOptions Layout = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Indented = true,
    };

    /// <summary>A document as text, with a line break at its end.</summary>
    public static string Document(Action<Utf8JsonWriter> write)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter writer = new(buffer, Layout))
        {
            write(writer);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan) + "\n";
    }

    /// <summary>The members of a row, into an object that is open.</summary>
    public static void Members(Utf8JsonWriter writer, RateRow row)
    {
        writer.WriteString("row", row.RateId);
        Instant(writer, "from", row.From);
        Instant(writer, "to", row.To);
        if (row.ContextWindow is long window)
        {
            writer.WriteNumber("context_window", window);
        }

        writer.WriteString("clock", row.ByCompletion ? "completion" : "request");
        Flag(writer, "free", row.Free);
        Flag(writer, "self_hosted", row.SelfHosted);
        Flag(writer, "bucket", row.Bucket);
        if (row.NativeCurrency is not null)
        {
            writer.WriteString("native_currency", row.NativeCurrency);
        }

        Prices(writer, row.Prices);
        Multipliers(writer, row);
        if (row.CacheWriteDefaultTtl is not null)
        {
            writer.WriteString("cache_write_default_ttl", row.CacheWriteDefaultTtl);
        }

        Details(writer, row);
    }

    /// <summary>An instant, or null for an open span.</summary>
    public static void Instant(Utf8JsonWriter writer, string name, DateTimeOffset? instant) =>
        writer.WriteString(name, instant is null ? null : RateText.Of(instant.Value));

    private static void Prices(Utf8JsonWriter writer, IReadOnlyList<RatePrice> prices)
    {
        writer.WriteStartArray("prices");
        foreach (RatePrice price in prices)
        {
            writer.WriteStartObject();
            writer.WriteString("meter", price.Meter);
            writer.WriteString("usd", price.Usd);
            writer.WriteNumber("per", price.Per);
            When(writer, price.When);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void Multipliers(Utf8JsonWriter writer, RateRow row)
    {
        if (row.Multipliers.Count == 0)
        {
            return;
        }

        writer.WriteStartArray("multipliers");
        foreach (RateMultiplier multiplier in row.Multipliers)
        {
            writer.WriteStartObject();
            writer.WriteString("dimension", multiplier.Dimension);
            When(writer, multiplier.When);
            writer.WriteString("times", multiplier.Times);
            Texts(writer, "meters", multiplier.Meters);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void When(Utf8JsonWriter writer, IReadOnlyList<RateCondition> when)
    {
        if (when.Count > 0)
        {
            writer.WritePropertyName("when");
            writer.WriteRawValue(RateTableWriter.When(when));
        }
    }

    private static void Details(Utf8JsonWriter writer, RateRow row)
    {
        if (row.Minimums.Count > 0)
        {
            writer.WriteStartObject("minimums");
            foreach ((string meter, decimal least) in row.Minimums)
            {
                writer.WriteString(meter, Pricing.PricedJson.Number(least));
            }

            writer.WriteEndObject();
        }

        if (row.OncePerPrompt.Count > 0)
        {
            Texts(writer, "once_per_prompt", row.OncePerPrompt);
        }

        writer.WriteString("confidence", row.Confidence);
        Texts(writer, "sources", row.Sources);
        if (row.Note is not null)
        {
            writer.WriteString("note", row.Note);
        }
    }

    private static void Texts(Utf8JsonWriter writer, string name, IReadOnlyList<string> texts)
    {
        writer.WriteStartArray(name);
        foreach (string text in texts)
        {
            writer.WriteStringValue(text);
        }

        writer.WriteEndArray();
    }

    private static void Flag(Utf8JsonWriter writer, string name, bool set)
    {
        if (set)
        {
            writer.WriteBoolean(name, true);
        }
    }
}
