using System.Diagnostics.CodeAnalysis;
using TokenLedger.Gateway.Attribution;
using TokenLedger.Gateway.Dialects;

namespace TokenLedger.Gateway.Upstreams.Credentials;

/// <summary>
/// A provider's key that the gateway itself holds, for callers who bring none: those with a virtual key, and those whose
/// call goes to another provider than they asked for. It comes from the environment or from a file, stays in memory, and
/// is never written or repeated. No record, so that nothing prints it by accident.
/// </summary>
public sealed class ProviderCredential
{
    private readonly CredentialSource _source;

    private ProviderCredential(CredentialSource source) => _source = source;

    /// <summary>A key that stays as it is while the gateway runs.</summary>
    /// <param name="secret">The key.</param>
    /// <param name="credential">The credential; null when the text cannot stand in a header.</param>
    public static bool TryCreate(string secret, [NotNullWhen(true)] out ProviderCredential? credential)
    {
        ArgumentNullException.ThrowIfNull(secret);
        credential = CredentialSource.IsSendable(secret) ? new(new CredentialSource(secret)) : null;
        return credential is not null;
    }

    /// <summary>A key in a file, read again whenever the file has changed.</summary>
    /// <returns>The key, or one sentence saying what is wrong and what to do.</returns>
    public static (ProviderCredential? Credential, string? Problem) OpenFile(string path)
    {
        (CredentialSource? source, string? problem) = CredentialSource.Open(path);
        return (source is null ? null : new ProviderCredential(source), problem);
    }

    /// <summary>
    /// Puts the key into a request, where the upstream looks for it on this route, in the place of everything that might
    /// be a credential of the caller's.
    /// </summary>
    /// <param name="request">The request, its headers copied from the caller's.</param>
    /// <param name="dialect">The upstream's own dialect.</param>
    /// <param name="route">The route, which may be of another dialect.</param>
    public void Apply(HttpRequestMessage request, Dialect dialect, Route route)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(dialect);
        CallerCredential.RemoveFrom(request);
        CredentialHeader header = dialect.CredentialHeaderOf(route);
        request.Headers.TryAddWithoutValidation(header.Name, header.Prefix + _source.Current);
    }

    /// <summary>Says that there is one, never what it is.</summary>
    public override string ToString() => "provider credential";
}

/// <summary>Where a provider looks for its key.</summary>
/// <param name="Name">The header.</param>
/// <param name="Prefix">What stands in front of the key ("Bearer ").</param>
public readonly record struct CredentialHeader(string Name, string Prefix)
{
    /// <summary>"Authorization: Bearer KEY", which most providers read.</summary>
    public static CredentialHeader Bearer { get; } = new("Authorization", "Bearer ");
}
