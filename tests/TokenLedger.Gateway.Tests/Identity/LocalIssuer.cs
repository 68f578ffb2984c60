using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace TokenLedger.Gateway.Tests.Identity;

/// <summary>An OpenID Connect issuer on loopback: discovery, keys, and tokens signed by hand, good ones and bad ones.</summary>
internal sealed class LocalIssuer : IAsyncDisposable
{
    private readonly WebApplication _server;
    private readonly List<SigningKey> _published = [];

    private LocalIssuer(WebApplication server) => _server = server;

    public string Issuer =>
        _server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    /// <summary>Whether it answers with errors.</summary>
    public bool IsDown { get; set; }

    /// <summary>How often its keys were fetched.</summary>
    public int Fetches { get; private set; }

    /// <summary>What the discovery document says the issuer is; null for the truth.</summary>
    public string? SaysItIs { get; set; }

    public static async Task<LocalIssuer> StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        LocalIssuer issuer = new(builder.Build());
        issuer._server.Run(issuer.AnswerAsync);
        await issuer._server.StartAsync();
        return issuer;
    }

    public SigningKey Publish(SigningKey key)
    {
        _published.Add(key);
        return key;
    }

    public void Withdraw(SigningKey key) => _published.Remove(key);

    /// <summary>The claims of a good token at an instant; null leaves one out.</summary>
    public Dictionary<string, object?> Claims(DateTimeOffset now) =>
        new()
        {
            ["iss"] = Issuer,
            ["sub"] = "u-1",
            ["email"] = "alice@example.com",
            ["aud"] = "tokenledger",
            ["azp"] = "cli",
            ["iat"] = now.ToUnixTimeSeconds(),
            ["nbf"] = now.ToUnixTimeSeconds(),
            ["exp"] = now.AddMinutes(10).ToUnixTimeSeconds(),
            ["realm_access"] = new Dictionary<string, object> { ["roles"] = new[] { "other", "ai-admins" } },
        };

    private async Task AnswerAsync(HttpContext http)
    {
        if (IsDown)
        {
            http.Response.StatusCode = 503;
            return;
        }

        object? document = http.Request.Path.Value switch
        {
            "/.well-known/openid-configuration" => new { issuer = SaysItIs ?? Issuer, jwks_uri = Issuer + "/keys" },
            "/keys" => Keys(),
            _ => null,
        };
        await http.Response.WriteAsync(JsonSerializer.Serialize(document));
    }

    private object Keys()
    {
        Fetches++;
        return new { keys = _published.Select(key => key.Published).ToArray() };
    }

    public async ValueTask DisposeAsync()
    {
        await _server.StopAsync();
        await _server.DisposeAsync();
    }
}

/// <summary>A key of an issuer.</summary>
internal sealed class SigningKey
{
    private readonly Func<byte[], byte[]> _sign;
    private readonly string _algorithm;
    private readonly string? _id;

    private SigningKey(string? id, string algorithm, object published, Func<byte[], byte[]> sign)
    {
        (_id, _algorithm, _sign, Published) = (id, algorithm, sign, published);
    }

    /// <summary>As the issuer's key set has it.</summary>
    public object Published { get; }

    public static SigningKey Rsa(string id, string algorithm = "RS256", string? tokensSay = "same")
    {
        RSA rsa = RSA.Create(2048);
        RSAParameters parameters = rsa.ExportParameters(false);
        RSASignaturePadding padding = algorithm[0] == 'P' ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1;
        return new(
            tokensSay == "same" ? id : tokensSay,
            algorithm,
            new
            {
                kty = "RSA",
                use = "sig",
                kid = id,
                n = Text(parameters.Modulus!),
                e = Text(parameters.Exponent!),
            },
            bytes => rsa.SignData(bytes, HashAlgorithmName.SHA256, padding)
        );
    }

    public static SigningKey Ec(string id)
    {
        ECDsa ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        ECParameters parameters = ec.ExportParameters(false);
        return new(
            id,
            "ES256",
            new
            {
                kty = "EC",
                crv = "P-256",
                kid = id,
                x = Text(parameters.Q.X!),
                y = Text(parameters.Q.Y!),
            },
            bytes => ec.SignData(bytes, HashAlgorithmName.SHA256)
        );
    }

    /// <summary>A shared secret, which no key set should have.</summary>
    public static SigningKey Shared(string id, byte[] secret) =>
        new(
            id,
            "HS256",
            new
            {
                kty = "oct",
                kid = id,
                k = Text(secret),
            },
            bytes => HMACSHA256.HashData(secret, bytes)
        );

    /// <summary>No signature at all.</summary>
    public static SigningKey None { get; } = new(null, "none", new { }, _ => []);

    public string Sign(Dictionary<string, object?> claims)
    {
        Dictionary<string, object> header = new() { ["alg"] = _algorithm, ["typ"] = "at+jwt" };
        if (_id is not null)
        {
            header["kid"] = _id;
        }

        Dictionary<string, object?> said = claims.Where(c => c.Value is not null).ToDictionary();
        string body =
            $"{Text(JsonSerializer.SerializeToUtf8Bytes(header))}.{Text(JsonSerializer.SerializeToUtf8Bytes(said))}";
        return $"{body}.{Text(_sign(Encoding.ASCII.GetBytes(body)))}";
    }

    private static string Text(byte[] bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);
}
