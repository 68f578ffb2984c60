using TokenLedger.Gateway.Calls;

namespace TokenLedger.Gateway.Relay;

/// <summary>
/// Relays an answer that is not a stream. A small one is kept until it is settled, so that its cost can be a header; a
/// large one passes as it comes, but for its last piece, which waits for the settlement.
/// </summary>
/// <param name="call">The call; its usage reader sees the whole body.</param>
/// <param name="source">The upstream's body.</param>
/// <param name="clock">Bounds the waits.</param>
/// <param name="options">The limits.</param>
/// <param name="length">The answer's length in bytes as its head says; null when it does not.</param>
/// <param name="decoder">Decodes an encoded body for the reader; null when it comes unencoded.</param>
internal sealed class BodyRelay(
    InferenceCall call,
    Stream source,
    UpstreamClock clock,
    GatewayOptions options,
    long? length,
    ContentDecoder? decoder
) : IDisposable
{
    private const int ReadSize = 16 * 1024;

    /// <summary>Least room for a read whose size is not known, in bytes; with less left the buffer grows.</summary>
    private const int LeastRoom = 2 * 1024;

    /// <summary>Largest body that is read for its usage, decoded, in bytes. A larger one is relayed and estimated.</summary>
    private const int LargestMetered = 64 << 20;

    // A short answer of known length takes no more than it needs: with many calls open at once, the pool would run out of
    // larger arrays and each call would make its own. One byte more than the length is room for the read that finds the end.
    private readonly PooledBuffer _raw = new((int)Math.Min(length + 1 ?? ReadSize, ReadSize));
    private PooledBuffer? _metered;
    private bool _unreadable;

    /// <summary>The answer, when it is small enough to be kept.</summary>
    public ReadOnlyMemory<byte> Kept => _raw.Memory;

    /// <summary>Reads until the end, or until the answer is too large to keep (then the result is null).</summary>
    public async ValueTask<RelayEnd?> KeepAsync()
    {
        while (_raw.Length <= options.BufferedResponseBytes)
        {
            if (await ReadAsync().ConfigureAwait(false) is { } end)
            {
                await ReadResultsAsync(_raw.Memory).ConfigureAwait(false);
                ReadKeptUsage(end);
                return end;
            }
        }

        await ReadResultsAsync(_raw.Memory).ConfigureAwait(false);
        Meter(_raw.Memory);
        return null;
    }

    /// <summary>Relays the rest of a large answer, and settles before its last piece is released.</summary>
    /// <param name="body">The caller's side.</param>
    /// <param name="settle">Makes the settlement durable; false means that the rest must not be released.</param>
    public async ValueTask<RelayEnd> RelayRestAsync(AnswerBody body, Func<RelayEnd, ValueTask<bool>> settle)
    {
        RelayEnd? end = null;
        while (end is null)
        {
            int held = _raw.Length;
            end = await ReadAsync().ConfigureAwait(false);
            if (end is null)
            {
                await ReadResultsAsync(_raw.Memory[held..]).ConfigureAwait(false);
                Meter(_raw.Memory[held..]);
                body.TakeIntoDigest(_raw.Span[..held]);
                await body.SendAsync(_raw.Memory[..held]).ConfigureAwait(false);
                _raw.Release(held);
            }
        }

        ReadUsage(end.Value);
        body.TakeIntoDigest(_raw.Span);
        if (await settle(end.Value).ConfigureAwait(false))
        {
            await body.SendAsync(_raw.Memory).ConfigureAwait(false);
        }

        return end.Value;
    }

    /// <summary>Room for the next read: what is still to come where that is known and little.</summary>
    private int Room() => length is { } whole && whole < ReadSize ? (int)Math.Max(1, whole - _raw.Length) : LeastRoom;

    private async ValueTask<RelayEnd?> ReadAsync()
    {
        clock.Allow(call.Attempt.Timeouts.Idle);
        try
        {
            int read = await source.ReadAsync(_raw.Room(Room()), clock.Token).ConfigureAwait(false);
            if (read > 0)
            {
                call.Attempt.NoteFirstByte();
                _raw.Filled(read);
                return null;
            }

            return new RelayEnd(clock.ClientGone ? CallOutcome.ClientGone : CallOutcome.Served, Complete: true);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or HttpRequestException)
        {
            return new RelayEnd(clock.Cause(CallOutcome.StreamCut), Complete: false, Broken: true);
        }
    }

    /// <summary>Reads the results of a batch as they come, decoded.</summary>
    private async ValueTask ReadResultsAsync(ReadOnlyMemory<byte> bytes)
    {
        if (call.Attempt.Results is not { } results)
        {
            return;
        }

        if (decoder is null)
        {
            await results.TakeAsync(bytes).ConfigureAwait(false);
            return;
        }

        _metered ??= new PooledBuffer(ReadSize);
        decoder.Push(bytes, _metered, LargestMetered);
        await results.TakeAsync(_metered.Memory).ConfigureAwait(false);
        _metered.Release(_metered.Length);
    }

    /// <summary>Collects what the usage reader will read, decoded.</summary>
    private void Meter(ReadOnlyMemory<byte> bytes)
    {
        if (call.Usage is null || _unreadable)
        {
            return;
        }

        _metered ??= new PooledBuffer(Math.Max(ReadSize, bytes.Length));
        if (decoder is not null)
        {
            decoder.Push(bytes, _metered, LargestMetered);
        }
        else
        {
            _metered.Append(bytes.Span);
        }

        _unreadable = _metered.Length > LargestMetered || decoder is { Broken: true };
    }

    private void ReadKeptUsage(RelayEnd end)
    {
        if (call.Usage is null)
        {
            return;
        }

        if (decoder is not null)
        {
            Meter(_raw.Memory);
            ReadUsage(end);
        }
        else if (end.Complete)
        {
            call.Usage?.ReadBody(call.Status, _raw.Span);
        }
    }

    private void ReadUsage(RelayEnd end)
    {
        if (end.Complete && call.Usage is not null && _metered is not null && !_unreadable)
        {
            call.Usage.ReadBody(call.Status, _metered.Span);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _raw.Dispose();
        _metered?.Dispose();
    }
}
