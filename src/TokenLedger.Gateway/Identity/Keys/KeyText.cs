using System.Buffers;
using System.Security.Cryptography;

namespace TokenLedger.Gateway.Identity.Keys;

/// <summary>
/// How a secret that is issued here is written: <c>PREFIX-PUBLIC-SECRET</c>. The public part is its name and may be shown;
/// the secret is 260 random bits and exists nowhere but with its holder. Both parts are small letters and the digits 2 to 7,
/// so that it goes through every SDK, shell and URL unchanged and is found by secret scanners
/// (tla?-[a-z2-7]{12}-[a-z2-7]{52}).
/// </summary>
internal sealed class KeyText
{
    private const string Alphabet = "abcdefghijklmnopqrstuvwxyz234567";
    private const int PublicLength = 12; // 60 bits
    private const int SecretLength = 52; // 260 bits

    private static readonly SearchValues<char> s_alphabet = SearchValues.Create(Alphabet);

    private readonly string _prefix;

    private KeyText(string prefix, string idPrefix)
    {
        _prefix = prefix;
        IdPrefix = idPrefix;
    }

    /// <summary>Virtual keys, which stand in the place of a provider's key.</summary>
    public static KeyText VirtualKey { get; } = new("tl-", "vk_");

    /// <summary>Access tokens, which open the management API.</summary>
    public static KeyText AccessToken { get; } = new("tla-", "at_");

    /// <summary>What the id begins with, in entries and everywhere else.</summary>
    public string IdPrefix { get; }

    /// <summary>Whether a credential claims to be issued here: it is never a provider's, and never sent to one.</summary>
    public static bool IsOurs(ReadOnlySpan<char> credential) =>
        VirtualKey.IsMeant(credential) || AccessToken.IsMeant(credential);

    /// <summary>Whether a text is written as one of them from end to end.</summary>
    public static bool IsWhole(ReadOnlySpan<char> text) =>
        VirtualKey.TryParse(text, out _, out _) || AccessToken.TryParse(text, out _, out _);

    /// <summary>Whether a text claims to be one of this kind.</summary>
    public bool IsMeant(ReadOnlySpan<char> text) => text.StartsWith(_prefix, StringComparison.Ordinal);

    /// <summary>Takes it apart; false when it is not written as they are.</summary>
    public bool TryParse(ReadOnlySpan<char> text, out ReadOnlySpan<char> name, out ReadOnlySpan<char> secret)
    {
        name = default;
        secret = default;
        if (
            text.Length != _prefix.Length + PublicLength + 1 + SecretLength
            || !IsMeant(text)
            || text[_prefix.Length + PublicLength] != '-'
        )
        {
            return false;
        }

        name = text.Slice(_prefix.Length, PublicLength);
        secret = text[^SecretLength..];
        return !name.ContainsAnyExcept(s_alphabet) && !secret.ContainsAnyExcept(s_alphabet);
    }

    /// <summary>A new id.</summary>
    public string NewId() => IdPrefix + RandomNumberGenerator.GetString(Alphabet, PublicLength);

    /// <summary>An id made from a digest, for what must be the same when it is asked for twice.</summary>
    public string IdFrom(ReadOnlySpan<byte> digest)
    {
        Span<char> name = stackalloc char[PublicLength];
        for (int i = 0; i < name.Length; i++)
        {
            name[i] = Alphabet[digest[i] & 31];
        }

        return string.Concat(IdPrefix, name);
    }

    /// <summary>A new secret.</summary>
    public static string NewSecret() => RandomNumberGenerator.GetString(Alphabet, SecretLength);

    /// <summary>The whole, as its holder uses it.</summary>
    /// <param name="id">Its id ("vk_…").</param>
    /// <param name="secret">Its secret.</param>
    public string Whole(string id, string secret) => $"{_prefix}{id[IdPrefix.Length..]}-{secret}";
}
