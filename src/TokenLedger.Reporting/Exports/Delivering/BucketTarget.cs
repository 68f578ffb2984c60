using System.Globalization;
using System.Net;
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

    /// <summary>The largest object that is put at once, in bytes; larger ones go in parts. 5 GiB, which is the most of one request.</summary>
    public long MostAtOnce { get; init; } = 5L << 30;

    /// <summary>Size of a part, in bytes, at least 5 MiB. 64 MiB; objects of more than 10,000 of them have larger ones.</summary>
    public long PartBytes { get; init; } = 64L << 20;

    /// <summary>The key to sign with.</summary>
    public required CredentialsFile Credentials { get; init; }
}

/// <summary>
/// Puts objects into a bucket: small ones with one request, large ones in parts, signed over their content, so that what
/// arrives is what was sent or nothing.
/// </summary>
/// <remarks>https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html</remarks>
public sealed class BucketTarget : IExportTarget, IDisposable
{
    /// <summary>Longest time of one request: 15 minutes.</summary>
    public static TimeSpan Timeout { get; } = TimeSpan.FromMinutes(15);

    private readonly BucketOptions _options;
    private readonly TimeProvider _time;
    private readonly Lazy<HttpClient> _client = new(() =>
        new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false }) { Timeout = Timeout }
    );

    /// <summary>A bucket. Nothing is opened before the first object.</summary>
    public BucketTarget(BucketOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        (_options, _time) = (options, time);
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
        if (content.Length > PartedUpload.MostBytes)
        {
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{name} has {content.Length} bytes; an object has at most {PartedUpload.MostBytes}. Export shorter periods."
            );
        }

        try
        {
            BucketRequests requests = new(_options, _time, name);
            HttpStatusCode? refused =
                content.Length > _options.MostAtOnce
                    ? await new PartedUpload(_client.Value, requests)
                        .RunAsync(content, _options.PartBytes, contentType, cancellation)
                        .ConfigureAwait(false)
                    : await PutAsync(requests, content, sha256, contentType, cancellation).ConfigureAwait(false);
            return refused is { } status
                ? $"{Place} answered {(int)status} to {name}. Check bucket, region and credentials."
                : null;
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

    /// <summary>Puts an object at once; the status that refused it, or null.</summary>
    private async Task<HttpStatusCode?> PutAsync(
        BucketRequests requests,
        Stream content,
        string sha256,
        string contentType,
        CancellationToken cancellation
    )
    {
        using HttpRequestMessage request = requests.Of(
            HttpMethod.Put,
            "",
            new StreamContent(content),
            sha256,
            contentType
        );
        request.Content!.Headers.ContentLength = content.Length;
        using HttpResponseMessage response = await _client
            .Value.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation)
            .ConfigureAwait(false);
        return response.IsSuccessStatusCode ? null : response.StatusCode;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_client.IsValueCreated)
        {
            _client.Value.Dispose();
        }
    }
}
