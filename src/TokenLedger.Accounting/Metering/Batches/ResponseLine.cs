using System.Text.Json;
using TokenLedger.Accounting.Json;
using TokenLedger.Accounting.Metering.Reading;

namespace TokenLedger.Accounting.Metering.Batches;

/// <summary>
/// A line as OpenAI, Azure and Mistral write it: {"custom_id", "response": {"status_code", "body"}, "error"}. The
/// endpoint is not named; the body's own shape tells it.
/// </summary>
internal static class ResponseLine
{
    /// <summary>Reads a line; null when it is none.</summary>
    public static BatchResultLine? Read(
        string family,
        ReadOnlySpan<byte> line,
        IReadOnlyList<KeyValuePair<string, string>>? conditions
    )
    {
        string? customId = null;
        ReadOnlySpan<byte> response = default;
        ReadOnlySpan<byte> error = default;
        JsonSkimmer skimmer = new(line);
        while (skimmer.Next(out Member member))
        {
            if (member.Kind == JsonValueKind.String && skimmer.NameIs(member, "custom_id"u8))
            {
                customId = ServedFacts.Text(skimmer.Value(member));
            }
            else if (member.Kind == JsonValueKind.Object && skimmer.NameIs(member, "response"u8))
            {
                response = skimmer.Value(member);
            }
            else if (member.Kind == JsonValueKind.Object && skimmer.NameIs(member, "error"u8))
            {
                error = skimmer.Value(member);
            }
        }

        if (!skimmer.IsComplete || (response.IsEmpty && error.IsEmpty))
        {
            return null;
        }

        return response.IsEmpty
            ? Unanswered(family, customId, error, conditions)
            : Answered(family, customId, response, conditions);
    }

    private static BatchResultLine Answered(
        string family,
        string? customId,
        ReadOnlySpan<byte> response,
        IReadOnlyList<KeyValuePair<string, string>>? conditions
    )
    {
        Counter status = default;
        ReadOnlySpan<byte> body = default;
        JsonSkimmer skimmer = new(response);
        while (skimmer.Next(out Member member))
        {
            if (skimmer.NameIs(member, "status_code"u8))
            {
                status.Read(skimmer.Value(member));
            }
            else if (skimmer.NameIs(member, "body"u8))
            {
                body = skimmer.Value(member);
            }
        }

        int http = status.Known && status.Value is >= 100 and <= 599 ? (int)status.Value : 200;
        string api = BodyShape.Api(family, body);
        return new BatchResultLine
        {
            CustomId = customId,
            Status = http < 400 ? BatchLineStatus.Succeeded : BatchLineStatus.Failed,
            HttpStatus = http,
            Api = api,
            Usage = BatchUsage.Read(api, http, body, conditions),
        };
    }

    private static BatchResultLine Unanswered(
        string family,
        string? customId,
        ReadOnlySpan<byte> error,
        IReadOnlyList<KeyValuePair<string, string>>? conditions
    ) =>
        new()
        {
            CustomId = customId,
            Status =
                error.IndexOf("\"batch_expired\""u8) >= 0 ? BatchLineStatus.Expired
                : error.IndexOf("\"batch_cancelled\""u8) >= 0 ? BatchLineStatus.Canceled
                : BatchLineStatus.Failed,
            HttpStatus = 0,
            Api = BodyShape.Api(family, default),
            Usage = BatchUsage.None(conditions),
        };
}
