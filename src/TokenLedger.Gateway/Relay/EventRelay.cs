using TokenLedger.Accounting.Metering;
using TokenLedger.Gateway.Calls;
using TokenLedger.Gateway.Relay.Endings;
using TokenLedger.Gateway.Relay.Framings;

namespace TokenLedger.Gateway.Relay;

/// <summary>
/// Relays a stream byte for byte, and reads each event on the way. Events pass as soon as they are complete; only the one
/// that ends the answer (and a usage report right before it) waits until the call is settled. Holding is by what an event
/// is, never by where it stands, so no token is delayed. A stream without an event that ends it is held by its end.
/// </summary>
/// <param name="call">The call; its usage reader, if it has one, sees every event.</param>
/// <param name="framing">Finds the events.</param>
/// <param name="source">The upstream's body.</param>
/// <param name="head">The head of the caller's answer; sent before anything of the stream.</param>
/// <param name="body">The caller's side.</param>
/// <param name="clock">Bounds the waits.</param>
/// <param name="idle">Longest silence of the upstream.</param>
/// <param name="decoder">Decodes an encoded stream; null when it comes unencoded.</param>
/// <param name="ending">
/// Ends a stream that is cut; null where none can be written. There is no place for one in encoded bytes: where it can be
/// written, what came encoded passes decoded.
/// </param>
/// <param name="soFar">What a cut answer has used, for its ending.</param>
internal sealed class EventRelay(
    InferenceCall call,
    Framing framing,
    Stream source,
    StreamHead head,
    AnswerBody body,
    UpstreamClock clock,
    TimeSpan idle,
    ContentDecoder? decoder,
    StreamEnding? ending = null,
    Func<EndingFacts>? soFar = null
) : IDisposable
{
    private const int ReadSize = 16 * 1024;

    /// <summary>Longest event that is read and held whole, in bytes. A longer one passes unread, its end held.</summary>
    private const int LongestEvent = 16 << 20;

    private readonly PooledBuffer _raw = new(ReadSize);
    private readonly PooledBuffer? _encoded = decoder is null || ending is null ? null : new(ReadSize);
    private readonly PooledBuffer? _decoded = decoder is null || ending is not null ? null : new(ReadSize);
    private int _scanned;
    private int _passable;
    private int _lastRead;
    private bool _torn; // the front of the event that is arriving has passed unread
    private bool _unread;
    private bool _holding;
    private bool _terminal;

    /// <summary>Relays until the answer is complete or breaks off, and settles before its last piece is released.</summary>
    /// <param name="settle">Makes the settlement durable; false means that the rest must not be released.</param>
    /// <returns>
    /// How it ended. The last piece has been released unless settling failed, or it broke off before its head was sent: then
    /// nothing of it was.
    /// </returns>
    public async ValueTask<RelayEnd> RunAsync(Func<RelayEnd, ValueTask<bool>> settle)
    {
        RelayEnd? end = null;
        while (end is null)
        {
            end = await ReadAsync().ConfigureAwait(false);
            Scan();
            if (_terminal || (end is { Broken: false } && IsWholeAtEnd()))
            {
                end = new RelayEnd(clock.ClientGone ? CallOutcome.ClientGone : CallOutcome.Served, Complete: true);
            }

            if (call.Attempt.TopUp is { } topUp && !_terminal)
            {
                await topUp.NoteAsync(call.Usage?.AnswerBytes ?? 0).ConfigureAwait(false);
            }

            // Also at the end: what came together with the last event does not wait with it.
            await PassAsync().ConfigureAwait(false);
        }

        end = end.Value with { Unread = _unread || framing.IsMalformed };
        bool isUnseen = end.Value is { Complete: false } && !head.IsSent;
        if (end.Value is { Complete: false } && clock.CallCut && !isUnseen)
        {
            end = EndWell(end.Value);
        }

        body.TakeIntoDigest(_raw.Span);
        if (!await settle(end.Value).ConfigureAwait(false) || isUnseen)
        {
            return end.Value;
        }

        await head.SendAsync().ConfigureAwait(false);
        await body.SendAsync(_raw.Memory).ConfigureAwait(false);
        _raw.Release(_raw.Length);
        if (end.Value.Complete)
        {
            await PassTrailingAsync().ConfigureAwait(false);
        }

        return end.Value;
    }

    /// <summary>Puts a well-formed ending in place of what has not passed; where none can be written it breaks off.</summary>
    private RelayEnd EndWell(RelayEnd end)
    {
        _raw.Release(_raw.Length);
        if (call.Http.Response.ContentLength is not null || ending is null || soFar is null || framing.IsLost || _torn)
        {
            return end with { Broken = true };
        }

        _raw.Append(ending.Write(soFar()));
        return end with { Broken = false };
    }

    /// <summary>Reads the next piece. Not null when there is no more, and why.</summary>
    private async ValueTask<RelayEnd?> ReadAsync()
    {
        clock.Allow(idle);
        try
        {
            Memory<byte> room = (_encoded ?? _raw).Room(ReadSize);
            int read = await head.WaitAsync(source.ReadAsync(room, clock.Token)).ConfigureAwait(false);
            if (read == 0)
            {
                return new RelayEnd(clock.Cause(CallOutcome.StreamCut), Complete: false);
            }

            call.Attempt.NoteFirstByte();
            if (_encoded is not null)
            {
                return Decode(room[..read]);
            }

            _lastRead = read;
            if (_decoded is not null)
            {
                // The decoder reads from the memory just filled, so it must come before the buffer can move.
                decoder!.Push(_raw.Room(read)[..read], _decoded, LongestEvent);
            }

            _raw.Filled(read);
            return null;
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or HttpRequestException)
        {
            return new RelayEnd(clock.Cause(CallOutcome.StreamCut), Complete: false, Broken: true);
        }
    }

    /// <summary>Takes in what a piece decodes to; one that cannot be decoded ends the stream.</summary>
    private RelayEnd? Decode(ReadOnlyMemory<byte> piece)
    {
        int before = _raw.Length;
        decoder!.Push(piece, _raw, LongestEvent);
        _lastRead = _raw.Length - before;
        return decoder.Broken ? new RelayEnd(CallOutcome.StreamCut, Complete: false, Broken: true) : null;
    }

    /// <summary>Reads all events that are now complete, and decides what may pass.</summary>
    private void Scan()
    {
        PooledBuffer events = _decoded ?? _raw;
        int length;
        while (!_terminal && (length = framing.EndOfFirst(events.Span[_scanned..])) >= 0)
        {
            Take(events, length);
        }

        if (_decoded is not null)
        {
            _decoded.Release(framing.IsLost ? _decoded.Length : _scanned);
            _scanned = 0;
            // Encoded bytes have no events to cut between: all that has arrived passes, or none of it.
            _passable =
                framing.IsLost ? _raw.Length - _lastRead
                : _holding ? _passable
                : _raw.Length;
        }
        else if (framing.IsLost)
        {
            _scanned = _passable = _raw.Length - _lastRead; // of a stream without shape only the last piece waits
        }
        else if (events.Length - _scanned > LongestEvent)
        {
            _passable = events.Length - ReadSize;
            framing.Forget(_passable - _scanned);
            _scanned = _passable;
            _torn = _unread = true;
        }
    }

    /// <summary>At the end of the stream: reads an event that only the end completes; true when the answer is whole.</summary>
    private bool IsWholeAtEnd()
    {
        PooledBuffer events = _decoded ?? _raw;
        int length = framing.IsLost ? -1 : framing.EndOfLast(events.Span[_scanned..]);
        if (length > 0)
        {
            Take(events, length);
        }

        return _terminal || (framing.IsWhole && call.Usage is null or { IsWholeAtEnd: true });
    }

    /// <summary>Reads one event, and decides whether it may pass.</summary>
    private void Take(PooledBuffer events, int length)
    {
        framing.Parse(events.Span.Slice(_scanned, length), out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> data);
        // What says nothing (a comment, a bracket) decides nothing; a torn event has nothing left to say.
        if (data.IsEmpty || _torn)
        {
            _torn = false;
            _scanned += length;
        }
        else
        {
            StreamEventKind kind = call.Usage?.ReadEvent(name, data) ?? StreamEventKind.Content;
            _scanned += call.Injection is not null && _decoded is null ? HideInjection(kind, length) : length;
            _terminal = kind == StreamEventKind.Terminal;
            if (kind == StreamEventKind.Content)
            {
                ending?.See(name, data);
            }

            // A usage report waits for what follows it: an ending, or more content (then it was no ending).
            _holding = kind != StreamEventKind.Content;
        }

        if (!_holding && _decoded is null)
        {
            _passable = _scanned;
        }
    }

    /// <summary>
    /// Takes out what is in the stream only because we asked for usage: the usage chunk, and the "usage":null that the
    /// other chunks then carry.
    /// </summary>
    /// <returns>What is left of the event's length.</returns>
    private int HideInjection(StreamEventKind kind, int length)
    {
        if (kind == StreamEventKind.Usage)
        {
            _raw.Remove(_scanned, length);
            return 0;
        }

        // Unescaped quotes cannot stand inside a JSON string, so this is the member and never text.
        ReadOnlySpan<byte> nothing = ",\"usage\":null"u8;
        int at = _raw.Span.Slice(_scanned, length).LastIndexOf(nothing);
        if (at < 0)
        {
            return length;
        }

        _raw.Remove(_scanned + at, nothing.Length);
        return length - nothing.Length;
    }

    private async ValueTask PassAsync()
    {
        if (_passable == 0)
        {
            return;
        }

        await head.SendAsync().ConfigureAwait(false);
        ReadOnlyMemory<byte> passing = _raw.Memory[.._passable];
        body.TakeIntoDigest(passing.Span);
        await body.SendAsync(passing).ConfigureAwait(false);
        _raw.Release(_passable);
        _scanned -= _decoded is null ? _passable : 0;
        _passable = 0;
    }

    /// <summary>
    /// What comes after the end (a comment, the encoding's last bytes) passes as it is; the caller has its answer, so a
    /// fault here changes nothing.
    /// </summary>
    private async ValueTask PassTrailingAsync()
    {
        while (!clock.ClientGone && await ReadAsync().ConfigureAwait(false) is null)
        {
            await body.SendAsync(_raw.Memory).ConfigureAwait(false);
            _raw.Release(_raw.Length);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _raw.Dispose();
        _encoded?.Dispose();
        _decoded?.Dispose();
    }
}
