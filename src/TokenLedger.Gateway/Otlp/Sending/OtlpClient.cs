using System.IO.Compression;

namespace TokenLedger.Gateway.Otlp.Sending;

/// <summary>
/// Sends to one receiver. It follows no redirect and uses no proxy; what may be sent again follows the specification of
/// OTLP.
/// </summary>
internal sealed class OtlpClient : IDisposable
{
    private readonly OtlpOptions _options;
    private readonly TimeProvider _time;
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
    public OtlpClient(OtlpOptions options, TimeProvider time) => (_options, _time) = (options, time);

    /// <summary>Sends a request once.</summary>
    /// <param name="signal">What it holds.</param>
    /// <param name="body">The request, in the encoding of the options.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="OperationCanceledException">Given up.</exception>
    public async Task<OtlpResult> SendAsync(
        OtlpSignal signal,
        ReadOnlyMemory<byte> body,
        CancellationToken cancellation
    )
    {
        using HttpRequestMessage request = RequestOf(signal, Zip(body));
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
            return _options.Protocol == OtlpProtocol.Grpc
                ? await GrpcExchange.JudgeAsync(answer, _time.GetUtcNow(), within.Token).ConfigureAwait(false)
                : await HttpExchange.JudgeAsync(answer, _time.GetUtcNow(), within.Token).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException)
        {
            // The exception's own words may hold the address, which may be a secret.
            HttpRequestError error = (failure as HttpRequestException)?.HttpRequestError ?? default;
            return new($"the connection failed ({error})", Again: true);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new($"it did not answer within {_options.Timeout.TotalSeconds} s", Again: true);
        }
    }

    private HttpRequestMessage RequestOf(OtlpSignal signal, byte[] zipped) =>
        _options.Protocol == OtlpProtocol.Grpc
            ? GrpcExchange.Request(_options.Endpoint!, signal, zipped)
            : HttpExchange.Request(_options.Endpoint!, signal, zipped, _options.Protocol == OtlpProtocol.Json);

    private static byte[] Zip(ReadOnlyMemory<byte> body)
    {
        using MemoryStream zipped = new();
        using (GZipStream gzip = new(zipped, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(body.Span);
        }

        return zipped.ToArray();
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();
}
