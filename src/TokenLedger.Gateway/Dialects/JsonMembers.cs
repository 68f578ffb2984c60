using System.Text;
using System.Text.Json;
using TokenLedger.Accounting.Json;

namespace TokenLedger.Gateway.Dialects;

/// <summary>Looks single members up in JSON objects without parsing the rest.</summary>
internal static class JsonMembers
{
    /// <summary>The value of a top-level member, as it stands in the text; empty when there is none.</summary>
    public static ReadOnlySpan<byte> Find(ReadOnlySpan<byte> json, ReadOnlySpan<byte> name)
    {
        JsonSkimmer skimmer = new(json);
        while (skimmer.Next(out Member member))
        {
            if (skimmer.NameIs(member, name))
            {
                return json.Slice(member.ValueStart, member.ValueLength);
            }
        }

        return default;
    }

    /// <summary>A member's name as the text means it: an escaped one names the same member.</summary>
    public static ReadOnlySpan<byte> Name(ReadOnlySpan<byte> json, Member member)
    {
        ReadOnlySpan<byte> written = json.Slice(member.NameStart, member.NameLength);
        if (!written.Contains((byte)'\\'))
        {
            return written;
        }

        try
        {
            Utf8JsonReader reader = new(json.Slice(member.NameStart - 1, member.NameLength + 2));
            return reader.Read() ? Encoding.UTF8.GetBytes(reader.GetString()!) : written;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return written;
        }
    }

    /// <summary>A JSON text as a string; null when it is none, or longer than any name is.</summary>
    public static string? Text(ReadOnlySpan<byte> json)
    {
        const int Longest = 1024;
        if (json.Length is < 2 or > Longest || json[0] != '"')
        {
            return null;
        }

        if (json.IndexOf((byte)'\\') < 0)
        {
            return Encoding.UTF8.GetString(json[1..^1]);
        }

        Utf8JsonReader reader = new(json);
        try
        {
            return reader.Read() ? reader.GetString() : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>A positive whole number; null when it is none.</summary>
    public static long? Whole(ReadOnlySpan<byte> json) =>
        System.Buffers.Text.Utf8Parser.TryParse(json, out long value, out int consumed)
        && consumed == json.Length
        && value > 0
            ? value
            : null;

    /// <summary>The elements of an array, weighed and added up; null when it is no array.</summary>
    /// <param name="array">The array, as it stands in the text.</param>
    /// <param name="weigh">What one element counts; null for 1 each.</param>
    public static int? Count(ReadOnlySpan<byte> array, Weigh? weigh = null)
    {
        Utf8JsonReader reader = new(array);
        int count = 0;
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartArray)
            {
                return null;
            }

            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                int start = (int)reader.TokenStartIndex;
                reader.Skip();
                count += weigh is null ? 1 : weigh(array[start..(int)reader.BytesConsumed]);
            }

            return count;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>What an element of an array counts.</summary>
    public delegate int Weigh(ReadOnlySpan<byte> element);
}
