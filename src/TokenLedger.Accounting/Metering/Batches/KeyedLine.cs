using System.Text.Json;
using TokenLedger.Accounting.Json;
using TokenLedger.Accounting.Metering.Reading;

namespace TokenLedger.Accounting.Metering.Batches;

/// <summary>
/// A line as the Gemini API writes it: {"key", "response"} or {"key", "error"}; inline results keep the key in their
/// "metadata". Vertex AI writes no key, and a "status" that is empty when all went well.
/// </summary>
internal static class KeyedLine
{
    /// <summary>Reads a line; null when it is none.</summary>
    public static BatchResultLine? Read(
        ReadOnlySpan<byte> line,
        IReadOnlyList<KeyValuePair<string, string>>? conditions
    )
    {
        string? key = null;
        ReadOnlySpan<byte> response = default;
        bool failed = false;
        JsonSkimmer skimmer = new(line);
        while (skimmer.Next(out Member member))
        {
            ReadOnlySpan<byte> value = skimmer.Value(member);
            if (skimmer.NameIs(member, "key"u8))
            {
                key = ServedFacts.Text(value);
            }
            else if (member.Kind == JsonValueKind.Object && skimmer.NameIs(member, "metadata"u8))
            {
                key ??= Key(value);
            }
            else if (member.Kind == JsonValueKind.Object && skimmer.NameIs(member, "response"u8))
            {
                response = value;
            }
            else
            {
                failed |= skimmer.NameIs(member, "error"u8) && member.Kind == JsonValueKind.Object;
                failed |= skimmer.NameIs(member, "status"u8) && member.Kind == JsonValueKind.String && value.Length > 2;
            }
        }

        if (!skimmer.IsComplete || (response.IsEmpty && !failed))
        {
            return null;
        }

        string api = IsEmbedding(response) ? "gemini.embed" : "gemini.generate";
        return new BatchResultLine
        {
            CustomId = key,
            Status = response.IsEmpty ? BatchLineStatus.Failed : BatchLineStatus.Succeeded,
            HttpStatus = response.IsEmpty ? 0 : 200,
            Api = api,
            Usage = response.IsEmpty ? BatchUsage.None(conditions) : BatchUsage.Read(api, 200, response, conditions),
        };
    }

    private static string? Key(ReadOnlySpan<byte> metadata)
    {
        JsonSkimmer skimmer = new(metadata);
        while (skimmer.Next(out Member member))
        {
            if (skimmer.NameIs(member, "key"u8))
            {
                return ServedFacts.Text(skimmer.Value(member));
            }
        }

        return null;
    }

    private static bool IsEmbedding(ReadOnlySpan<byte> response)
    {
        JsonSkimmer skimmer = new(response);
        while (skimmer.Next(out Member member))
        {
            if (skimmer.NameIs(member, "embedding"u8) || skimmer.NameIs(member, "embeddings"u8))
            {
                return true;
            }
        }

        return false;
    }
}
