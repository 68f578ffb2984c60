using System.Buffers.Text;
using TokenLedger.Gateway.Dialects;

namespace TokenLedger.Gateway.Calls;

/// <summary>
/// When a result of a batch was answered, which chooses its price: the body's "created" or "created_at", in seconds since
/// 1970.
/// </summary>
internal static class BatchLineTime
{
    private static readonly DateTimeOffset s_earliest = new(2022, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The instant a line states, when it can be true; otherwise that of the download.</summary>
    public static DateTimeOffset Of(ReadOnlySpan<byte> line, DateTimeOffset downloaded)
    {
        ReadOnlySpan<byte> body = JsonMembers.Find(JsonMembers.Find(line, "response"u8), "body"u8);
        ReadOnlySpan<byte> created = JsonMembers.Find(body, "created"u8);
        created = created.IsEmpty ? JsonMembers.Find(body, "created_at"u8) : created;
        if (!Utf8Parser.TryParse(created, out long seconds, out _))
        {
            return downloaded;
        }

        bool plausible = seconds >= s_earliest.ToUnixTimeSeconds() && seconds <= downloaded.ToUnixTimeSeconds();
        return plausible ? DateTimeOffset.FromUnixTimeSeconds(seconds) : downloaded;
    }
}
