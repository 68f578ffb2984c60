using System.IO.Compression;
using System.Net.Http.Headers;

namespace TokenLedger.Gateway.Otlp;

/// <summary>What a receiver said to a request.</summary>
/// <param name="Problem">Why it was not taken; null when it was.</param>
/// <param name="Again">Whether it may be taken later.</param>
/// <param name="After">How long it asks to be left alone; null when it does not say.</param>
internal readonly record struct OtlpResult(string? Problem, bool Again, TimeSpan? After);

/// <summary>
/// Posts to one receiver. It follows no redirect, uses no proxy, and reads nothing of an answer but its status and
/// Retry-After: what may be sent again follows the specification of OTLP/HTTP.
/// </summary>
internal sealed class OtlpClient : IDisposable
{
    private readonly OtlpOptions _options;
    private readonly HttpClient _http = new(
        new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            ActivityHeadersPropagator = null,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        }
    )
    {
        Timeout = Timeout.InfiniteTimeSpan, // each request has its own
    };

    /// <summary>Takes the address; nothing is connected yet.</summary>
    public OtlpClient(OtlpOptions options) => _options = options;

    /// <summary>Posts a body once.</summary>
    /// <param name="signal">"traces" or "metrics".</param>
    /// <param name="contentType">How it is encoded.</param>
    /// <param name="body">The request.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="OperationCanceledException">Given up.</exception>
    public async Task<OtlpResult> PostAsync(
        string signal,
        string contentType,
        ReadOnlyMemory<byte> body,
        CancellationToken cancellation
    )
    {
        using HttpRequestMessage request = new(HttpMethod.Post, AddressOf(signal)) { Content = Zip(body, contentType) };
        foreach ((string name, string value) in _options.Headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using CancellationTokenSource within = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        within.CancelAfter(_options.Timeout);
        try
        {
            using HttpResponseMessage answer = await _http
                .SendAsync(request, HttpCompletionOption.ResponseHeadersRead, within.Token)
                .ConfigureAwait(false);
            return Judge(answer);
        }
        catch (HttpRequestException failure)
        {
            // The exception's own words may hold the address, which may be a secret.
            return new($"the connection failed ({failure.HttpRequestError})", Again: true, null);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new($"it did not answer within {_options.Timeout.TotalSeconds} s", Again: true, null);
        }
    }

    private Uri AddressOf(string signal) => new(_options.Endpoint!.AbsoluteUri.TrimEnd('/') + "/v1/" + signal);

    private static OtlpResult Judge(HttpResponseMessage answer)
    {
        int status = (int)answer.StatusCode;
        bool again = status is 408 or 429 or 502 or 503 or 504;
        return status is >= 200 and < 300
            ? default
            : new($"it answered {status}", again, answer.Headers.RetryAfter?.Delta);
    }

    private static ByteArrayContent Zip(ReadOnlyMemory<byte> body, string contentType)
    {
        using MemoryStream zipped = new();
        using (GZipStream gzip = new(zipped, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(body.Span);
        }

        ByteArrayContent content = new(zipped.ToArray());
        content.Headers.ContentType = new MediaTypeHeaderValue(contentType);
        content.Headers.ContentEncoding.Add("gzip");
        return content;
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();
}
