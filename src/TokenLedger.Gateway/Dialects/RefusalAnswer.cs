namespace TokenLedger.Gateway.Dialects;

/// <summary>Writes a refusal to the caller in its dialect.</summary>
internal static class RefusalAnswer
{
    /// <summary>Answers, unless the answer has begun: then the connection is broken off.</summary>
    public static async Task WriteAsync(HttpContext http, Dialect dialect, Refusal refusal, Guid call)
    {
        HttpResponse response = http.Response;
        if (response.HasStarted)
        {
            http.Abort();
            return;
        }

        response.StatusCode = refusal.Status;
        response.ContentType = "application/json";
        if (refusal.RetryAfterSeconds is { } seconds)
        {
            response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        if (refusal.ShouldRetry is { } retry)
        {
            response.Headers["x-should-retry"] = retry ? "true" : "false";
        }

        foreach ((string name, string value) in refusal.Headers)
        {
            response.Headers[name] = value;
        }

        if (refusal.Status == StatusCodes.Status426UpgradeRequired && HttpProtocol.IsHttp11(http.Request.Protocol))
        {
            response.Headers.Upgrade = "HTTP/1.1"; // RFC 9110, 15.5.22: a 426 names what is spoken
            response.Headers.Connection = "upgrade";
        }

        if (refusal.Status == StatusCodes.Status413PayloadTooLarge && HttpProtocol.IsHttp11(http.Request.Protocol))
        {
            response.Headers.Connection = "close"; // the rest of the body is not read
        }

        ReadOnlyMemory<byte> body = refusal.Body ?? dialect.ErrorBody(refusal, call);
        response.ContentLength = body.Length;
        await response.BodyWriter.WriteAsync(body, http.RequestAborted).ConfigureAwait(false);
    }
}
