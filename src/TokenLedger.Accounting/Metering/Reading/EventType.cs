using System.Text.Json;
using TokenLedger.Accounting.Json;

namespace TokenLedger.Accounting.Metering.Reading;

/// <summary>The type of an event that came without an event field, and the text of its delta.</summary>
internal static class EventType
{
    /// <summary>The value of the data's "type"; empty when it has none that fits.</summary>
    public static ReadOnlySpan<byte> Of(ReadOnlySpan<byte> data, Span<byte> place)
    {
        JsonSkimmer skimmer = new(data);
        while (skimmer.Next(out Member member))
        {
            if (member.Kind == JsonValueKind.String && skimmer.NameIs(member, "type"u8))
            {
                ReadOnlySpan<byte> type = skimmer.Value(member)[1..^1];
                if (type.Length > place.Length)
                {
                    return default;
                }

                type.CopyTo(place);
                return place[..type.Length];
            }
        }

        return default;
    }

    /// <summary>Adds the text of a member to an answer.</summary>
    public static void AddDelta(ReadOnlySpan<byte> data, ReadOnlySpan<byte> member, AnswerText answer)
    {
        JsonSkimmer skimmer = new(data);
        while (skimmer.Next(out Member found))
        {
            if (found.Kind == JsonValueKind.String && skimmer.NameIs(found, member))
            {
                answer.Add(skimmer.Value(found)[1..^1]);
            }
        }
    }
}
