using System.Security.Cryptography;
using System.Text;

namespace TokenLedger.Gateway.Identity.Principals;

/// <summary>How bearer tokens are kept in memory and compared.</summary>
internal static class TokenHash
{
    /// <summary>SHA-256 of a token.</summary>
    public static byte[] Of(ReadOnlySpan<char> token)
    {
        byte[] bytes = new byte[Encoding.UTF8.GetByteCount(token)];
        Encoding.UTF8.GetBytes(token, bytes);
        return SHA256.HashData(bytes);
    }

    /// <summary>Whether two hashes are the same, in a time that does not depend on where they differ.</summary>
    public static bool AreEqual(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other) =>
        CryptographicOperations.FixedTimeEquals(one, other);
}
