using System.Security.Cryptography;
using System.Text;

namespace TokenLedger.Ledger.Adjusting;

/// <summary>
/// The idempotency key of an adjustment, and the entry id that follows from it: whoever books under the same key makes
/// the same id, so the ledger can tell a repetition from a second adjustment.
/// </summary>
public static class AdjustmentKey
{
    /// <summary>Longest key, in characters.</summary>
    public const int Longest = 200;

    private static ReadOnlySpan<byte> Domain => "tokenledger adjustment\n"u8;

    /// <summary>A key nobody else has, for an adjustment that is not meant to be repeated.</summary>
    public static string Fresh(DateTimeOffset now) => Guid.CreateVersion7(now).ToString("D");

    /// <summary>Whether a text can be a key: 1 to <see cref="Longest"/> visible ASCII characters.</summary>
    public static bool IsGood(string key) =>
        key.Length is > 0 and <= Longest && key.AsSpan().IndexOfAnyExceptInRange('!', '~') < 0;

    /// <summary>The id, a version 8 UUID: the beginning of the SHA-256 of the key (RFC 9562, 5.8).</summary>
    public static Guid ToId(string key)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Domain);
        hash.AppendData(Encoding.UTF8.GetBytes(key));
        Span<byte> bytes = hash.GetHashAndReset().AsSpan(0, 16);
        bytes[6] = (byte)(0x80 | (bytes[6] & 0x0F));
        bytes[8] = (byte)(0x80 | (bytes[8] & 0x3F));
        return new Guid(bytes, bigEndian: true);
    }
}
