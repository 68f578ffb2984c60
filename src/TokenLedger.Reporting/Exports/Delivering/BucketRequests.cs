using System.Net.Http.Headers;
using TokenLedger.Ledger.Amazon;

namespace TokenLedger.Reporting.Exports.Delivering;

/// <summary>Words requests about one object of a bucket, each signed over its content.</summary>
internal sealed class BucketRequests(BucketOptions options, TimeProvider time, string name)
{
    private readonly SignatureV4 _signature = new(options.Region, "s3");
    private readonly string _address = AddressOf(options, name);

    /// <summary>A request.</summary>
    /// <param name="method">What is done with the object.</param>
    /// <param name="query">The query without its "?", escaped; "" for none.</param>
    /// <param name="content">What is sent; null for nothing.</param>
    /// <param name="sha256">SHA-256 of the content, lower-case hexadecimal.</param>
    /// <param name="contentType">What the object is; null leaves it out.</param>
    public HttpRequestMessage Of(
        HttpMethod method,
        string query,
        HttpContent? content,
        string sha256,
        string? contentType = null
    )
    {
        Uri address = new(query.Length == 0 ? _address : $"{_address}?{query}");
        AmazonCredentials credentials = options.Credentials.Current;
        DateTimeOffset now = time.GetUtcNow();
        SortedDictionary<string, string> signed = new(StringComparer.Ordinal)
        {
            ["host"] = address.Authority,
            ["x-amz-content-sha256"] = sha256,
            ["x-amz-date"] = SignatureV4.Format(now),
        };
        if (credentials.SessionToken is { Length: > 0 } token)
        {
            signed["x-amz-security-token"] = token;
        }

        HttpRequestMessage request = new(method, address) { Content = content };
        if (contentType is not null)
        {
            request.Content ??= new ByteArrayContent([]);
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        }

        foreach ((string header, string value) in signed.Where(header => header.Key != "host"))
        {
            request.Headers.TryAddWithoutValidation(header, value);
        }

        request.Headers.TryAddWithoutValidation(
            "Authorization",
            _signature.Authorization(credentials, now, method.Method, address.AbsolutePath, query, signed, sha256)
        );
        return request;
    }

    private static string AddressOf(BucketOptions options, string name)
    {
        string key = string.Join('/', (options.Prefix + name).Split('/').Select(Uri.EscapeDataString));
        return options.Endpoint is { } endpoint
            ? $"{endpoint.GetLeftPart(UriPartial.Authority)}/{options.Bucket}/{key}"
            : $"https://{options.Bucket}.s3.{options.Region}.amazonaws.com/{key}";
    }
}
