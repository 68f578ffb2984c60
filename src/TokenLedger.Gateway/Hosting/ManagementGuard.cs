using System.Net;
using System.Security.Cryptography;
using System.Text;
using TokenLedger.Gateway.Dialects;

namespace TokenLedger.Gateway.Hosting;

/// <summary>
/// Decides on management routes. With an admin token: its bearer, compared in constant time. Without one: only callers on
/// this machine, addressing it by a loopback name (so that no web page can reach it through a rebound name).
/// </summary>
internal sealed class ManagementGuard(string? adminToken)
{
    private readonly byte[]? _tokenHash = adminToken is null ? null : Hash(adminToken);

    private static readonly Refusal s_needsToken = new(
        401,
        "authentication_error",
        "admin_token_required",
        "This route needs the admin token. Send it as \"Authorization: Bearer TOKEN\"."
    );

    private static readonly Refusal s_localOnly = new(
        403,
        "permission_error",
        "local_callers_only",
        "Without an admin token (admin.token) this route answers only callers on the same machine."
    );

    /// <summary>Who sent the request; null when it may not pass, with the refusal to answer with.</summary>
    public (Principal? Principal, Refusal? Denied) Check(HttpContext http)
    {
        if (_tokenHash is not null)
        {
            string authorization = http.Request.Headers.Authorization.ToString();
            const string Bearer = "Bearer ";
            bool admitted =
                authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
                && CryptographicOperations.FixedTimeEquals(Hash(authorization[Bearer.Length..].Trim()), _tokenHash);
            return admitted ? (Principal.Admin, null) : (null, s_needsToken);
        }

        bool local =
            http.Connection.RemoteIpAddress is { } remote
            && IPAddress.IsLoopback(remote)
            && IsLoopbackName(http.Request.Host);
        return local ? (Principal.Local, null) : (null, s_localOnly);
    }

    private static bool IsLoopbackName(HostString host) =>
        host.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Host.Trim('[', ']'), out IPAddress? address) && IPAddress.IsLoopback(address));

    private static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
