using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using TokenLedger.Gateway.Dialects;
using TokenLedger.Gateway.Hosting;

namespace TokenLedger.Gateway.Identity.Principals;

/// <summary>Finds out who bears a token of the configured issuer, an access token or an ID token.</summary>
internal sealed class OidcVerifier : IDisposable
{
    /// <summary>Most tokens remembered. When there are more, all are forgotten and verified again.</summary>
    public const int MostRemembered = 1024;

    /// <summary>How long a verified token is believed without being verified again.</summary>
    public static readonly TimeSpan Remembered = TimeSpan.FromMinutes(5);

    private const int LargestToken = 16 * 1024;

    /// <summary>Signatures by a private key that only the issuer has; no "none", and none with a shared secret.</summary>
    private static readonly string[] s_algorithms =
    [
        SecurityAlgorithms.RsaSha256,
        SecurityAlgorithms.RsaSha384,
        SecurityAlgorithms.RsaSha512,
        SecurityAlgorithms.RsaSsaPssSha256,
        SecurityAlgorithms.RsaSsaPssSha384,
        SecurityAlgorithms.RsaSsaPssSha512,
        SecurityAlgorithms.EcdsaSha256,
        SecurityAlgorithms.EcdsaSha384,
        SecurityAlgorithms.EcdsaSha512,
    ];

    private readonly OidcOptions _options;
    private readonly IssuerKeys _keys;
    private readonly ClaimReader _claims;
    private readonly TimeProvider _time;
    private readonly JsonWebTokenHandler _handler = new()
    {
        MapInboundClaims = false,
        MaximumTokenSizeInBytes = LargestToken,
    };

    // By the whole hash of the whole token: a part of it would make two tokens one.
    private readonly ConcurrentDictionary<string, Known> _known = new(StringComparer.Ordinal);

    /// <summary>Asks the issuer for nothing before the first token comes.</summary>
    public OidcVerifier(OidcOptions options, TimeProvider time)
    {
        _options = options;
        _time = time;
        _keys = new(options.Issuer, time);
        _claims = new(options);
    }

    /// <summary>Tokens remembered now.</summary>
    public int RememberedTokens => _known.Count;

    /// <summary>Whether a bearer token may be one of an issuer's: three parts joined by dots.</summary>
    public static bool LooksLikeToken(string bearer) => bearer.AsSpan().Count('.') == 2;

    /// <summary>When a token that was verified expires, UTC.</summary>
    public static DateTimeOffset ExpiryOf(string token) => new(new JsonWebToken(token).ValidTo, TimeSpan.Zero);

    /// <summary>Who bears a token.</summary>
    /// <returns>The principal, or why the token is not taken.</returns>
    public async ValueTask<(Principal? Principal, Refusal? Denied)> VerifyAsync(
        string token,
        CancellationToken cancellation
    )
    {
        string hash = Convert.ToHexString(TokenHash.Of(token));
        if (_known.TryGetValue(hash, out Known? known) && _time.GetUtcNow() < known.Until)
        {
            return (known.Principal, null);
        }

        if (!TryRead(token, out JsonWebToken? jwt))
        {
            return (null, PrincipalRefusals.InvalidToken("it cannot be read"));
        }

        IssuerKeys.Fetched? keys = await _keys.GetAsync(jwt.Kid, cancellation).ConfigureAwait(false);
        if (keys is null)
        {
            return (null, PrincipalRefusals.IssuerUnavailable);
        }

        TokenValidationResult result = await _handler
            .ValidateTokenAsync(jwt, Parameters(keys, jwt))
            .ConfigureAwait(false);
        if (!result.IsValid)
        {
            return (null, PrincipalRefusals.InvalidToken(Reason(result.Exception)));
        }

        (Principal? principal, Refusal? denied) = _claims.Read(jwt);
        if (principal is not null)
        {
            Remember(hash, principal, jwt);
        }

        return (principal, denied);
    }

    private bool TryRead(string token, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out JsonWebToken? jwt)
    {
        jwt = null;
        if (token.Length > LargestToken)
        {
            return false;
        }

        try
        {
            jwt = _handler.ReadJsonWebToken(token);
            return true;
        }
        catch (Exception e) when (e is ArgumentException or SecurityTokenException or JsonException or FormatException)
        {
            return false;
        }
    }

    private TokenValidationParameters Parameters(IssuerKeys.Fetched keys, JsonWebToken jwt) =>
        new()
        {
            ValidIssuer = _options.Issuer,
            ValidAudiences = _options.Audiences,
            ValidAlgorithms = s_algorithms,
            IssuerSigningKeys = keys.Keys,
            TryAllIssuerSigningKeys = string.IsNullOrEmpty(jwt.Kid),
            RequireSignedTokens = true,
            RequireExpirationTime = true,
            LifetimeValidator = IsInTime,
        };

    private bool IsInTime(
        DateTime? notBefore,
        DateTime? expires,
        SecurityToken token,
        TokenValidationParameters parameters
    )
    {
        DateTime now = _time.GetUtcNow().UtcDateTime;
        return (notBefore is null || notBefore <= now + _options.ClockSkew)
            && expires is not null
            && expires > now - _options.ClockSkew;
    }

    private void Remember(string hash, Principal principal, JsonWebToken jwt)
    {
        if (_known.Count >= MostRemembered)
        {
            _known.Clear();
        }

        DateTimeOffset until = _time.GetUtcNow() + Remembered;
        DateTimeOffset expires = new(jwt.ValidTo, TimeSpan.Zero);
        _known[hash] = new(principal, expires < until ? expires : until);
    }

    /// <summary>A word for the holder; nothing in it helps to make a better forgery.</summary>
    private static string Reason(Exception problem) =>
        problem switch
        {
            SecurityTokenInvalidLifetimeException or SecurityTokenNoExpirationException =>
                "it has expired, is not valid yet, or says no end",
            SecurityTokenInvalidAudienceException => "it is meant for another audience",
            SecurityTokenInvalidIssuerException => "it is of another issuer",
            _ => "its signature is not the issuer's",
        };

    /// <inheritdoc/>
    public void Dispose() => _keys.Dispose();

    private sealed record Known(Principal Principal, DateTimeOffset Until);
}
