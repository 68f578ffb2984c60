namespace TokenLedger.Gateway.Alerts.Channels;

/// <summary>An HTTP receiver: Slack, or a webhook in one of its formats.</summary>
internal sealed class WebhookReceiver(ChannelOptions options, AlertHttp http, string source, TimeProvider time)
    : IAlertReceiver
{
    /// <inheritdoc/>
    public async Task<SendResult> SendAsync(Alert alert, CancellationToken cancellation)
    {
        AlertPayload payload = Payload(alert);
        using HttpRequestMessage request = new(HttpMethod.Post, options.Url)
        {
            Content = new ByteArrayContent(payload.Body),
        };
        request.Content.Headers.ContentType = payload.ContentType;
        request.Headers.TryAddWithoutValidation("User-Agent", "tokenledger");
        foreach ((string name, string value) in payload.Headers.Concat(options.Headers))
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        if (options.SigningKey is { } key)
        {
            string id = alert.Id.ToString("D");
            foreach ((string name, string value) in WebhookSignature.Headers(key, id, time.GetUtcNow(), payload.Body))
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }
        }

        return await http.PostAsync(request, cancellation).ConfigureAwait(false);
    }

    /// <summary>Closes its connections.</summary>
    public void Dispose() => http.Dispose();

    private AlertPayload Payload(Alert alert) =>
        options.Kind switch
        {
            ChannelKind.Slack => SlackMessage.Of(alert),
            ChannelKind.AgentLedger => AgentLedgerPayload.Of(alert),
            ChannelKind.CloudEventsBinary => CloudEvent.Binary(alert, source),
            _ => CloudEvent.Structured(alert, source),
        };
}
