using TokenLedger.Functional.Tests.Running;

namespace TokenLedger.Functional.Tests.Clients;

/// <summary>Below an SDK: keeps the raw answers it was given.</summary>
internal sealed class RecordingHandler() : DelegatingHandler(new SocketsHttpHandler())
{
    public List<Received> Answers { get; } = [];

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        HttpResponseMessage response = await base.SendAsync(request, cancellationToken);
        await response.Content.LoadIntoBufferAsync(cancellationToken);
        Answers.Add(await Received.ReadAsync(response, cancellationToken));
        return response;
    }
}
