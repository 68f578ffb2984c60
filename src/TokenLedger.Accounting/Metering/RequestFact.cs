using System.Globalization;
using System.Text.Json;
using TokenLedger.Accounting.Json;
using TokenLedger.Accounting.Metering.Reading;

namespace TokenLedger.Accounting.Metering;

/// <summary>
/// Names, among the conditions of <see cref="RequestFacts"/>, of what only the request says although the provider bills
/// by it. Values are texts; numbers are plain decimals.
/// </summary>
public static class RequestFact
{
    /// <summary>openai.speech, azure.speech: characters (Unicode code points) of the text to be spoken ("input").</summary>
    public const string Characters = "request.characters";

    /// <summary>openai.images, azure.images: the "size" asked for, such as "1024x1792".</summary>
    public const string ImageSize = "request.image_size";

    /// <summary>openai.images, azure.images: the "quality" asked for, such as "hd".</summary>
    public const string ImageQuality = "request.image_quality";

    /// <summary>
    /// Adds what the reader of this api needs of a JSON request body; nothing for most apis, and nothing from a body
    /// that is not JSON.
    /// </summary>
    public static void Read(string api, ReadOnlySpan<byte> json, ICollection<KeyValuePair<string, string>> facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        bool speech = api is "openai.speech" or "azure.speech";
        bool images = api is "openai.images" or "azure.images";
        if (!speech && !images)
        {
            return;
        }

        JsonSkimmer skimmer = new(json);
        while (skimmer.Next(out Member member))
        {
            if (member.Kind != JsonValueKind.String)
            {
                continue;
            }

            ReadOnlySpan<byte> value = skimmer.Value(member);
            if (speech && skimmer.NameIs(member, "input"u8))
            {
                facts.Add(new(Characters, CodePoints(value).ToString(CultureInfo.InvariantCulture)));
            }
            else if (images && skimmer.NameIs(member, "size"u8))
            {
                Add(facts, ImageSize, value);
            }
            else if (images && skimmer.NameIs(member, "quality"u8))
            {
                Add(facts, ImageQuality, value);
            }
        }
    }

    private static void Add(ICollection<KeyValuePair<string, string>> facts, string name, ReadOnlySpan<byte> json)
    {
        if (ServedFacts.Text(json) is string value)
        {
            facts.Add(new(name, value));
        }
    }

    /// <summary>Code points of a JSON text: every byte that does not continue one, escapes counted as what they mean.</summary>
    private static long CodePoints(ReadOnlySpan<byte> json)
    {
        long count = 0;
        bool afterHigh = false;
        for (int i = 1; i < json.Length - 1; i++)
        {
            if ((json[i] & 0xC0) == 0x80)
            {
                continue;
            }

            count++;
            bool wasHigh = afterHigh;
            afterHigh = false;
            if (json[i] != '\\')
            {
                continue;
            }

            i++;
            if (json[i] != 'u' || i + 4 >= json.Length)
            {
                continue;
            }

            bool low = IsSurrogate(json.Slice(i + 1, 4), "cdef"u8);
            count -= low && wasHigh ? 1 : 0;
            afterHigh = IsSurrogate(json.Slice(i + 1, 4), "89ab"u8);
            i += 4;
        }

        return count;
    }

    private static bool IsSurrogate(ReadOnlySpan<byte> hex, ReadOnlySpan<byte> second) =>
        (hex[0] | 0x20) == 'd' && second.Contains((byte)(hex[1] | 0x20));
}
