using System.Net;
using TokenLedger.Gateway.Dialects;

namespace TokenLedger.Gateway.Upstreams;

/// <summary>A request body as it came, with at most one splice, sent without copying it.</summary>
/// <param name="body">The body; must stay valid until the request is sent.</param>
/// <param name="injection">The splice, if any.</param>
internal sealed class RequestContent(ReadOnlyMemory<byte> body, UsageInjection? injection) : HttpContent
{
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(
        Stream stream,
        TransportContext? context,
        CancellationToken cancellationToken
    )
    {
        if (injection is not { } splice)
        {
            await stream.WriteAsync(body, cancellationToken).ConfigureAwait(false);
            return;
        }

        await stream.WriteAsync(body[..splice.Start], cancellationToken).ConfigureAwait(false);
        await stream.WriteAsync(splice.Insertion, cancellationToken).ConfigureAwait(false);
        await stream.WriteAsync(body[(splice.Start + splice.Length)..], cancellationToken).ConfigureAwait(false);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = body.Length + (injection is { } splice ? splice.Insertion.Length - splice.Length : 0);
        return true;
    }
}
