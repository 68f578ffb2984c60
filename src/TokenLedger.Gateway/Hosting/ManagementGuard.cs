using System.Net;
using TokenLedger.Gateway.Dialects;
using TokenLedger.Gateway.Identity.Principals;

namespace TokenLedger.Gateway.Hosting;

/// <summary>
/// Finds out who uses a management route: the bearer of a configured token, compared in constant time, or of a token of
/// the configured issuer. Where neither is configured: only callers on this machine, addressing it by a loopback name (so
/// that no web page can reach it through a rebound name), and no page of another origin.
/// </summary>
internal sealed class ManagementGuard : IDisposable
{
    private const string Bearer = "Bearer ";

    private readonly (byte[] Hash, Principal Holder)[] _tokens;
    private readonly OidcVerifier? _oidc;

    /// <summary>Takes the tokens of the configuration.</summary>
    public ManagementGuard(GatewayOptions options, TimeProvider time)
    {
        _tokens =
        [
            .. options.AdminToken is { } token
                ? [(TokenHash.Of(token), Principal.Admin)]
                : Array.Empty<(byte[], Principal)>(),
            .. options.Identity.AdminTokens.Select(static token => (token.Hash, token.Holder)),
        ];
        _oidc = options.Identity.Oidc is { } oidc ? new OidcVerifier(oidc, time) : null;
    }

    /// <summary>Who sent the request; null when he is not known, with the refusal to answer with.</summary>
    public async ValueTask<(Principal? Principal, Refusal? Denied)> IdentifyAsync(HttpContext http)
    {
        if (_tokens.Length == 0 && _oidc is null)
        {
            return IdentifyLocal(http);
        }

        string authorization = http.Request.Headers.Authorization.ToString();
        if (!authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
        {
            return (null, PrincipalRefusals.NeedsToken);
        }

        string token = authorization[Bearer.Length..].Trim();
        if (HolderOf(token) is { } holder)
        {
            return (holder, null);
        }

        return _oidc is not null && OidcVerifier.LooksLikeToken(token)
            ? await _oidc.VerifyAsync(token, http.RequestAborted).ConfigureAwait(false)
            : (null, PrincipalRefusals.NeedsToken);
    }

    /// <summary>Compares with every token, so that the time tells nothing about which is nearest.</summary>
    private Principal? HolderOf(string token)
    {
        byte[] hash = TokenHash.Of(token);
        Principal? holder = null;
        foreach ((byte[] own, Principal who) in _tokens)
        {
            if (TokenHash.AreEqual(own, hash))
            {
                holder ??= who;
            }
        }

        return holder;
    }

    private static (Principal? Principal, Refusal? Denied) IdentifyLocal(HttpContext http)
    {
        bool local =
            http.Connection.RemoteIpAddress is { } remote
            && IPAddress.IsLoopback(remote)
            && IsLoopbackName(http.Request.Host);
        return !local ? (null, PrincipalRefusals.LocalOnly)
            : IsForeignChange(http.Request) ? (null, PrincipalRefusals.ForeignOrigin)
            : (Principal.Local, null);
    }

    /// <summary>Browsers name the page's origin whenever a page sends anything but a plain read.</summary>
    private static bool IsForeignChange(HttpRequest request) =>
        !HttpMethods.IsGet(request.Method)
        && !HttpMethods.IsHead(request.Method)
        && request.Headers.Origin is { Count: > 0 } origin
        && !string.Equals(
            origin.ToString(),
            $"{request.Scheme}://{request.Host.Value}",
            StringComparison.OrdinalIgnoreCase
        );

    private static bool IsLoopbackName(HostString host) =>
        host.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Host.Trim('[', ']'), out IPAddress? address) && IPAddress.IsLoopback(address));

    /// <inheritdoc/>
    public void Dispose() => _oidc?.Dispose();
}
