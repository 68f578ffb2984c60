using System.Text.Json;
using TokenLedger.Accounting.Metering;
using TokenLedger.Accounting.Money;
using TokenLedger.Accounting.Rates;

namespace TokenLedger.Ledger.Entries;

/// <summary>
/// Reads canonical bytes back into an <see cref="Entry"/>. Members it does not know are skipped, so entries of a newer
/// version can be read. It does not judge the canonical form; verification does.
/// </summary>
public static class EntryReader
{
    /// <summary>Reads one entry.</summary>
    /// <exception cref="FormatException">The bytes are not an entry.</exception>
    public static Entry Parse(ReadOnlySpan<byte> bytes)
    {
        try
        {
            Utf8JsonReader json = new(bytes);
            EntryFields fields = new();
            Step(ref json, JsonTokenType.StartObject);
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                string name = SharedTexts.Read(ref json);
                json.Read();
                fields.Read(name, ref json);
            }

            return fields.ToEntry();
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException or OverflowException)
        {
            throw new FormatException("The bytes are not an entry: " + wrong.Message, wrong);
        }
    }

    internal static void Step(ref Utf8JsonReader json, JsonTokenType expected)
    {
        if (!json.Read() || json.TokenType != expected)
        {
            throw new FormatException($"The bytes are not an entry: {expected} expected.");
        }
    }

    internal static List<string> Texts(ref Utf8JsonReader json)
    {
        List<string> values = [];
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            values.Add(SharedTexts.Read(ref json));
        }

        return values;
    }

    internal static List<KeyValuePair<string, string>> Pairs(ref Utf8JsonReader json)
    {
        List<KeyValuePair<string, string>> pairs = [];
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            string name = SharedTexts.Read(ref json);
            json.Read();
            pairs.Add(new(name, json.GetString()!));
        }

        return pairs;
    }

    internal static Hold ReadHold(ref Utf8JsonReader json)
    {
        HoldEstimate bound = ReadBound(ref json, out HoldEstimate? expected);
        return new Hold(bound.InputTokens, bound.OutputTokens, bound.Amount) { Expected = expected };
    }

    private static HoldEstimate ReadBound(ref Utf8JsonReader json, out HoldEstimate? expected)
    {
        long input = 0;
        long output = 0;
        Usd? amount = null;
        expected = null;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            string name = SharedTexts.Read(ref json);
            json.Read();
            switch (name)
            {
                case "expected":
                    expected = ReadBound(ref json, out _);
                    break;
                case "input_tokens":
                    input = json.GetInt64();
                    break;
                case "output_tokens":
                    output = json.GetInt64();
                    break;
                case "usd":
                    amount = Money(ref json);
                    break;
                default:
                    json.Skip();
                    break;
            }
        }

        return new HoldEstimate(input, output, amount);
    }

    internal static PromptParts ReadParts(ref Utf8JsonReader json)
    {
        long system = 0;
        long user = 0;
        long model = 0;
        long tool = 0;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            string name = SharedTexts.Read(ref json);
            json.Read();
            switch (name)
            {
                case "model":
                    model = json.GetInt64();
                    break;
                case "system":
                    system = json.GetInt64();
                    break;
                case "tool":
                    tool = json.GetInt64();
                    break;
                case "user":
                    user = json.GetInt64();
                    break;
                default:
                    json.Skip();
                    break;
            }
        }

        return new PromptParts(system, user, model, tool);
    }

    internal static List<LineItem> Lines(ref Utf8JsonReader json)
    {
        List<LineItem> lines = [];
        while (json.Read() && json.TokenType == JsonTokenType.StartObject)
        {
            lines.Add(Line(ref json));
        }

        return lines;
    }

    private static LineItem Line(ref Utf8JsonReader json)
    {
        string meter = "";
        string? rate = null,
            pricedAs = null,
            rateId = null;
        int? error = null;
        long per = 0;
        decimal quantity = 0;
        decimal? billed = null;
        Usd? amount = null;
        Provenance source = Provenance.Reported;
        IReadOnlyList<string> multipliers = [];
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            string name = SharedTexts.Read(ref json);
            json.Read();
            switch (name)
            {
                case "billed_quantity":
                    billed = Quantity(ref json);
                    break;
                case "error_percent":
                    error = json.GetInt32();
                    break;
                case "meter":
                    meter = SharedTexts.Read(ref json);
                    break;
                case "multipliers":
                    multipliers = Texts(ref json);
                    break;
                case "per":
                    per = json.GetInt64();
                    break;
                case "priced_as":
                    pricedAs = SharedTexts.Read(ref json);
                    break;
                case "quantity":
                    quantity = Quantity(ref json);
                    break;
                case "rate":
                    rate = SharedTexts.Read(ref json);
                    break;
                case "rate_id":
                    rateId = SharedTexts.Read(ref json);
                    break;
                case "source":
                    source = (Provenance)Named(ref json, EntryNames.Provenances);
                    break;
                case "usd":
                    amount = Money(ref json);
                    break;
                default:
                    json.Skip();
                    break;
            }
        }

        return new LineItem
        {
            Meter = meter,
            Quantity = quantity,
            Provenance = source,
            ErrorPercent = error,
            Rate = rate,
            Per = per,
            PricedAs = pricedAs,
            Multipliers = multipliers,
            BilledQuantity = billed,
            RateId = rateId,
            Amount = amount,
        };
    }

    internal static int Named(ref Utf8JsonReader json, string[] names)
    {
        string name = SharedTexts.Read(ref json);
        int value = Array.IndexOf(names, name);
        return value >= 0 ? value : throw new FormatException($"The entry holds an unknown name '{name}'.");
    }

    internal static Usd Money(ref Utf8JsonReader json) =>
        Usd.TryParse(json.GetString(), out Usd amount)
            ? amount
            : throw new FormatException($"The entry holds an amount that is not exact: '{json.GetString()}'.");

    internal static DateTimeOffset Time(ref Utf8JsonReader json) =>
        EntryTime.TryParse(json.ValueSpan, out long microseconds)
            ? EntryTime.Instant(microseconds)
            : throw new FormatException($"The entry holds a malformed instant: '{json.GetString()}'.");

    private static decimal Quantity(ref Utf8JsonReader json) =>
        ExactNumber.TryParse(json.GetString()!, out decimal quantity)
            ? quantity
            : throw new FormatException($"The entry holds a malformed quantity: '{json.GetString()}'.");
}
