using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;

namespace TokenLedger.Ledger.Signing;

/// <summary>
/// The private half of a ledger's key, in the text form of Go's note package:
/// "PRIVATE+KEY+name+id+base64(0x01 ‖ seed)".
/// </summary>
internal sealed class SigningKey
{
    private const string Prefix = "PRIVATE+KEY+";
    private readonly byte[] _seed;

    public SigningKey(string name, byte[] seed)
    {
        _seed = seed;
        Verifier = new VerifierKey(name, Ed25519.PublicKey(seed));
    }

    /// <summary>The public half.</summary>
    public VerifierKey Verifier { get; }

    public static SigningKey Create(string name) => new(name, RandomNumberGenerator.GetBytes(Ed25519.KeyBytes));

    public byte[] Sign(ReadOnlySpan<byte> message) => Ed25519.Sign(_seed, message);

    /// <summary>The key as text; secret.</summary>
    public string Export() =>
        $"{Prefix}{Verifier.Name}+{Verifier.Id.ToString("x8", CultureInfo.InvariantCulture)}+{Convert.ToBase64String([0x01, .. _seed])}";

    public static bool TryParse(string text, [NotNullWhen(true)] out SigningKey? key)
    {
        key = null;
        text = text.Trim();
        string[] parts = text.StartsWith(Prefix, StringComparison.Ordinal) ? text[Prefix.Length..].Split('+', 3) : [];
        byte[] data = new byte[Ed25519.KeyBytes + 1];
        if (
            parts.Length != 3
            || !VerifierKey.IsName(parts[0])
            || !Convert.TryFromBase64String(parts[2], data, out int length)
            || length != data.Length
            || data[0] != 0x01
        )
        {
            return false;
        }

        SigningKey parsed = new(parts[0], data[1..]);
        key = parsed.Verifier.Id.ToString("x8", CultureInfo.InvariantCulture) == parts[1] ? parsed : null;
        return key is not null;
    }
}
