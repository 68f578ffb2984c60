using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace TokenLedger.Ledger.Amazon;

/// <summary>
/// AWS Signature Version 4 (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html).
/// </summary>
/// <param name="Region">The region that serves the request ("us-east-1").</param>
/// <param name="Service">The service as signatures name it ("bedrock"). "s3" signs a path as it is sent, others escape it again.</param>
public sealed record SignatureV4(string Region, string Service)
{
    /// <summary>The word that begins an Authorization header with such a signature.</summary>
    public const string Algorithm = "AWS4-HMAC-SHA256";

    private const string ObjectStorage = "s3";
    private const string Terminator = "aws4_request";

    /// <summary>An instant as requests carry it (X-Amz-Date).</summary>
    public static string Format(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);

    /// <summary>The value of the Authorization header.</summary>
    /// <param name="credentials">The key to sign with.</param>
    /// <param name="at">The instant of X-Amz-Date.</param>
    /// <param name="method">HTTP method.</param>
    /// <param name="path">The path as it is sent, escapes included.</param>
    /// <param name="query">The query as it is sent, with or without its "?".</param>
    /// <param name="headers">The headers to sign, host among them; several values of one name joined by commas.</param>
    /// <param name="payloadHash">SHA-256 of the body, in small hexadecimal digits.</param>
    public string Authorization(
        AmazonCredentials credentials,
        DateTimeOffset at,
        string method,
        string path,
        string query,
        IEnumerable<KeyValuePair<string, string>> headers,
        string payloadHash
    )
    {
        ArgumentNullException.ThrowIfNull(credentials);
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(query);
        (string Name, string Value)[] signed =
        [
            .. headers
                .Select(header => (Name: header.Key.ToLowerInvariant(), Value: Squeeze(header.Value)))
                .OrderBy(header => header.Name, StringComparer.Ordinal),
        ];
        string names = string.Join(';', signed.Select(header => header.Name));
        string canonical = string.Join(
            '\n',
            method,
            Service == ObjectStorage ? path : EscapePath(path),
            SortQuery(query.TrimStart('?')),
            string.Concat(signed.Select(header => $"{header.Name}:{header.Value}\n")),
            names,
            payloadHash
        );
        string time = Format(at);
        string scope = $"{time[..8]}/{Region}/{Service}/{Terminator}";
        string toSign = string.Join('\n', Algorithm, time, scope, HashOf(Encoding.UTF8.GetBytes(canonical)));
        byte[] signature = HMACSHA256.HashData(KeyFor(credentials, time[..8]), Encoding.UTF8.GetBytes(toSign));
        return $"{Algorithm} Credential={credentials.AccessKeyId}/{scope}, SignedHeaders={names}, "
            + $"Signature={Convert.ToHexStringLower(signature)}";
    }

    /// <summary>SHA-256 in small hexadecimal digits.</summary>
    public static string HashOf(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private byte[] KeyFor(AmazonCredentials credentials, string day)
    {
        byte[] key = Encoding.UTF8.GetBytes("AWS4" + credentials.Secret);
        foreach (string part in (ReadOnlySpan<string>)[day, Region, Service, Terminator])
        {
            key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(part));
        }

        return key;
    }

    /// <summary>Outer white space away, inner runs of it as one space.</summary>
    private static string Squeeze(string value) =>
        string.Join(' ', value.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));

    /// <summary>The path escaped once more: what is sent as %3A is signed as %253A.</summary>
    private static string EscapePath(string path) =>
        path.Length == 0 ? "/" : string.Join('/', path.Split('/').Select(Uri.EscapeDataString));

    private static string SortQuery(string query) =>
        string.Join(
            '&',
            query
                .Split('&', StringSplitOptions.RemoveEmptyEntries)
                .Select(pair => pair.Split('=', 2))
                .Select(pair => (Name: Normalise(pair[0]), Value: Normalise(pair.Length < 2 ? "" : pair[1])))
                .OrderBy(pair => pair.Name, StringComparer.Ordinal)
                .ThenBy(pair => pair.Value, StringComparer.Ordinal)
                .Select(pair => $"{pair.Name}={pair.Value}")
        );

    private static string Normalise(string escaped) => Uri.EscapeDataString(Uri.UnescapeDataString(escaped));
}
