using System.Net.Http.Headers;

namespace TokenLedger.Gateway.Otlp.Sending;

/// <summary>OTLP over HTTP: a POST for each request.</summary>
/// <seealso href="https://opentelemetry.io/docs/specs/otlp/#otlphttp"/>
internal static class HttpExchange
{
    /// <summary>A request with a gzipped body.</summary>
    public static HttpRequestMessage Request(Uri endpoint, OtlpSignal signal, byte[] zipped, bool isJson)
    {
        string path = signal == OtlpSignal.Traces ? "/v1/traces" : "/v1/metrics";
        ByteArrayContent content = new(zipped);
        content.Headers.ContentType = new MediaTypeHeaderValue(isJson ? "application/json" : "application/x-protobuf");
        content.Headers.ContentEncoding.Add("gzip");
        return new(HttpMethod.Post, new Uri(endpoint.AbsoluteUri.TrimEnd('/') + path)) { Content = content };
    }

    /// <summary>What an answer says. Of one that is not a success only status and Retry-After are read.</summary>
    public static async Task<OtlpResult> JudgeAsync(
        HttpResponseMessage answer,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        if (!answer.IsSuccessStatusCode)
        {
            return OfStatus(answer, now);
        }

        bool isJson = answer.Content.Headers.ContentType?.MediaType == "application/json";
        return PartialSuccess.Read(await AnswerBody.ReadAsync(answer, cancellation).ConfigureAwait(false), isJson);
    }

    /// <summary>What a status other than success says. Retry-After is a number of seconds or an instant.</summary>
    public static OtlpResult OfStatus(HttpResponseMessage answer, DateTimeOffset now)
    {
        RetryConditionHeaderValue? retry = answer.Headers.RetryAfter;
        int status = (int)answer.StatusCode;
        bool again = status is 408 or 429 or 502 or 503 or 504;
        return new($"it answered {status}", again, retry?.Delta ?? (retry?.Date - now));
    }
}
