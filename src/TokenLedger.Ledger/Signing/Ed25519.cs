using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;

namespace TokenLedger.Ledger.Signing;

/// <summary>
/// Ed25519 signatures (RFC 8032, section 5.1), which .NET 10 does not offer. The curve arithmetic takes the same time
/// for every key; reducing modulo the group order does not, which is acceptable for a signer that signs its own
/// checkpoints about twice a second and answers nobody.
/// </summary>
internal static class Ed25519
{
    /// <summary>Bytes of a private seed and of a public key.</summary>
    public const int KeyBytes = 32;

    /// <summary>Bytes of a signature.</summary>
    public const int SignatureBytes = 64;

    private static readonly BigInteger _order =
        BigInteger.Pow(2, 252)
        + BigInteger.Parse("27742317777372353535851937790883648493", CultureInfo.InvariantCulture);

    /// <summary>The public key of a private seed.</summary>
    public static byte[] PublicKey(ReadOnlySpan<byte> seed) => CurvePoint.Base.Times(Expand(seed).Scalar).ToBytes();

    /// <summary>Signs a message.</summary>
    public static byte[] Sign(ReadOnlySpan<byte> seed, ReadOnlySpan<byte> message)
    {
        (byte[] scalar, byte[] prefix) = Expand(seed);
        byte[] publicKey = CurvePoint.Base.Times(scalar).ToBytes();
        BigInteger nonce = Reduce(SHA512.HashData([.. prefix, .. message]));
        byte[] commitment = CurvePoint.Base.Times(Bytes(nonce)).ToBytes();
        BigInteger challenge = Challenge(commitment, publicKey, message);
        BigInteger answer = (nonce + challenge * new BigInteger(scalar, isUnsigned: true)) % _order;
        return [.. commitment, .. Bytes(answer)];
    }

    /// <summary>Whether a signature is the key's over the message.</summary>
    public static bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        if (publicKey.Length != KeyBytes || signature.Length != SignatureBytes)
        {
            return false;
        }

        BigInteger answer = new(signature[32..], isUnsigned: true);
        if (answer >= _order || CurvePoint.FromBytes(publicKey) is not { } key)
        {
            return false;
        }

        byte[] challenge = Bytes(Challenge(signature[..32], publicKey, message));
        CurvePoint expected = CurvePoint.Base.Times(signature[32..]) + (-key).Times(challenge);
        return expected.ToBytes().AsSpan().SequenceEqual(signature[..32]);
    }

    private static (byte[] Scalar, byte[] Prefix) Expand(ReadOnlySpan<byte> seed)
    {
        byte[] hash = SHA512.HashData(seed);
        hash[0] &= 0xf8;
        hash[31] = (byte)((hash[31] & 0x7f) | 0x40);
        return (hash[..32], hash[32..]);
    }

    private static BigInteger Challenge(
        ReadOnlySpan<byte> commitment,
        ReadOnlySpan<byte> publicKey,
        ReadOnlySpan<byte> message
    ) => Reduce(SHA512.HashData([.. commitment, .. publicKey, .. message]));

    private static BigInteger Reduce(byte[] hash) => new BigInteger(hash, isUnsigned: true) % _order;

    private static byte[] Bytes(BigInteger scalar)
    {
        byte[] bytes = new byte[32];
        scalar.TryWriteBytes(bytes, out _, isUnsigned: true);
        return bytes;
    }
}
