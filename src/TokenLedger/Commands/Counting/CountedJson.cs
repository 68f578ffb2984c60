using System.Text.Json;
using TokenLedger.Accounting.Tokens;

namespace TokenLedger.Commands.Counting;

/// <summary>A count as members of a JSON object: an estimate says so, and how far it may be off.</summary>
internal static class CountedJson
{
    /// <summary>Writes the count, and for an estimate its ratio and error.</summary>
    public static void Write(Utf8JsonWriter writer, TokenCounter counter, long count)
    {
        writer.WriteNumber("count", count);
        if (!counter.IsExact)
        {
            writer.WriteBoolean("estimated", true);
            writer.WriteNumber("ratio_percent", counter.RatioPercent);
            writer.WriteNumber("error_percent", counter.ErrorPercent);
        }
    }
}
