using System.Security.Cryptography;

namespace TokenLedger.Gateway.Identity.Keys;

/// <summary>
/// How a virtual key is written: <c>tl-PUBLIC-SECRET</c>. The public part is its name and may be shown; the secret is
/// 256 random bits and exists nowhere but with its holder. Both parts are small letters and the digits 2 to 7, so that a
/// key goes through every SDK, shell and URL unchanged and is found by secret scanners (tl-[a-z2-7]{12}-[a-z2-7]{52}).
/// </summary>
internal static class KeyText
{
    /// <summary>What every virtual key begins with.</summary>
    public const string Prefix = "tl-";

    /// <summary>What the id of a virtual key begins with, in entries and everywhere else.</summary>
    public const string IdPrefix = "vk_";

    private const string Alphabet = "abcdefghijklmnopqrstuvwxyz234567";
    private const int PublicLength = 12; // 60 bits
    private const int SecretLength = 52; // 260 bits
    private const int Length = 3 + PublicLength + 1 + SecretLength;

    private static readonly System.Buffers.SearchValues<char> s_alphabet = System.Buffers.SearchValues.Create(Alphabet);

    /// <summary>Whether a credential claims to be a virtual key: it is never a provider's, and never sent to one.</summary>
    public static bool IsOurs(ReadOnlySpan<char> credential) => credential.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>Takes a key apart; false when it is not written as keys are.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out ReadOnlySpan<char> name, out ReadOnlySpan<char> secret)
    {
        name = default;
        secret = default;
        if (text.Length != Length || !IsOurs(text) || text[Prefix.Length + PublicLength] != '-')
        {
            return false;
        }

        name = text.Slice(Prefix.Length, PublicLength);
        secret = text[^SecretLength..];
        return !name.ContainsAnyExcept(s_alphabet) && !secret.ContainsAnyExcept(s_alphabet);
    }

    /// <summary>A new public part.</summary>
    public static string NewName() => RandomNumberGenerator.GetString(Alphabet, PublicLength);

    /// <summary>A public part made from a digest, for keys that must be the same when they are asked for twice.</summary>
    public static string NameFrom(ReadOnlySpan<byte> digest)
    {
        Span<char> name = stackalloc char[PublicLength];
        for (int i = 0; i < name.Length; i++)
        {
            name[i] = Alphabet[digest[i] & 31];
        }

        return new string(name);
    }

    /// <summary>A new secret.</summary>
    public static string NewSecret() => RandomNumberGenerator.GetString(Alphabet, SecretLength);

    /// <summary>The whole key, as its holder uses it.</summary>
    /// <param name="id">The key's id ("vk_…").</param>
    /// <param name="secret">Its secret.</param>
    public static string Whole(string id, string secret) => $"{Prefix}{id[IdPrefix.Length..]}-{secret}";
}
