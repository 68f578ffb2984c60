using System.Text;
using System.Text.Json;

namespace TokenLedger.Accounting.Metering.Reading;

/// <summary>Finds the tools a model asked for, where a dialect wraps each call in an object of its own.</summary>
internal static class ToolNames
{
    /// <summary>Takes the "name" inside every object that stands under <paramref name="call"/>, at any depth.</summary>
    public static void Read(ReadOnlySpan<byte> json, ReadOnlySpan<byte> call, ServedFacts served)
    {
        try
        {
            Utf8JsonReader reader = new(json);
            while (reader.Read())
            {
                if (reader.TokenType == JsonTokenType.PropertyName && reader.ValueSpan.SequenceEqual(call))
                {
                    ReadCall(ref reader, served);
                }
            }
        }
        catch (JsonException)
        {
            // The tools' names are a courtesy; the usage stands elsewhere.
        }
    }

    private static void ReadCall(ref Utf8JsonReader reader, ServedFacts served)
    {
        bool misshapen = false;
        if (!JsonStep.Enter(ref reader, ref misshapen))
        {
            return;
        }

        while (JsonStep.NextMember(ref reader))
        {
            bool name = reader.ValueSpan.SequenceEqual("name"u8);
            reader.Read();
            if (name && reader.TokenType == JsonTokenType.String && reader.ValueSpan.Length is > 0 and <= 256)
            {
                served.TakeTool(Encoding.UTF8.GetString(reader.ValueSpan));
            }

            reader.Skip();
        }
    }
}
