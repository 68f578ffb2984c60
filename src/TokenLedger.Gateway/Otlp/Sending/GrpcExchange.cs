using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;

namespace TokenLedger.Gateway.Otlp.Sending;

/// <summary>
/// OTLP over gRPC: one unary call for each request, over HTTP/2, without TLS too. A message is five bytes (whether it is
/// compressed, and its length) and the protobuf; the status comes in the trailers.
/// </summary>
/// <seealso href="https://opentelemetry.io/docs/specs/otlp/#otlpgrpc"/>
/// <seealso href="https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md"/>
internal static class GrpcExchange
{
    private const int PrefixBytes = 5;
    private const string Services = "/opentelemetry.proto.collector.";

    // The statuses that mean something here, by their names in gRPC.
    private const int Ok = 0;
    private const int Cancelled = 1;
    private const int DeadlineExceeded = 4;
    private const int ResourceExhausted = 8;
    private const int Aborted = 10;
    private const int OutOfRange = 11;
    private const int Unavailable = 14;
    private const int DataLoss = 15;

    /// <summary>A request with a gzipped message.</summary>
    public static HttpRequestMessage Request(Uri endpoint, OtlpSignal signal, byte[] zipped)
    {
        string path = signal == OtlpSignal.Traces ? "trace.v1.TraceService/Export" : "metrics.v1.MetricsService/Export";
        byte[] message = new byte[PrefixBytes + zipped.Length];
        message[0] = 1;
        BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(1), zipped.Length);
        zipped.CopyTo(message, PrefixBytes);
        ByteArrayContent content = new(message);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        HttpRequestMessage request = new(HttpMethod.Post, new Uri(endpoint.AbsoluteUri.TrimEnd('/') + Services + path))
        {
            Content = content,
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        request.Headers.TE.Add(new TransferCodingWithQualityHeaderValue("trailers"));
        request.Headers.Add("grpc-encoding", "gzip");
        return request;
    }

    /// <summary>What an answer says.</summary>
    public static async Task<OtlpResult> JudgeAsync(
        HttpResponseMessage answer,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        if (!answer.IsSuccessStatusCode)
        {
            return HttpExchange.OfStatus(answer, now);
        }

        byte[] body = await AnswerBody.ReadAsync(answer, cancellation).ConfigureAwait(false);
        // An answer without a body has its status among the headers.
        HttpResponseHeaders said = answer.TrailingHeaders.Contains("grpc-status")
            ? answer.TrailingHeaders
            : answer.Headers;
        return !int.TryParse(
                First(said, "grpc-status"),
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out int status
            )
                ? new("it answered without a gRPC status: is this address one of OTLP over gRPC?", Again: true)
            : status != Ok ? Refused(status, said)
            : Taken(body);
    }

    /// <summary>A receiver that has too much says when to come back; one that does not say it does not want it again.</summary>
    private static OtlpResult Refused(int status, HttpResponseHeaders said)
    {
        TimeSpan? after = RetryInfo.Delay(First(said, "grpc-status-details-bin"));
        bool again = status switch
        {
            Cancelled or DeadlineExceeded or Aborted or OutOfRange or Unavailable or DataLoss => true,
            ResourceExhausted => after is not null,
            _ => false,
        };
        string? words = PartialSuccess.Printable(Uri.UnescapeDataString(First(said, "grpc-message") ?? ""));
        string problem = words is null ? $"it answered with gRPC status {status}" : $"gRPC status {status}: {words}";
        return new(problem, again, after);
    }

    /// <summary>An uncompressed answer only: nothing else was offered to the receiver.</summary>
    private static OtlpResult Taken(byte[] body) =>
        body.Length < PrefixBytes || body[0] != 0 ? default : PartialSuccess.Read(body.AsSpan(PrefixBytes), false);

    private static string? First(HttpResponseHeaders headers, string name) =>
        headers.NonValidated.TryGetValues(name, out HeaderStringValues values) ? values.ToString() : null;
}
