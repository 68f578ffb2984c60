using System.Text.Json;
using TokenLedger.Accounting.Json;
using TokenLedger.Accounting.Metering.Reading;

namespace TokenLedger.Accounting.Metering.Batches;

/// <summary>
/// A line as Anthropic writes it: {"custom_id", "result": {"type": "succeeded" | "errored" | "canceled" | "expired",
/// "message"}}.
/// </summary>
internal static class MessageLine
{
    private const string Api = "anthropic.messages";

    /// <summary>Reads a line; null when it is none.</summary>
    public static BatchResultLine? Read(
        ReadOnlySpan<byte> line,
        IReadOnlyList<KeyValuePair<string, string>>? conditions
    )
    {
        string? customId = null;
        ReadOnlySpan<byte> result = default;
        JsonSkimmer skimmer = new(line);
        while (skimmer.Next(out Member member))
        {
            if (member.Kind == JsonValueKind.String && skimmer.NameIs(member, "custom_id"u8))
            {
                customId = ServedFacts.Text(skimmer.Value(member));
            }
            else if (member.Kind == JsonValueKind.Object && skimmer.NameIs(member, "result"u8))
            {
                result = skimmer.Value(member);
            }
        }

        return !skimmer.IsComplete || result.IsEmpty ? null : Result(customId, result, conditions);
    }

    private static BatchResultLine? Result(
        string? customId,
        ReadOnlySpan<byte> result,
        IReadOnlyList<KeyValuePair<string, string>>? conditions
    )
    {
        ReadOnlySpan<byte> type = default;
        ReadOnlySpan<byte> message = default;
        JsonSkimmer skimmer = new(result);
        while (skimmer.Next(out Member member))
        {
            if (member.Kind == JsonValueKind.String && skimmer.NameIs(member, "type"u8))
            {
                type = skimmer.Value(member);
            }
            else if (member.Kind == JsonValueKind.Object && skimmer.NameIs(member, "message"u8))
            {
                message = skimmer.Value(member);
            }
        }

        // A message is billed, whatever its result calls itself.
        if (message.IsEmpty && type.IsEmpty)
        {
            return null;
        }

        return new BatchResultLine
        {
            CustomId = customId,
            Status =
                !message.IsEmpty ? BatchLineStatus.Succeeded
                : type.SequenceEqual("\"canceled\""u8) ? BatchLineStatus.Canceled
                : type.SequenceEqual("\"expired\""u8) ? BatchLineStatus.Expired
                : BatchLineStatus.Failed,
            HttpStatus = message.IsEmpty ? 0 : 200,
            Api = Api,
            Usage = message.IsEmpty ? BatchUsage.None(conditions) : BatchUsage.Read(Api, 200, message, conditions),
        };
    }
}
