using System.Buffers.Text;
using System.Text.Json;
using TokenLedger.Gateway.Dialects;

namespace TokenLedger.Gateway.Calls;

/// <summary>
/// When a result of a batch was answered, which chooses its price: the body's "created" or "created_at", in seconds since
/// 1970, or Google's "createTime" of the answer. Where the results stand inside the batch's own document and say nothing
/// themselves, they were answered when the batch ended.
/// </summary>
internal static class BatchLineTime
{
    private static readonly DateTimeOffset s_earliest = new(2022, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The instant a line states, when it can be true; otherwise another.</summary>
    /// <param name="line">The result.</param>
    /// <param name="downloaded">When it was downloaded: none was answered later.</param>
    /// <param name="otherwise">What is taken for a result that does not say.</param>
    public static DateTimeOffset Of(ReadOnlySpan<byte> line, DateTimeOffset downloaded, DateTimeOffset otherwise)
    {
        ReadOnlySpan<byte> response = JsonMembers.Find(line, "response"u8);
        ReadOnlySpan<byte> body = JsonMembers.Find(response, "body"u8);
        ReadOnlySpan<byte> created = JsonMembers.Find(body, "created"u8);
        created = created.IsEmpty ? JsonMembers.Find(body, "created_at"u8) : created;
        DateTimeOffset? at = created.IsEmpty ? Instant(response, "createTime"u8) : Seconds(created);
        return at is { } stated && IsPlausible(stated, downloaded) ? stated : otherwise;
    }

    /// <summary>When a batch ended, by its own document, when it can be true; otherwise when that was downloaded.</summary>
    public static DateTimeOffset OfBatch(ReadOnlySpan<byte> document, DateTimeOffset downloaded)
    {
        ReadOnlySpan<byte> batch = JsonMembers.Find(document, "metadata"u8);
        DateTimeOffset? at = Instant(batch, "endTime"u8) ?? Instant(batch, "updateTime"u8);
        return at is { } stated && IsPlausible(stated, downloaded) ? stated : downloaded;
    }

    private static bool IsPlausible(DateTimeOffset at, DateTimeOffset downloaded) =>
        at >= s_earliest && at <= downloaded;

    private static DateTimeOffset? Seconds(ReadOnlySpan<byte> number) =>
        Utf8Parser.TryParse(number, out long seconds, out _) && seconds is >= 0 and < uint.MaxValue
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;

    private static DateTimeOffset? Instant(ReadOnlySpan<byte> json, ReadOnlySpan<byte> name)
    {
        ReadOnlySpan<byte> value = JsonMembers.Find(json, name);
        if (value.IsEmpty || value[0] != '"')
        {
            return null;
        }

        try
        {
            Utf8JsonReader reader = new(value);
            return reader.Read() && reader.TryGetDateTimeOffset(out DateTimeOffset at) ? at.ToUniversalTime() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
