using Microsoft.Extensions.Primitives;
using TokenLedger.Gateway.Relay;

namespace TokenLedger.Gateway.Dialects;

/// <summary>Reads a request body that may be compressed. It is forwarded as it came either way.</summary>
internal static class RequestBodyDecoding
{
    /// <summary>Largest decoded body that is read, in bytes; a larger one is forwarded unread.</summary>
    private const int LargestRead = 64 << 20;

    /// <summary>What the body says; nothing when its encoding cannot be read.</summary>
    public static RequestReading Read(StringValues encoding, PooledBuffer body)
    {
        if (encoding.Count == 0)
        {
            return RequestReading.Read(body.Span);
        }

        if (!ContentDecoder.TryCreate(encoding.ToString(), out ContentDecoder? decoder))
        {
            return RequestReading.Nothing;
        }

        if (decoder is null)
        {
            return RequestReading.Read(body.Span);
        }

        using ContentDecoder disposing = decoder;
        using PooledBuffer decoded = new(body.Length);
        decoder.Push(body.Memory, decoded, LargestRead);
        return decoder.Broken ? RequestReading.Nothing : RequestReading.Read(decoded.Span);
    }
}
