using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using TokenLedger.Gateway.Otlp.Wire;
using TokenLedger.Ledger;

namespace TokenLedger.Gateway.Otlp;

/// <summary>
/// Follows the ledger from a stored position and sends a span for each request. The ledger itself is the queue: while the
/// receiver is away nothing is held in memory, and what was missed is sent when it is back. The position moves only when
/// the receiver has taken what lies before, so a span may be sent twice, with the same ids.
/// </summary>
internal sealed partial class SpanExport(
    ILedger ledger,
    OtlpOptions options,
    string file,
    OtlpClient client,
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
    private long _next;
    private long _sent;
    private long _lost;

    /// <summary>The next entry to be sent.</summary>
    public long Next => Volatile.Read(ref _next);

    /// <summary>Spans that the receiver has taken since the start.</summary>
    public long Sent => Volatile.Read(ref _sent);

    /// <summary>Spans that it refused for good since the start.</summary>
    public long Lost => Volatile.Read(ref _lost);

    /// <summary>Finds out where to go on: at the stored position when it is one of this ledger, else at its head.</summary>
    public async Task BeginAsync(CancellationToken cancellation)
    {
        bool isOfLedger =
            SpanPosition.Read(file) is { } stored
            && await EntryBefore.IsOfAsync(ledger, stored.Next, stored.Before, cancellation).ConfigureAwait(false);
        _next = isOfLedger ? SpanPosition.Read(file)!.Next : ledger.Head.Size;
    }

    /// <summary>Sends until cancelled. What goes wrong is logged, and tried again.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        TimeSpan pause = Pause.First;
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                await ledger.WaitBeyondAsync(_next, cancellation).ConfigureAwait(false);
                OtlpResult result = await StepAsync(cancellation).ConfigureAwait(false);
                TimeSpan rest = Gather;
                if (result.Again)
                {
                    rest = result.After is { } asked && asked > pause ? asked : pause;
                    Log.Away(log, result.Problem!, rest.TotalSeconds);
                }

                pause = result.Again ? Longer(pause) : Pause.First;
                await Task.Delay(rest, time, cancellation).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure) when (failure is IOException or InvalidDataException)
            {
                Log.Unreadable(log, failure.Message);
                await Task.Delay(Pause.Longest, time, cancellation)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>Sends the spans of the next entries, and moves on when they are taken or refused for good.</summary>
    public async Task<OtlpResult> StepAsync(CancellationToken cancellation)
    {
        IReadOnlyList<StoredEntry> entries = await ledger.ReadAsync(_next, AtOnce, cancellation).ConfigureAwait(false);
        if (entries.Count == 0)
        {
            return default;
        }

        CallSpan[] spans = [.. entries.Select(SpanOf).OfType<CallSpan>()];
        OtlpResult result = spans.Length == 0 ? default : await SendAsync(spans, cancellation).ConfigureAwait(false);
        if (!result.Again)
        {
            Advance(entries[^1]);
        }

        return result;
    }

    private async Task<OtlpResult> SendAsync(CallSpan[] spans, CancellationToken cancellation)
    {
        using IOtlpWriter writer = OtlpResource.Writer(options.Protocol);
        ReadOnlyMemory<byte> body = TraceRequest.Write(writer, _resource, spans);
        OtlpResult result = await client
            .PostAsync("traces", writer.ContentType, body, cancellation)
            .ConfigureAwait(false);
        if (result.Problem is null)
        {
            Volatile.Write(ref _sent, _sent + spans.Length);
        }
        else if (!result.Again)
        {
            Volatile.Write(ref _lost, _lost + spans.Length);
            Log.Refused(log, spans.Length, result.Problem);
        }

        return result;
    }

    private void Advance(StoredEntry last)
    {
        Volatile.Write(ref _next, last.Sequence + 1);
        try
        {
            new SpanPosition(_next, SHA256.HashData(last.Bytes.Span)).Write(file);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            Log.NotSaved(log, failure.Message);
        }
    }

    /// <summary>An entry that this version cannot read must not stop the rest.</summary>
    private CallSpan? SpanOf(StoredEntry stored)
    {
        try
        {
            return CallSpan.Of(stored.Parse(), stored.Sequence, options);
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

        [LoggerMessage(LogLevel.Error, "The OTLP receiver refused {Spans} spans, which are given up: {Problem}")]
        public static partial void Refused(ILogger log, int spans, string problem);

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
