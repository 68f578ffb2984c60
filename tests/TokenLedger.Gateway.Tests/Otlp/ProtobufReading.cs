using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace TokenLedger.Gateway.Tests.Otlp;

/// <summary>
/// Reads OTLP's protobuf into the JSON that the specification says is its equal. The fields are written down here once
/// more, from the published .proto files, and apart from the code that writes them.
/// </summary>
internal static class ProtobufReading
{
    private static readonly Dictionary<string, (string Name, string Type)> s_fields = new()
    {
        ["Traces/1"] = ("resourceSpans", "[ResourceSpans"),
        ["ResourceSpans/1"] = ("resource", "Resource"),
        ["ResourceSpans/2"] = ("scopeSpans", "[ScopeSpans"),
        ["ScopeSpans/1"] = ("scope", "Scope"),
        ["ScopeSpans/2"] = ("spans", "[Span"),
        ["Span/1"] = ("traceId", "hex"),
        ["Span/2"] = ("spanId", "hex"),
        ["Span/4"] = ("parentSpanId", "hex"),
        ["Span/5"] = ("name", "string"),
        ["Span/6"] = ("kind", "enum"),
        ["Span/7"] = ("startTimeUnixNano", "fixed64"),
        ["Span/8"] = ("endTimeUnixNano", "fixed64"),
        ["Span/9"] = ("attributes", "[KeyValue"),
        ["Span/15"] = ("status", "Status"),
        ["Status/2"] = ("message", "string"),
        ["Status/3"] = ("code", "enum"),
        ["Resource/1"] = ("attributes", "[KeyValue"),
        ["Scope/1"] = ("name", "string"),
        ["Scope/2"] = ("version", "string"),
        ["KeyValue/1"] = ("key", "string"),
        ["KeyValue/2"] = ("value", "AnyValue"),
        ["AnyValue/1"] = ("stringValue", "string"),
        ["AnyValue/2"] = ("boolValue", "bool"),
        ["AnyValue/3"] = ("intValue", "int64"),
        ["AnyValue/4"] = ("doubleValue", "double"),
        ["AnyValue/5"] = ("arrayValue", "ArrayValue"),
        ["ArrayValue/1"] = ("values", "[AnyValue"),
        ["Metrics/1"] = ("resourceMetrics", "[ResourceMetrics"),
        ["ResourceMetrics/1"] = ("resource", "Resource"),
        ["ResourceMetrics/2"] = ("scopeMetrics", "[ScopeMetrics"),
        ["ScopeMetrics/1"] = ("scope", "Scope"),
        ["ScopeMetrics/2"] = ("metrics", "[Metric"),
        ["Metric/1"] = ("name", "string"),
        ["Metric/3"] = ("unit", "string"),
        ["Metric/7"] = ("sum", "Sum"),
        ["Metric/9"] = ("histogram", "Histogram"),
        ["Sum/1"] = ("dataPoints", "[NumberDataPoint"),
        ["Sum/2"] = ("aggregationTemporality", "enum"),
        ["Sum/3"] = ("isMonotonic", "bool"),
        ["NumberDataPoint/2"] = ("startTimeUnixNano", "fixed64"),
        ["NumberDataPoint/3"] = ("timeUnixNano", "fixed64"),
        ["NumberDataPoint/4"] = ("asDouble", "double"),
        ["NumberDataPoint/7"] = ("attributes", "[KeyValue"),
        ["Histogram/1"] = ("dataPoints", "[HistogramDataPoint"),
        ["Histogram/2"] = ("aggregationTemporality", "enum"),
        ["HistogramDataPoint/2"] = ("startTimeUnixNano", "fixed64"),
        ["HistogramDataPoint/3"] = ("timeUnixNano", "fixed64"),
        ["HistogramDataPoint/4"] = ("count", "fixed64"),
        ["HistogramDataPoint/5"] = ("sum", "double"),
        ["HistogramDataPoint/6"] = ("bucketCounts", "packed fixed64"),
        ["HistogramDataPoint/7"] = ("explicitBounds", "packed double"),
        ["HistogramDataPoint/9"] = ("attributes", "[KeyValue"),
    };

    /// <summary>Reads a message ("Traces" or "Metrics").</summary>
    public static JsonObject Read(ReadOnlySpan<byte> bytes, string message)
    {
        JsonObject read = [];
        while (!bytes.IsEmpty)
        {
            ulong tag = Varint(ref bytes);
            (string name, string type) = s_fields[$"{message}/{tag >> 3}"];
            JsonNode value = (tag & 7) switch
            {
                0 => Number(Varint(ref bytes), type),
                1 => Eight(Take(ref bytes, 8), type),
                2 => Delimited(Take(ref bytes, (int)Varint(ref bytes)), type),
                _ => throw new FormatException($"{message} holds a field of an unknown wire type."),
            };
            if (type[0] != '[')
            {
                read.Add(name, value);
                continue;
            }

            if (read[name] is not JsonArray list)
            {
                read[name] = list = [];
            }

            list.Add(value);
        }

        return read;
    }

    private static JsonValue Number(ulong value, string type) =>
        type switch
        {
            "bool" => JsonValue.Create(value != 0),
            "enum" => JsonValue.Create((int)value),
            _ => JsonValue.Create(((long)value).ToString(CultureInfo.InvariantCulture)),
        };

    private static JsonValue Eight(ReadOnlySpan<byte> bytes, string type) =>
        type == "double"
            ? JsonValue.Create(BinaryPrimitives.ReadDoubleLittleEndian(bytes))
            : JsonValue.Create(BinaryPrimitives.ReadUInt64LittleEndian(bytes).ToString(CultureInfo.InvariantCulture));

    private static JsonNode Delimited(ReadOnlySpan<byte> bytes, string type)
    {
        switch (type)
        {
            case "string":
                return JsonValue.Create(Encoding.UTF8.GetString(bytes));
            case "hex":
                return JsonValue.Create(Convert.ToHexStringLower(bytes));
            case "packed fixed64" or "packed double":
                JsonArray list = [];
                while (!bytes.IsEmpty)
                {
                    list.Add((JsonNode)Eight(Take(ref bytes, 8), type["packed ".Length..]));
                }

                return list;
            default:
                return Read(bytes, type.TrimStart('['));
        }
    }

    private static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> bytes, int count)
    {
        ReadOnlySpan<byte> taken = bytes[..count];
        bytes = bytes[count..];
        return taken;
    }

    private static ulong Varint(ref ReadOnlySpan<byte> bytes)
    {
        ulong value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte next = bytes[0];
            bytes = bytes[1..];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }
    }
}
