using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using TokenLedger.Accounting.Metering;
using TokenLedger.Accounting.Money;
using TokenLedger.Accounting.Rates;

namespace TokenLedger.Commands.Pricing;

/// <summary>One line of JSON for one priced exchange: amounts are texts, null when unpriced.</summary>
public static class PricedJson
{
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes the line, without a line break.</summary>
    public static string Line(PricedExchange priced)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter writer = new(buffer, Plain))
        {
            Write(writer, priced);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>All flags of a priced exchange in alphabetical order, each once.</summary>
    public static IReadOnlyList<string> AllFlags(PricedExchange priced) =>
        [.. priced.Usage.Flags.Concat(priced.Bill.Flags).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>The name of a usage source.</summary>
    public static string SourceName(UsageSource source) =>
        source switch
        {
            UsageSource.Provider => "provider",
            UsageSource.ProviderPartial => "provider_partial",
            UsageSource.Estimated => "estimated",
            _ => "none",
        };

    /// <summary>The name of what decided the charge.</summary>
    public static string BasisName(CostBasis basis) =>
        basis switch
        {
            CostBasis.ProviderReported => "provider_reported",
            CostBasis.Prepaid => "prepaid",
            _ => "computed",
        };

    /// <summary>A quantity without trailing zeros.</summary>
    public static string Number(decimal quantity) =>
        quantity.ToString("0.############################", CultureInfo.InvariantCulture);

    private static void Write(Utf8JsonWriter writer, PricedExchange priced)
    {
        (Exchange exchange, UsageReport usage, Bill bill, _) = priced;
        writer.WriteStartObject();
        writer.WriteString("id", exchange.Id);
        writer.WriteString("model", bill.Model);
        writer.WriteString("served_model", usage.ServedModel ?? exchange.Model);
        writer.WriteString("usage_source", SourceName(usage.Source));
        WriteConditions(writer, usage);
        writer.WriteStartArray("lines");
        foreach (LineItem line in bill.Lines)
        {
            WriteLine(writer, line);
        }

        writer.WriteEndArray();
        WriteAmount(writer, "total_usd", bill.Total);
        WriteAmount(writer, "known_usd", bill.Known);
        writer.WriteString("cost_basis", BasisName(bill.CostBasis));
        writer.WriteString("provider_cost_usd", usage.ProviderCostUsd is decimal cost ? Number(cost) : null);
        writer.WriteStartArray("flags");
        foreach (string flag in AllFlags(priced))
        {
            writer.WriteStringValue(flag);
        }

        writer.WriteEndArray();
        WriteEstimate(writer, priced.Estimate);
        writer.WriteEndObject();
    }

    private static void WriteConditions(Utf8JsonWriter writer, UsageReport usage)
    {
        writer.WriteStartObject("conditions");
        if (usage.ContextTokens is long context)
        {
            writer.WriteNumber("context_tokens", context);
        }

        foreach ((string name, string value) in usage.Conditions)
        {
            writer.WriteString(name, value);
        }

        writer.WriteEndObject();
    }

    private static void WriteLine(Utf8JsonWriter writer, LineItem line)
    {
        writer.WriteStartObject();
        writer.WriteString("meter", line.Meter);
        writer.WriteString("quantity", Number(line.Quantity));
        writer.WriteString("rate", line.Rate);
        if (line.Per > 0)
        {
            writer.WriteNumber("per", line.Per);
        }
        else
        {
            writer.WriteNull("per");
        }

        WriteAmount(writer, "usd", line.Amount);
        writer.WriteString("priced_as", line.PricedAs);
        WriteAdjustments(writer, line);
        writer.WriteEndObject();
    }

    /// <summary>What else went into the amount; left out where nothing did.</summary>
    private static void WriteAdjustments(Utf8JsonWriter writer, LineItem line)
    {
        if (line.Multipliers.Count > 0)
        {
            writer.WriteStartArray("multipliers");
            foreach (string multiplier in line.Multipliers)
            {
                writer.WriteStringValue(multiplier);
            }

            writer.WriteEndArray();
        }

        if (line.BilledQuantity is decimal billed)
        {
            writer.WriteString("billed_quantity", Number(billed));
        }

        WriteError(writer, line);
    }

    /// <summary>How far an estimate may be off; left out where nothing is estimated.</summary>
    private static void WriteError(Utf8JsonWriter writer, LineItem line)
    {
        if (line.ErrorPercent is int error)
        {
            writer.WriteNumber("error_percent", error);
        }
    }

    private static void WriteEstimate(Utf8JsonWriter writer, IReadOnlyList<LineItem> estimate)
    {
        if (estimate.Count == 0)
        {
            return;
        }

        writer.WriteStartArray("estimate");
        foreach (LineItem line in estimate)
        {
            writer.WriteStartObject();
            writer.WriteString("meter", line.Meter);
            writer.WriteString("quantity", Number(line.Quantity));
            WriteAmount(writer, "usd", line.Amount);
            WriteError(writer, line);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteAmount(Utf8JsonWriter writer, string name, Usd? amount) =>
        writer.WriteString(name, amount?.ToString());
}
