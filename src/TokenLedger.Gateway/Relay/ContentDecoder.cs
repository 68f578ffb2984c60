using System.IO.Compression;

namespace TokenLedger.Gateway.Relay;

/// <summary>
/// Decodes a compressed body on the side, piece by piece: push what arrived, get what it decodes to. The relay passes
/// the encoded bytes on; only the meter reads the decoded ones.
/// </summary>
internal sealed class ContentDecoder : IDisposable
{
    private readonly FeedStream _feed = new();
    private readonly Stream _decoded;
    private readonly byte[] _block = new byte[16 * 1024];
    private Task<int>? _pull;
    private bool _ended;

    private ContentDecoder(Func<Stream, Stream> open) => _decoded = open(_feed);

    /// <summary>Whether the encoded bytes turned out not to be what their header says; nothing more is decoded.</summary>
    public bool Broken { get; private set; }

    /// <summary>Whether a body so encoded can be metered, and with what. Identity needs no decoder.</summary>
    /// <returns>False for an encoding we cannot decode.</returns>
    public static bool TryCreate(string? contentEncoding, out ContentDecoder? decoder)
    {
        decoder = null;
        switch (contentEncoding?.Trim().ToLowerInvariant())
        {
            case null or "" or "identity":
                return true;
            case "gzip" or "x-gzip":
                decoder = new(static s => new GZipStream(s, CompressionMode.Decompress));
                return true;
            case "br":
                decoder = new(static s => new BrotliStream(s, CompressionMode.Decompress));
                return true;
            case "deflate":
                decoder = new(static s => new ZLibStream(s, CompressionMode.Decompress));
                return true;
            default:
                return false;
        }
    }

    /// <summary>Decodes what <paramref name="encoded"/> completes, into <paramref name="output"/>.</summary>
    /// <param name="encoded">The next piece, as it arrived.</param>
    /// <param name="output">Where decoded bytes are appended.</param>
    /// <param name="most">Stops (and counts as broken) when output would hold more: a decompression bomb.</param>
    public void Push(ReadOnlyMemory<byte> encoded, PooledBuffer output, int most)
    {
        if (Broken || _ended)
        {
            return;
        }

        _feed.Give(encoded);
        while (true)
        {
            _pull ??= _decoded.ReadAsync(_block).AsTask();
            if (!_pull.IsCompleted)
            {
                return; // All that has arrived is decoded; the next piece lets this read go on.
            }

            if (!_pull.IsCompletedSuccessfully)
            {
                Broken = true;
                _ = _pull.Exception; // observed: the body is not what its header says
                return;
            }

            int read = _pull.GetAwaiter().GetResult();
            _pull = null;
            if (read == 0)
            {
                _ended = true;
                return;
            }

            output.Append(_block.AsSpan(0, read));
            if (output.Length > most)
            {
                Broken = true;
                return;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // A read that still waits for bytes is ended first, so that no decoder is torn down in the middle of one.
        _feed.End();
        if (_pull is { IsFaulted: true })
        {
            _ = _pull.Exception;
        }

        _decoded.Dispose();
        _feed.Dispose();
    }

    /// <summary>
    /// The platform's decoders pull, we push: a pull that finds nothing stays open until the next piece is given. Pieces
    /// are handed over on the giver's thread, so a decoder never runs beside the relay.
    /// </summary>
    private sealed class FeedStream : Stream
    {
        private ReadOnlyMemory<byte> _left;
        private Memory<byte> _wanted;
        private TaskCompletionSource<int>? _waiting;
        private bool _ended;

        public void Give(ReadOnlyMemory<byte> bytes)
        {
            _left = bytes;
            if (_waiting is { } waiting && !bytes.IsEmpty)
            {
                _waiting = null;
                waiting.SetResult(Take(_wanted));
            }
        }

        public void End()
        {
            _ended = true;
            TaskCompletionSource<int>? waiting = _waiting;
            _waiting = null;
            waiting?.SetResult(0);
        }

        private int Take(Memory<byte> into)
        {
            int count = Math.Min(into.Length, _left.Length);
            _left[..count].CopyTo(into);
            _left = _left[count..];
            return count;
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (!_left.IsEmpty || _ended)
            {
                return new(Take(buffer));
            }

            _wanted = buffer;
            _waiting = new TaskCompletionSource<int>();
            return new(_waiting.Task);
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override void Flush() { }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
