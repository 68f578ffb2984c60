using System.Net;
using System.Security.Cryptography;
using TokenLedger.Gateway.Dialects;

namespace TokenLedger.Gateway.Upstreams;

/// <summary>A request body as it came, with few splices or none, sent without copying it.</summary>
/// <param name="body">The body; must stay valid until the request is sent.</param>
/// <param name="splices">The splices, in the order of their places, none over another.</param>
internal sealed class RequestContent(ReadOnlyMemory<byte> body, IReadOnlyList<BodySplice> splices) : HttpContent
{
    /// <summary>SHA-256 of the bytes that are sent, in small hexadecimal digits.</summary>
    public string Hash()
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        int from = 0;
        foreach (BodySplice splice in splices)
        {
            hash.AppendData(body.Span[from..splice.Start]);
            hash.AppendData(splice.Insertion);
            from = splice.Start + splice.Length;
        }

        hash.AppendData(body.Span[from..]);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(
        Stream stream,
        TransportContext? context,
        CancellationToken cancellationToken
    )
    {
        int from = 0;
        foreach (BodySplice splice in splices)
        {
            await stream.WriteAsync(body[from..splice.Start], cancellationToken).ConfigureAwait(false);
            await stream.WriteAsync(splice.Insertion, cancellationToken).ConfigureAwait(false);
            from = splice.Start + splice.Length;
        }

        await stream.WriteAsync(body[from..], cancellationToken).ConfigureAwait(false);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = body.Length;
        foreach (BodySplice splice in splices)
        {
            length += splice.Insertion.Length - splice.Length;
        }

        return true;
    }
}
