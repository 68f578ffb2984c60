using TokenLedger.Gateway.Calls;
using TokenLedger.Gateway.Upstreams.Rotation;
using TokenLedger.Ledger.Entries;

namespace TokenLedger.Gateway.Otlp;

/// <summary>
/// Joins the attempts of a call, which are entries of their own, to the call. An attempt that failed may be followed by
/// another: the call has ended when one was served, when it was refused, when this gateway says that none follows, or when
/// none has followed for longer than it waits before it tries again (calls of another process, before a start).
/// </summary>
/// <param name="routing">Whether another attempt may follow, and how long after.</param>
/// <param name="failed">The calls of this process that ended with a failed attempt.</param>
internal sealed class CallJoin(RoutingOptions routing, FailedCalls failed)
{
    /// <summary>Most calls kept open; past that the oldest are taken as ended.</summary>
    public const int MostOpen = 10_000;

    /// <summary>What the gateway does between a wait and the next authorization, at most: 10 s.</summary>
    private static readonly TimeSpan s_judging = TimeSpan.FromSeconds(10);

    private readonly Dictionary<Guid, OpenCall> _open = [];

    private readonly TimeSpan? _followsWithin =
        routing.Retries.Most == 0 && routing.Pools.Count == 0 && routing.Fallbacks.Count == 0
            ? null
            : Longest(routing.Retries.LongestDelay, routing.Retries.LongestRetryAfter) + s_judging;

    /// <summary>The first entry of a call that has not ended; null when all have.</summary>
    public long? Oldest => _open.Count == 0 ? null : _open.Values.Min(call => call.Ends[0].Sequence);

    /// <summary>When the next call has ended if no attempt follows; null when none is waited for.</summary>
    public DateTimeOffset? NextDue => _open.Min(call => DueOf(call.Key, call.Value));

    /// <summary>Takes note of an entry.</summary>
    /// <returns>How the attempts of the call ended that has ended with it; null when none has.</returns>
    public IReadOnlyList<AttemptEnd>? Take(Entry entry, long sequence)
    {
        OpenCall? open = entry.Call is { } id ? _open.GetValueOrDefault(id) : null;
        switch (entry.Kind)
        {
            case EntryKind.Authorization when open is not null && entry.BeginsAttempt:
                open.Begin(entry.RecordedAt);
                return null;
            case EntryKind.Settlement or EntryKind.Void:
                AttemptEnd end = new(entry, sequence, open?.Began ?? entry.OccurredAt);
                return MayGoOn(entry) ? Keep(entry, open, end) : Ended(entry, open, end);
            case EntryKind.Rejection or EntryKind.Import:
                return Ended(entry, open, new(entry, sequence, open?.Ends[^1].Entry.RecordedAt ?? entry.OccurredAt));
            default:
                return null;
        }
    }

    /// <summary>The calls of which no attempt has followed in time.</summary>
    /// <param name="now">The instant of the newest entry read, or the clock's when all are read.</param>
    public IReadOnlyList<IReadOnlyList<AttemptEnd>> EndedBy(DateTimeOffset now) =>
        End([.. _open.Where(call => DueOf(call.Key, call.Value) <= now)]);

    /// <summary>All calls of which no attempt is under way: when the gateway stops none follows.</summary>
    public IReadOnlyList<IReadOnlyList<AttemptEnd>> EndedByStop() =>
        End([.. _open.Where(call => call.Value.Due is not null)]);

    /// <summary>When a call has ended if nothing follows, or long ago when nothing does; null while an attempt is under way.</summary>
    private DateTimeOffset? DueOf(Guid id, OpenCall call) =>
        call.Due is not null && failed.EndedWith(id, call.Ends[^1].Entry.Attempt ?? 1)
            ? DateTimeOffset.MinValue
            : call.Due;

    private bool MayGoOn(Entry entry) =>
        _followsWithin is not null
        && entry.Call is { } call
        && !failed.EndedWith(call, entry.Attempt ?? 1)
        && entry.Attempt < RoutingOptions.MostAttempts
        && entry.Outcome switch
        {
            CallOutcome.UpstreamRefused => routing.Retries.Statuses.Contains(entry.HttpStatus ?? 0),
            CallOutcome.UpstreamUnreachable
            or CallOutcome.UpstreamFailed
            or CallOutcome.UpstreamTimeout
            or CallOutcome.StreamCut => true,
            _ => false,
        };

    private IReadOnlyList<AttemptEnd>? Keep(Entry entry, OpenCall? open, AttemptEnd end)
    {
        if (open is null)
        {
            _open[entry.Call!.Value] = open = new();
        }

        open.End(end, entry.RecordedAt + _followsWithin!.Value);
        return _open.Count > MostOpen ? End([_open.MinBy(call => call.Value.Ends[0].Sequence)])[0] : null;
    }

    private List<AttemptEnd> Ended(Entry entry, OpenCall? open, AttemptEnd end)
    {
        if (open is not null)
        {
            _open.Remove(entry.Call!.Value);
        }

        return open is null ? [end] : [.. open.Ends, end];
    }

    private List<IReadOnlyList<AttemptEnd>> End(KeyValuePair<Guid, OpenCall>[] calls)
    {
        foreach ((Guid id, _) in calls)
        {
            _open.Remove(id);
        }

        return [.. calls.OrderBy(call => call.Value.Ends[0].Sequence).Select(call => call.Value.Ends)];
    }

    private static TimeSpan Longest(TimeSpan left, TimeSpan right) => left > right ? left : right;

    /// <summary>A call of which an attempt has failed.</summary>
    private sealed class OpenCall
    {
        public List<AttemptEnd> Ends { get; } = [];

        /// <summary>When the attempt under way began; null while none is.</summary>
        public DateTimeOffset? Began { get; private set; }

        /// <summary>When it has ended if nothing follows; null while an attempt is under way.</summary>
        public DateTimeOffset? Due { get; private set; }

        public void Begin(DateTimeOffset at) => (Began, Due) = (at, null);

        public void End(AttemptEnd end, DateTimeOffset due)
        {
            Ends.Add(end);
            (Began, Due) = (null, due);
        }
    }
}
