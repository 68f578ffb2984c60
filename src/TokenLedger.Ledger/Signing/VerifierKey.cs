using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace TokenLedger.Ledger.Signing;

/// <summary>
/// The public half of a ledger's key, in the C2SP form "name+id+base64(0x01 ‖ key)". Its name is the ledger's origin.
/// </summary>
public sealed class VerifierKey
{
    private const byte Ed25519Type = 0x01;
    private readonly byte[] _key;

    internal VerifierKey(string name, byte[] key)
    {
        Name = name;
        _key = key;
        byte[] hash = SHA256.HashData([.. Encoding.UTF8.GetBytes(name), (byte)'\n', Ed25519Type, .. key]);
        Id = BinaryPrimitives.ReadUInt32BigEndian(hash);
    }

    /// <summary>The name that signs: the ledger's origin.</summary>
    public string Name { get; }

    /// <summary>First four bytes of SHA-256(name ‖ "\n" ‖ 0x01 ‖ key), big-endian.</summary>
    public uint Id { get; }

    /// <summary>The key as text.</summary>
    public override string ToString() =>
        $"{Name}+{Id.ToString("x8", CultureInfo.InvariantCulture)}+{Convert.ToBase64String([Ed25519Type, .. _key])}";

    /// <summary>Reads the text form.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out VerifierKey? key)
    {
        key = null;
        string[] parts = text.Trim().Split('+', 3);
        byte[] data = new byte[Ed25519.KeyBytes + 1];
        if (
            parts.Length != 3
            || !IsName(parts[0])
            || !Convert.TryFromBase64String(parts[2], data, out int length)
            || length != data.Length
            || data[0] != Ed25519Type
        )
        {
            return false;
        }

        VerifierKey parsed = new(parts[0], data[1..]);
        if (parsed.Id.ToString("x8", CultureInfo.InvariantCulture) != parts[1])
        {
            return false;
        }

        key = parsed;
        return true;
    }

    /// <summary>Whether a text can name a signer: not empty, no spaces, no plus.</summary>
    internal static bool IsName(string name) =>
        name.Length > 0 && !name.Contains('+', StringComparison.Ordinal) && !name.Any(char.IsWhiteSpace);

    internal bool Verify(ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) =>
        Ed25519.Verify(_key, message, signature);
}
