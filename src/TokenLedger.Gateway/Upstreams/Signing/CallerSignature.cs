using TokenLedger.Ledger.Amazon;

namespace TokenLedger.Gateway.Upstreams.Signing;

/// <summary>A signature (AWS Version 4) that the caller made: what it covers may not be changed on the way.</summary>
public static class CallerSignature
{
    /// <summary>The headers covered where there is no signature.</summary>
    public static IReadOnlySet<string> None { get; } = System.Collections.Frozen.FrozenSet<string>.Empty;

    /// <summary>Whether an Authorization header is such a signature.</summary>
    public static bool Is(string? authorization) =>
        authorization?.StartsWith(SignatureV4.Algorithm + " ", StringComparison.Ordinal) == true;

    /// <summary>The names of the headers it covers; none when there is no signature.</summary>
    public static IReadOnlySet<string> HeadersIn(string? authorization) =>
        Is(authorization) && Part(authorization!, "SignedHeaders=") is { Length: > 0 } names
            ? names.ToString().Split(';').ToHashSet(StringComparer.OrdinalIgnoreCase)
            : None;

    /// <summary>
    /// The public name of the key that signed: what stays the same from call to call, where the signature itself does not.
    /// Empty when there is none.
    /// </summary>
    public static ReadOnlySpan<char> KeyIn(ReadOnlySpan<char> authorization)
    {
        ReadOnlySpan<char> credential = Part(authorization, "Credential=");
        int slash = credential.IndexOf('/');
        return slash < 0 ? default : credential[..slash];
    }

    private static ReadOnlySpan<char> Part(ReadOnlySpan<char> authorization, string name)
    {
        int start = authorization.IndexOf(name, StringComparison.Ordinal);
        if (start < 0)
        {
            return default;
        }

        ReadOnlySpan<char> rest = authorization[(start + name.Length)..];
        int end = rest.IndexOfAny(',', ' ');
        return end < 0 ? rest : rest[..end];
    }
}
