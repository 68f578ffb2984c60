using System.Net;
using System.Security.Cryptography;
using TokenLedger.Gateway.Dialects;

namespace TokenLedger.Gateway.Upstreams;

/// <summary>A request body as it came, with at most one splice, sent without copying it.</summary>
/// <param name="body">The body; must stay valid until the request is sent.</param>
/// <param name="injection">The splice, if any.</param>
internal sealed class RequestContent(ReadOnlyMemory<byte> body, UsageInjection? injection) : HttpContent
{
    /// <summary>SHA-256 of the bytes that are sent, in small hexadecimal digits.</summary>
    public string Hash()
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        if (injection is { } splice)
        {
            hash.AppendData(body.Span[..splice.Start]);
            hash.AppendData(splice.Insertion);
            hash.AppendData(body.Span[(splice.Start + splice.Length)..]);
        }
        else
        {
            hash.AppendData(body.Span);
        }

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
