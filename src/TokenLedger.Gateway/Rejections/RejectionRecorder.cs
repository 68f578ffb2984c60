using Microsoft.Extensions.Logging;
using TokenLedger.Gateway.Calls;
using TokenLedger.Gateway.Dialects;
using TokenLedger.Ledger;
using TokenLedger.Ledger.Entries;
using LedgerAttribution = TokenLedger.Ledger.Entries.Attribution;

namespace TokenLedger.Gateway.Rejections;

/// <summary>
/// Records calls that a rule refused. The first of its kind is an entry before it is answered, which also makes a storm
/// wait for the disk as any call does; the same again within a minute is only counted, and written as one entry. What is
/// kept, and how many entries a rule can make, is bounded: callers beyond that are counted together, without their names.
/// </summary>
/// <remarks>Refusals without a subject (malformed or unauthenticated requests, faults) never come here.</remarks>
internal sealed partial class RejectionRecorder(
    ILedger ledger,
    EntryIds ids,
    TimeProvider time,
    ILogger<RejectionRecorder> log
)
{
    /// <summary>How long repeats are counted before they are written.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    /// <summary>Callers that one rule records by name within a window; further ones are counted together.</summary>
    public const int MostNamed = 100;

    /// <summary>Kinds of rejections counted at once, over all rules; further ones are counted by rule alone.</summary>
    public const int MostKinds = 10_000;

    /// <summary>How often finished windows are looked for.</summary>
    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly Dictionary<Kind, Count> _counts = [];
    private readonly Dictionary<(string Code, string Subject), int> _named = [];

    /// <summary>Kinds of rejections counted now.</summary>
    public int Kinds
    {
        get
        {
            lock (_gate)
            {
                return _counts.Count;
            }
        }
    }

    /// <summary>Records a refusal that has a subject; does nothing for others.</summary>
    public async ValueTask RecordAsync(InferenceCall call, Refusal refusal)
    {
        if (refusal.Subject is not { } subject)
        {
            return;
        }

        Entry? first = Take(call, refusal, subject);
        if (first is not null)
        {
            await AppendAsync(first).ConfigureAwait(false);
        }
    }

    /// <summary>Counts it. The entry to write now, when it is the first of its kind.</summary>
    private Entry? Take(InferenceCall call, Refusal refusal, string subject)
    {
        DateTimeOffset now = time.GetUtcNow();
        lock (_gate)
        {
            Kind kind = KindOf(call, refusal.Code, subject);
            if (_counts.TryGetValue(kind, out Count? known))
            {
                known.Repeats++;
                known.Last = now;
                return null;
            }

            Entry entry = CallEntries.Rejection(call, ids.Next(now), refusal, subject);
            if (kind.IsNameless)
            {
                entry = entry with { Attribution = LedgerAttribution.None, Call = null };
            }

            _counts.Add(kind, new Count(entry, now));
            return entry;
        }
    }

    /// <summary>The caller's own kind; the rule's nameless one when there are too many.</summary>
    private Kind KindOf(InferenceCall call, string code, string subject)
    {
        LedgerAttribution who = call.Attribution;
        Kind own = new(who.Key ?? "", who.Session ?? "", who.Agent ?? "", code, subject);
        if (_counts.ContainsKey(own))
        {
            return own;
        }

        int named = _named.GetValueOrDefault((code, subject));
        if (named >= MostNamed || _counts.Count >= MostKinds)
        {
            return new Kind(null, "", "", code, subject);
        }

        _named[(code, subject)] = named + 1;
        return own;
    }

    /// <summary>Writes repeats when their window is over, until cancelled.</summary>
    public async Task KeepAsync(CancellationToken cancellation)
    {
        using PeriodicTimer timer = new(s_look, time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellation).ConfigureAwait(false))
            {
                await FlushAsync(time.GetUtcNow() - Window).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The gateway stops, and writes the rest.
        }
    }

    /// <summary>Writes all that is counted, at a stop.</summary>
    public Task FlushAllAsync() => FlushAsync(DateTimeOffset.MaxValue);

    private async Task FlushAsync(DateTimeOffset openedUntil)
    {
        foreach (Entry repeats in TakeOver(openedUntil))
        {
            await AppendAsync(repeats).ConfigureAwait(false);
        }
    }

    private List<Entry> TakeOver(DateTimeOffset openedUntil)
    {
        List<Entry> entries = [];
        lock (_gate)
        {
            foreach ((Kind kind, Count count) in _counts.Where(pair => pair.Value.Opened <= openedUntil).ToList())
            {
                _counts.Remove(kind);
                Forget(kind);
                if (count.Repeats > 0)
                {
                    entries.Add(count.Entry(ids));
                }
            }
        }

        return entries;
    }

    private void Forget(Kind kind)
    {
        (string, string) rule = (kind.Code, kind.Subject);
        if (!kind.IsNameless && --_named[rule] == 0)
        {
            _named.Remove(rule);
        }
    }

    private async ValueTask AppendAsync(Entry entry)
    {
        AppendResult result = await ledger.AppendAsync(entry, CancellationToken.None).ConfigureAwait(false);
        if (!result.IsAppended)
        {
            LogNotRecorded(entry.Outcome, result.Status, result.Problem);
        }
    }

    [LoggerMessage(LogLevel.Error, "A rejection ({Code}) could not be recorded ({Status}): {Problem}")]
    private partial void LogNotRecorded(string? code, AppendStatus status, string? problem);

    /// <summary>What makes two rejections the same.</summary>
    private readonly record struct Kind(string? Key, string Session, string Agent, string Code, string Subject)
    {
        /// <summary>Whether it stands for all callers that are not counted by themselves.</summary>
        public bool IsNameless => Key is null;
    }

    private sealed class Count(Entry first, DateTimeOffset opened)
    {
        public DateTimeOffset Opened { get; } = opened;

        public DateTimeOffset Last { get; set; } = opened;

        public long Repeats { get; set; }

        /// <summary>The repeats, without the first, as one entry.</summary>
        public Entry Entry(EntryIds ids) =>
            first with
            {
                Id = ids.Next(Last),
                OccurredAt = Last,
                Call = null,
                TraceId = null,
                ParentSpanId = null,
                Repeats = Repeats == 1 ? null : Repeats,
            };
    }
}
