using System.Text.Json;
using Microsoft.IdentityModel.Tokens;

namespace TokenLedger.Gateway.Identity.Principals;

/// <summary>
/// The keys that an issuer signs with: found by its discovery document, kept, and fetched again when they are old or when
/// a token names one that is not among them. While the issuer is down the last keys stay good for a day.
/// </summary>
/// <remarks>https://openid.net/specs/openid-connect-discovery-1_0.html</remarks>
internal sealed class IssuerKeys : IDisposable
{
    /// <summary>Age at which keys are fetched again.</summary>
    public static readonly TimeSpan Fresh = TimeSpan.FromHours(1);

    /// <summary>Age up to which keys are used while they cannot be fetched again.</summary>
    public static readonly TimeSpan Usable = TimeSpan.FromHours(24);

    /// <summary>Least time between two fetches: tokens that name made-up keys cause no more.</summary>
    public static readonly TimeSpan BetweenFetches = TimeSpan.FromSeconds(30);

    private const int LargestAnswer = 1 << 20;

    private readonly string _issuer;
    private readonly TimeProvider _time;
    private readonly HttpClient _client;
    private readonly SemaphoreSlim _fetching = new(1);
    private Fetched? _current;
    private DateTimeOffset _triedAt = DateTimeOffset.MinValue;

    /// <summary>Fetches nothing yet.</summary>
    public IssuerKeys(string issuer, TimeProvider time)
    {
        _issuer = issuer;
        _time = time;
        _client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
        {
            Timeout = TimeSpan.FromSeconds(5),
            MaxResponseContentBufferSize = LargestAnswer,
        };
    }

    /// <summary>The keys, with the one named among them where the issuer has it.</summary>
    /// <param name="kid">The key a token names; null or empty when it names none.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>Null when the issuer cannot be reached and no keys are left.</returns>
    public async ValueTask<Fetched?> GetAsync(string? kid, CancellationToken cancellation)
    {
        if (Volatile.Read(ref _current) is { } current && IsGood(current, kid))
        {
            return current;
        }

        await _fetching.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            DateTimeOffset now = _time.GetUtcNow();
            bool mayTry = now - _triedAt >= BetweenFetches;
            if (mayTry && (_current is null || !IsGood(_current, kid)))
            {
                _triedAt = now;
                Volatile.Write(ref _current, await FetchAsync(now, cancellation).ConfigureAwait(false) ?? _current);
            }

            return _current is not null && now - _current.At < Usable ? _current : null;
        }
        finally
        {
            _fetching.Release();
        }
    }

    private bool IsGood(Fetched keys, string? kid) =>
        _time.GetUtcNow() - keys.At < Fresh && (string.IsNullOrEmpty(kid) || keys.Has(kid));

    private async Task<Fetched?> FetchAsync(DateTimeOffset now, CancellationToken cancellation)
    {
        try
        {
            string discovery = await _client
                .GetStringAsync(new Uri(_issuer.TrimEnd('/') + "/.well-known/openid-configuration"), cancellation)
                .ConfigureAwait(false);
            return KeysAddress(discovery) is { } address
                ? Read(await _client.GetStringAsync(address, cancellation).ConfigureAwait(false), now)
                : null;
        }
        catch (Exception e)
            when (e is HttpRequestException or JsonException or ArgumentException
                || (e is OperationCanceledException && !cancellation.IsCancellationRequested)
            )
        {
            return null;
        }
    }

    /// <summary>A document of another issuer is none; keys come over TLS, or from this machine.</summary>
    private Uri? KeysAddress(string discovery)
    {
        using JsonDocument document = JsonDocument.Parse(discovery);
        return
            document.RootElement.ValueKind == JsonValueKind.Object
            && document.RootElement.TryGetProperty("issuer", out JsonElement issuer)
            && issuer.ValueKind == JsonValueKind.String
            && issuer.GetString() == _issuer
            && document.RootElement.TryGetProperty("jwks_uri", out JsonElement keys)
            && keys.ValueKind == JsonValueKind.String
            && Uri.TryCreate(keys.GetString(), UriKind.Absolute, out Uri? address)
            && OidcOptions.IsTrustworthy(address)
            ? address
            : null;
    }

    /// <summary>Only keys that verify signatures of others: a symmetric one would let everyone sign who can read it.</summary>
    private static Fetched? Read(string json, DateTimeOffset now)
    {
        SecurityKey[] keys =
        [
            .. new JsonWebKeySet(json).Keys.Where(static key =>
                key.Kty is JsonWebAlgorithmsKeyTypes.RSA or JsonWebAlgorithmsKeyTypes.EllipticCurve
                && key.Use is not "enc"
            ),
        ];
        return keys.Length == 0 ? null : new Fetched(keys, now);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _client.Dispose();
        _fetching.Dispose();
    }

    /// <summary>Keys as they were fetched.</summary>
    /// <param name="Keys">The keys.</param>
    /// <param name="At">When.</param>
    public sealed record Fetched(IReadOnlyList<SecurityKey> Keys, DateTimeOffset At)
    {
        /// <summary>Whether a key is among them.</summary>
        public bool Has(string kid) => Keys.Any(key => key.KeyId == kid);
    }
}
