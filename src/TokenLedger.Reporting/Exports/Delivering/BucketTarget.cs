using System.Globalization;
using System.Net.Http.Headers;
using TokenLedger.Ledger.Amazon;

namespace TokenLedger.Reporting.Exports.Delivering;

/// <summary>A bucket of S3, or of a store that speaks its protocol.</summary>
public sealed record BucketOptions
{
    /// <summary>The bucket.</summary>
    public required string Bucket { get; init; }

    /// <summary>What the names of its objects begin with: "" or ending in a slash.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>The store's address; null for AWS. The bucket is then part of the path.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>The region, which is part of the signature.</summary>
    public string Region { get; init; } = "us-east-1";

    /// <summary>The key to sign with.</summary>
    public required CredentialsFile Credentials { get; init; }
}

/// <summary>
/// Puts objects into a bucket: one request each, signed over its content, so that what arrives is what was sent or nothing.
/// </summary>
/// <remarks>https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html</remarks>
public sealed class BucketTarget : IExportTarget, IDisposable
{
    /// <summary>The largest object that one request may put: 5 GiB.</summary>
    public const long MostBytes = 5L * 1024 * 1024 * 1024;

    /// <summary>Longest time of one request: 15 minutes.</summary>
    public static TimeSpan Timeout { get; } = TimeSpan.FromMinutes(15);

    private readonly BucketOptions _options;
    private readonly TimeProvider _time;
    private readonly SignatureV4 _signature;
    private readonly Lazy<HttpClient> _client = new(() =>
        new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false }) { Timeout = Timeout }
    );

    /// <summary>A bucket. Nothing is opened before the first object.</summary>
    public BucketTarget(BucketOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        (_options, _time) = (options, time);
        _signature = new(options.Region, "s3");
    }

    /// <inheritdoc/>
    public string Place => $"s3://{_options.Bucket}/{_options.Prefix}";

    /// <inheritdoc/>
    public async Task<string?> StoreAsync(
        string name,
        Stream content,
        string sha256,
        string contentType,
        CancellationToken cancellation
    )
    {
        ArgumentNullException.ThrowIfNull(content);
        if (content.Length > MostBytes)
        {
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{name} has {content.Length} bytes; one request puts at most {MostBytes}. Export shorter periods."
            );
        }

        try
        {
            using HttpRequestMessage request = Request(name, content, sha256, contentType);
            using HttpResponseMessage response = await _client
                .Value.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation)
                .ConfigureAwait(false);
            return response.IsSuccessStatusCode
                ? null
                : $"{Place} answered {(int)response.StatusCode} to {name}. Check bucket, region and credentials.";
        }
        catch (HttpRequestException failure)
        {
            return $"{Place} cannot be reached: {failure.Message}";
        }
        catch (TaskCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return $"{Place} did not answer in time.";
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_client.IsValueCreated)
        {
            _client.Value.Dispose();
        }
    }

    private HttpRequestMessage Request(string name, Stream content, string sha256, string contentType)
    {
        string key = string.Join('/', (_options.Prefix + name).Split('/').Select(Uri.EscapeDataString));
        Uri address = _options.Endpoint is { } endpoint
            ? new Uri($"{endpoint.GetLeftPart(UriPartial.Authority)}/{_options.Bucket}/{key}")
            : new Uri($"https://{_options.Bucket}.s3.{_options.Region}.amazonaws.com/{key}");
        AmazonCredentials credentials = _options.Credentials.Current;
        DateTimeOffset now = _time.GetUtcNow();
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

        HttpRequestMessage request = new(HttpMethod.Put, address) { Content = new StreamContent(content) };
        request.Content.Headers.ContentLength = content.Length;
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        foreach ((string header, string value) in signed.Where(header => header.Key != "host"))
        {
            request.Headers.TryAddWithoutValidation(header, value);
        }

        request.Headers.TryAddWithoutValidation(
            "Authorization",
            _signature.Authorization(credentials, now, "PUT", address.AbsolutePath, "", signed, sha256)
        );
        return request;
    }
}
