using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace TokenLedger.Gateway.Booking;

/// <summary>
/// What makes two reports the same report, as 128 bits of SHA-256: enough that two different ones never meet by chance.
/// </summary>
internal static class BookingKey
{
    /// <summary>
    /// Shortest id that tells two answers of one upstream apart by itself, in characters. Providers give 20 and more;
    /// some servers draw a few digits ("chatcmpl-123").
    /// </summary>
    public const int ShortestUnique = 20;

    /// <summary>
    /// An answer, by its id and the usage it reports, so that a server whose ids are not unique is still booked for every
    /// answer that used something else; by a short id only together with the request that got it.
    /// </summary>
    /// <param name="upstream">The upstream's name.</param>
    /// <param name="responseId">The provider's id of the answer.</param>
    /// <param name="rawUsage">The usage as the provider worded it; null when it did not.</param>
    /// <param name="requestDigest">The digest of the request; null when it had no body.</param>
    public static UInt128 OfAnswer(string upstream, string responseId, string? rawUsage, string? requestDigest) =>
        responseId.Length >= ShortestUnique
            ? Of("answer", upstream, responseId, rawUsage ?? "")
            : Of("short", upstream, responseId, rawUsage ?? "", requestDigest ?? "");

    /// <summary>An answer that runs in the background, by its id: its usage is still to come.</summary>
    public static UInt128 OfAwaited(string upstream, string responseId) => Of("awaited", upstream, responseId);

    /// <summary>A result of a batch, by the subject of its entry ("file/custom id").</summary>
    public static UInt128 OfResult(string upstream, string subject) => Of("result", upstream, subject);

    /// <summary>A caller's key for retries, within that caller and upstream.</summary>
    public static UInt128 OfRetry(string? caller, string upstream, string idempotencyKey) =>
        Of("retry", caller ?? "", upstream, idempotencyKey);

    private static UInt128 Of(params ReadOnlySpan<string> parts)
    {
        const int Usual = 512;
        int size = 0;
        foreach (string part in parts)
        {
            size += sizeof(int) + Encoding.UTF8.GetByteCount(part);
        }

        Span<byte> bytes = size <= Usual ? stackalloc byte[Usual] : new byte[size];
        int at = 0;
        foreach (string part in parts)
        {
            int length = Encoding.UTF8.GetBytes(part, bytes[(at + sizeof(int))..]);
            BinaryPrimitives.WriteInt32BigEndian(bytes[at..], length);
            at += sizeof(int) + length;
        }

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes[..at], hash);
        return BinaryPrimitives.ReadUInt128BigEndian(hash);
    }
}
