using System.Net;
using TokenLedger.Gateway.Dialects;
using TokenLedger.Gateway.Identity.Keys;
using TokenLedger.Gateway.Identity.Principals;
using TokenLedger.Gateway.Identity.SignIn;

namespace TokenLedger.Gateway.Hosting;

/// <summary>
/// Finds out who uses a management route: the bearer of a configured token, compared in constant time, of one issued at run
/// time, or of one of the configured issuer. Where neither is configured: only callers on this machine, addressing it by a loopback name (so
/// that no web page can reach it through a rebound name), and no page of another origin. A browser shows its token once, at
/// the sign-in page, and is known by its cookie from then on.
/// </summary>
internal sealed class ManagementGuard : IDisposable
{
    private const string Bearer = "Bearer ";

    private readonly (byte[] Hash, Principal Holder)[] _tokens;
    private readonly AccessTokens _issued;
    private readonly OidcVerifier? _oidc;

    /// <summary>The browsers that have signed in.</summary>
    public BrowserSessions Browsers { get; }

    /// <summary>Whether a token is needed; otherwise only callers on this machine are let in.</summary>
    public bool NeedsToken => _tokens.Length > 0 || _oidc is not null;

    /// <summary>Takes the tokens of the configuration, and those issued at run time.</summary>
    public ManagementGuard(GatewayOptions options, AccessTokens issued, TimeProvider time)
    {
        _issued = issued;
        _tokens =
        [
            .. options.AdminToken is { } token
                ? [(TokenHash.Of(token), Principal.Admin)]
                : Array.Empty<(byte[], Principal)>(),
            .. options.Identity.AdminTokens.Select(static token => (token.Hash, token.Holder)),
        ];
        _oidc = options.Identity.Oidc is { } oidc ? new OidcVerifier(oidc, time) : null;
        Browsers = new(time);
    }

    /// <summary>Who sent the request; null when he is not known, with the refusal to answer with.</summary>
    public async ValueTask<(Principal? Principal, Refusal? Denied)> IdentifyAsync(HttpContext http)
    {
        string authorization = http.Request.Headers.Authorization.ToString();
        // Whoever shows a token that was issued is its holder, also where callers on this machine need none.
        bool showsIssued =
            authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
            && AccessTokens.IsMeant(authorization.AsSpan(Bearer.Length).Trim());
        if (!NeedsToken && !showsIssued)
        {
            // An agent's key is no administrator's, also not on this machine.
            return KeyText.VirtualKey.IsMeant(PresentedKey.In(http.Request.Headers, query: ""))
                ? (null, PrincipalRefusals.VirtualKey)
                : IdentifyLocal(http);
        }

        if (authorization.Length == 0 && SessionOf(http) is { } session)
        {
            http.Features.Set(session);
            return IsReading(http.Request) || SameOrigin.IsSaid(http.Request)
                ? (session.Principal, null)
                : (null, PrincipalRefusals.ForeignOrigin);
        }

        return authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
            ? await IdentifyAsync(authorization[Bearer.Length..].Trim(), http.RequestAborted).ConfigureAwait(false)
            : (null, PrincipalRefusals.NeedsToken);
    }

    /// <summary>The session of the browser that asks; null when it has not signed in.</summary>
    public BrowserSession? SessionOf(HttpContext http) =>
        SessionCookie.Read(http.Request) is { } secret
        && Browsers.Find(secret) is { } session
        && _issued.StillHolds(session.Principal)
            ? session
            : null;

    /// <summary>Who a browser is that shows a token, and until when that counts.</summary>
    public async ValueTask<(BrowserTicket? Ticket, Refusal? Denied)> TicketAsync(
        string token,
        CancellationToken cancellation
    )
    {
        if (_issued.Recognise(token) is var (holder, until))
        {
            return (new(holder, until), null);
        }

        (Principal? principal, Refusal? denied) = await IdentifyAsync(token, cancellation).ConfigureAwait(false);
        return principal is null
            ? (null, denied)
            : (new(principal, HolderOf(token) is null ? OidcVerifier.ExpiryOf(token) : null), null);
    }

    private async ValueTask<(Principal? Principal, Refusal? Denied)> IdentifyAsync(
        string token,
        CancellationToken cancellation
    ) =>
        HolderOf(token) is { } holder ? (holder, null)
        : _issued.Recognise(token) is var (bearer, _) ? (bearer, null)
        : _oidc is not null && OidcVerifier.LooksLikeToken(token)
            ? await _oidc.VerifyAsync(token, cancellation).ConfigureAwait(false)
        : (null, PrincipalRefusals.NeedsToken);

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
        !IsReading(request)
        && request.Headers.Origin is { Count: > 0 } origin
        && !string.Equals(
            origin.ToString(),
            $"{request.Scheme}://{request.Host.Value}",
            StringComparison.OrdinalIgnoreCase
        );

    private static bool IsReading(HttpRequest request) =>
        HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method);

    private static bool IsLoopbackName(HostString host) =>
        host.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Host.Trim('[', ']'), out IPAddress? address) && IPAddress.IsLoopback(address));

    /// <inheritdoc/>
    public void Dispose() => _oidc?.Dispose();
}

/// <summary>What a browser's token gives it.</summary>
/// <param name="Principal">Who bears it.</param>
/// <param name="Until">When the token expires, UTC; null when it does not.</param>
internal sealed record BrowserTicket(Principal Principal, DateTimeOffset? Until);
