using System.Text.Json;
using TokenLedger.Accounting.Tokens;

namespace TokenLedger.Commands.Counting;

/// <summary>A count as members of a JSON object: an estimate says so, and how far it may be off.</summary>
internal static class CountedJson
{
    /// <summary>Writes the count, and for an estimate its error.</summary>
    public static void Write(Utf8JsonWriter writer, TokenCounter counter, TokenEstimate count)
    {
        writer.WriteNumber("count", count.Tokens);
        if (!counter.IsExact)
        {
            writer.WriteBoolean("estimated", true);
            writer.WriteNumber("error_percent", count.ErrorPercent);
        }
    }
}
