using Microsoft.Extensions.Primitives;
using TokenLedger.Gateway.Relay;

namespace TokenLedger.Gateway.Dialects;

/// <summary>Decodes a request body that came compressed, for reading. It is forwarded as it came either way.</summary>
internal static class RequestBodyDecoding
{
    /// <summary>Largest decoded body that is read, in bytes; a larger one is forwarded unread.</summary>
    public const int LargestRead = 64 << 20;

    /// <summary>Whether the body's bytes say what they mean, so that they can be read as they are.</summary>
    public static bool IsPlain(StringValues encoding) =>
        encoding.Count == 0
        || (ContentDecoder.TryCreate(encoding.ToString(), out ContentDecoder? decoder) && decoder is null);

    /// <summary>The decoded body, which the caller disposes of; null when it is too large or cannot be decoded.</summary>
    public static PooledBuffer? Decode(StringValues encoding, PooledBuffer body)
    {
        if (!ContentDecoder.TryCreate(encoding.ToString(), out ContentDecoder? decoder) || decoder is null)
        {
            return null;
        }

        using ContentDecoder disposing = decoder;
        PooledBuffer decoded = new(body.Length);
        decoder.Push(body.Memory, decoded, LargestRead);
        if (!decoder.Broken)
        {
            return decoded;
        }

        decoded.Dispose();
        return null;
    }
}
