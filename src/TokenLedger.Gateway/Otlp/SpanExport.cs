using Microsoft.Extensions.Logging;
using TokenLedger.Gateway.Calls;
using TokenLedger.Gateway.Otlp.Sending;
using TokenLedger.Gateway.Otlp.Wire;
using TokenLedger.Gateway.Upstreams.Rotation;
using TokenLedger.Ledger;
using TokenLedger.Ledger.Entries;

namespace TokenLedger.Gateway.Otlp;

/// <summary>
/// Follows the ledger from a stored position and sends a span for each call. The ledger itself is the queue: while the
/// receiver is away one request waits in memory, and what was missed is sent when it is back. The position moves only when
/// the receiver has taken what lies before, so a span may be sent twice, with the same ids.
/// </summary>
internal sealed partial class SpanExport(
    ILedger ledger,
    OtlpOptions options,
    RoutingOptions routing,
    string file,
    OtlpClient client,
    OtlpDelivery delivery,
    FailedCalls failed,
    TimeProvider time,
    ILogger log
)
{
    /// <summary>Entries read at once; half of them or fewer make spans.</summary>
    public const int AtOnce = 1_024;

    /// <summary>Rest after sending, so that what comes together is sent together: 1 s.</summary>
    public static TimeSpan Gather { get; } = TimeSpan.FromSeconds(1);

    /// <summary>First and longest pause after a failure: 1 s, doubled up to 1 min.</summary>
    public static (TimeSpan First, TimeSpan Longest) Pause { get; } =
        (TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));

    private readonly OtlpResource _resource = new(options, ledger.Origin);
    private readonly CallJoin _calls = new(routing, failed);
    private readonly List<CallSpan> _ready = [];
    private long _read;
    private long _next;

    /// <summary>The next entry to be sent; calls of which another attempt may follow do not count.</summary>
    public long Next => Volatile.Read(ref _next);

    /// <summary>Finds out where to go on: at the stored position when it is one of this ledger, else at its head.</summary>
    public async Task BeginAsync(CancellationToken cancellation)
    {
        bool isOfLedger =
            SpanPosition.Read(file) is { } stored
            && await EntryBefore.IsOfAsync(ledger, stored.Next, stored.Before, cancellation).ConfigureAwait(false);
        _next = _read = isOfLedger ? SpanPosition.Read(file)!.Next : ledger.Head.Size;
    }

    /// <summary>Sends until it is stopped. What goes wrong is logged, and tried again.</summary>
    /// <param name="stop">Nothing more is sent; what is on its way may be answered, else it would be sent a second time.</param>
    /// <param name="end">Gives up what is on its way, too.</param>
    public async Task RunAsync(CancellationToken stop, CancellationToken end)
    {
        TimeSpan pause = Pause.First;
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await WaitAsync(stop).ConfigureAwait(false);
                OtlpResult result = await StepAsync(end).ConfigureAwait(false);
                TimeSpan rest = Gather;
                if (result.Again)
                {
                    rest = result.After is { } asked && asked > pause ? asked : pause;
                    Log.Away(log, result.Problem!, rest.TotalSeconds);
                }

                pause = result.Again ? Longer(pause) : Pause.First;
                await Task.Delay(rest, time, stop).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure) when (failure is IOException or InvalidDataException)
            {
                Log.Unreadable(log, failure.Message);
                await Task.Delay(Pause.Longest, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>
    /// Sends the spans of the next entries, and moves on when they are taken or refused for good; what could not be sent is
    /// sent first.
    /// </summary>
    public async Task<OtlpResult> StepAsync(CancellationToken cancellation)
    {
        if (_ready.Count == 0)
        {
            await ReadAsync(cancellation).ConfigureAwait(false);
        }

        return await SendAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Sends what is left when the gateway stops: no further attempt follows.</summary>
    public async Task FinishAsync(CancellationToken cancellation)
    {
        OtlpResult result = default;
        while (!result.Again && (_read < ledger.Head.Size || _ready.Count > 0))
        {
            result = await StepAsync(cancellation).ConfigureAwait(false);
        }

        if (!result.Again)
        {
            _ready.AddRange(_calls.EndedByStop().SelectMany(SpansOf));
            await SendAsync(cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Waits for something to send: new entries, or that a call has ended because no attempt followed.</summary>
    private async Task WaitAsync(CancellationToken cancellation)
    {
        if (_ready.Count > 0)
        {
            return;
        }

        using CancellationTokenSource due = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task wait = ledger.WaitBeyondAsync(_read, due.Token).AsTask();
        Task told = failed.Next; // before it is looked what is due, so that nothing is told in between
        if (_calls.NextDue is { } at)
        {
            TimeSpan left = at - time.GetUtcNow();
            Task late = Task.Delay(left > TimeSpan.Zero ? left : TimeSpan.Zero, time, due.Token);
            await Task.WhenAny(wait, told, late).ConfigureAwait(false);
            await due.CancelAsync().ConfigureAwait(false);
            await wait.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellation.ThrowIfCancellationRequested();
            return;
        }

        await wait.ConfigureAwait(false);
    }

    private async Task ReadAsync(CancellationToken cancellation)
    {
        IReadOnlyList<StoredEntry> entries = await ledger.ReadAsync(_read, AtOnce, cancellation).ConfigureAwait(false);
        DateTimeOffset newest = DateTimeOffset.MinValue;
        foreach (StoredEntry stored in entries)
        {
            if (Parsed(stored) is { } entry)
            {
                newest = entry.RecordedAt;
                _ready.AddRange(_calls.Take(entry, stored.Sequence) is { } ended ? SpansOf(ended) : []);
            }
        }

        _read = entries.Count == 0 ? _read : entries[^1].Sequence + 1;
        DateTimeOffset now = _read >= ledger.Head.Size ? time.GetUtcNow() : newest;
        _ready.AddRange(_calls.EndedBy(now).SelectMany(SpansOf));
    }

    private IEnumerable<CallSpan> SpansOf(IReadOnlyList<AttemptEnd> ended) => CallSpan.Of(ended, options);

    private async Task<OtlpResult> SendAsync(CancellationToken cancellation)
    {
        OtlpResult result = default;
        if (_ready.Count > 0)
        {
            using IOtlpWriter writer = OtlpResource.Writer(options.Protocol);
            ReadOnlyMemory<byte> body = TraceRequest.Write(writer, _resource, _ready);
            result = await client.SendAsync(OtlpSignal.Traces, body, cancellation).ConfigureAwait(false);
            delivery.Note(OtlpSignal.Traces, _ready.Count, result);
            Tell(result);
        }

        if (!result.Again)
        {
            _ready.Clear();
            await AdvanceAsync(cancellation).ConfigureAwait(false);
        }

        return result;
    }

    private void Tell(OtlpResult result)
    {
        if (result is { Problem: { } problem, Again: false })
        {
            Log.Refused(log, _ready.Count, problem);
        }
        else if (result.Rejected > 0)
        {
            Log.Rejected(log, result.Rejected, _ready.Count, result.Words ?? "no reason given");
        }
        else if (result.Words is { } words)
        {
            Log.Warned(log, words);
        }
    }

    /// <summary>Stores how far all is sent: what belongs to a call that goes on is read again by the next start.</summary>
    private async Task AdvanceAsync(CancellationToken cancellation)
    {
        Volatile.Write(ref _next, _read);
        long kept = _calls.Oldest ?? _read;
        byte[] before = await EntryBefore.HashAsync(ledger, kept, cancellation).ConfigureAwait(false);
        try
        {
            new SpanPosition(kept, before).Write(file);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            Log.NotSaved(log, failure.Message);
        }
    }

    /// <summary>An entry that this version cannot read must not stop the rest.</summary>
    private Entry? Parsed(StoredEntry stored)
    {
        try
        {
            return stored.Parse();
        }
        catch (FormatException wrong)
        {
            Log.Skipped(log, stored.Sequence, wrong.Message);
            return null;
        }
    }

    private static TimeSpan Longer(TimeSpan pause) => pause * 2 < Pause.Longest ? pause * 2 : Pause.Longest;

    private static partial class Log
    {
        [LoggerMessage(
            LogLevel.Warning,
            "The OTLP receiver does not take spans: {Problem}; trying again in {Seconds} s"
        )]
        public static partial void Away(ILogger log, string problem, double seconds);

        [LoggerMessage(LogLevel.Error, "The OTLP receiver refused spans ({Spans}), which are given up: {Problem}")]
        public static partial void Refused(ILogger log, int spans, string problem);

        [LoggerMessage(
            LogLevel.Warning,
            "The OTLP receiver took a request but not all of its spans ({Rejected} of {Spans}), which are given up: {Words}"
        )]
        public static partial void Rejected(ILogger log, long rejected, int spans, string words);

        [LoggerMessage(LogLevel.Warning, "The OTLP receiver took all spans, and says: {Words}")]
        public static partial void Warned(ILogger log, string words);

        [LoggerMessage(LogLevel.Error, "Spans cannot be read from the ledger and are tried again: {Problem}")]
        public static partial void Unreadable(ILogger log, string problem);

        [LoggerMessage(
            LogLevel.Warning,
            "How far spans are sent cannot be stored, so a start sends some again: {Problem}"
        )]
        public static partial void NotSaved(ILogger log, string problem);

        [LoggerMessage(LogLevel.Warning, "Entry {Sequence} gets no span: {Problem}")]
        public static partial void Skipped(ILogger log, long sequence, string problem);
    }
}
