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
}
