using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace TokenLedger.Gateway.Hosting;

/// <summary>
/// Decides on management routes. With an admin token: its bearer, compared in constant time. Without one: only callers on
/// this machine, addressing it by a loopback name (so that no web page can reach it through a rebound name).
/// </summary>
internal sealed class ManagementGuard(string? adminToken)
{
    private readonly byte[]? _tokenHash = adminToken is null ? null : Hash(adminToken);

    /// <summary>Whether the request may pass; otherwise the status and sentence to answer with.</summary>
    public (int Status, string Message)? Check(HttpContext http)
    {
        if (_tokenHash is not null)
        {
            string authorization = http.Request.Headers.Authorization.ToString();
            const string Bearer = "Bearer ";
            bool admitted =
                authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
                && CryptographicOperations.FixedTimeEquals(Hash(authorization[Bearer.Length..].Trim()), _tokenHash);
            return admitted ? null : (401, "This route needs the admin token: send it as \"Authorization: Bearer …\".");
        }

        bool local =
            http.Connection.RemoteIpAddress is { } remote
            && IPAddress.IsLoopback(remote)
            && IsLoopbackName(http.Request.Host);
        return local
            ? null
            : (403, "Without an admin token (admin.token) this route answers only callers on the same machine.");
    }

    private static bool IsLoopbackName(HostString host) =>
        host.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Host.Trim('[', ']'), out IPAddress? address) && IPAddress.IsLoopback(address));

    private static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
