namespace TokenLedger.Gateway.Otlp.Sending;

/// <summary>Reads an answer's body, as far as <see cref="PartialSuccess.MostBytes"/>.</summary>
internal static class AnswerBody
{
    /// <summary>The body; empty when it is longer than is read.</summary>
    public static async Task<byte[]> ReadAsync(HttpResponseMessage answer, CancellationToken cancellation)
    {
        byte[] body = new byte[PartialSuccess.MostBytes + 1];
        Stream stream = await answer.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            int read = await stream
                .ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, cancellation)
                .ConfigureAwait(false);
            return read > PartialSuccess.MostBytes ? [] : body[..read];
        }
    }
}
