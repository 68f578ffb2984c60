using Microsoft.Extensions.Logging;
using TokenLedger.Gateway.Identity.Keys;
using TokenLedger.Gateway.Limits;
using TokenLedger.Gateway.Runaway;
using TokenLedger.Ledger;
using TokenLedger.Ledger.Entries;

namespace TokenLedger.Gateway.Gates;

/// <summary>
/// Lets the gates know at a start what they knew before it, from the ledger's newest entries: what is used of rate limits,
/// steps that may be loops, how fast money went, who started whom, sessions. The part that the gates need at once is read
/// before calls come; it also tells when virtual keys were last used. When a rate limit looks further back than that part reaches, the rest is read while calls come.
/// </summary>
internal sealed partial class PastCalls(
    ILedger ledger,
    RateLimiter limiter,
    RunawayGate runaway,
    VirtualKeys keys,
    TimeProvider time,
    ILogger<PastCalls> log
) : IDisposable
{
    /// <summary>Most entries read before calls come: a fraction of a second.</summary>
    public long MostAtStart { get; init; } = 20_000;

    /// <summary>Entries read for the list of sessions, also where no gate looks back that far.</summary>
    public long FewestAtStart { get; init; } = 10_000;

    /// <summary>Most entries read at all: some seconds, while calls come.</summary>
    public long Most { get; init; } = 1_000_000;

    private const int AtOnce = 1024;

    private readonly Dictionary<Guid, LimitTicket> _open = [];
    private readonly HashSet<Guid> _endedLater = [];
    private readonly SemaphoreSlim _learning = new(1);
    private Stretch? _newest;
    private long _first;
    private bool _rulesLookBack;

    /// <summary>
    /// Since when rate limits know of every call, when they look further back than has been read, or is read yet; null when
    /// nothing is missing.
    /// </summary>
    public DateTimeOffset? KnownSince { get; private set; }

    /// <summary>
    /// Reads what the gates need at once, one time whoever asks: others wait, and when the one who reads is cancelled or fails
    /// the next goes on where it stopped, because what is taken twice would count twice.
    /// </summary>
    public async Task LearnAsync(CancellationToken cancellation)
    {
        await _learning.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            _newest ??= await NewestAsync(cancellation).ConfigureAwait(false);
            await ReadAsync(_newest, TakeNewest, cancellation).ConfigureAwait(false);
        }
        finally
        {
            _learning.Release();
        }
    }

    /// <summary>What the gates need at once.</summary>
    private async ValueTask<Stretch> NewestAsync(CancellationToken cancellation)
    {
        long size = ledger.Head.Size;
        _rulesLookBack = runaway.LongestMemory > TimeSpan.Zero;
        TimeSpan memory = Longer(runaway.LongestMemory, LongestWindow);
        _first = Math.Max(0, size - FewestAtStart);
        DateTimeOffset from = time.GetUtcNow() - memory;
        if (memory > TimeSpan.Zero && await IsAfterAsync(_first - 1, from, cancellation).ConfigureAwait(false))
        {
            long least = Math.Max(0, size - MostAtStart);
            _first = await FirstAfterAsync(from, least, _first, cancellation).ConfigureAwait(false);
            if (await IsAfterAsync(_first - 1, from, cancellation).ConfigureAwait(false))
            {
                KnownSince = (await EntryAsync(_first, cancellation).ConfigureAwait(false)).RecordedAt;
            }
        }

        return new(_first, size);
    }

    /// <summary>Reads the rest, for rate limits that look further back.</summary>
    public async Task CompleteAsync(CancellationToken cancellation)
    {
        if (KnownSince is not { } since)
        {
            return;
        }

        try
        {
            DateTimeOffset from = time.GetUtcNow() - LongestWindow;
            long needed = await FirstAfterAsync(from, 0, _first, cancellation).ConfigureAwait(false);
            long start = Math.Max(needed, _first - Most);
            LogReadingOn(_first - start, since);
            _open.Clear();
            await ReadAsync(new(start, _first), TakeOlder, cancellation).ConfigureAwait(false);
            KnownSince =
                start > needed ? (await EntryAsync(start, cancellation).ConfigureAwait(false)).RecordedAt : null;
            if (KnownSince is { } still)
            {
                LogTooMany(Most, still);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The gateway stops.
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            LogStopped(e.Message);
        }
        finally
        {
            _open.Clear();
            _endedLater.Clear();
        }
    }

    private TimeSpan LongestWindow => new(limiter.Book.LongestWindow);

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;

    private void TakeNewest(Entry entry)
    {
        if (entry.Kind == EntryKind.Authorization && entry.Attribution.Key is { } key)
        {
            keys.Find(key)?.NoteUse(entry.RecordedAt);
        }

        runaway.Restore(entry);
        Count(entry, isOlder: false);
    }

    private void TakeOlder(Entry entry) => Count(entry, isOlder: true);

    /// <summary>Counts an entry where rate limits count the call it belongs to.</summary>
    private void Count(Entry entry, bool isOlder)
    {
        if (limiter.Book.IsEmpty || entry.Call is not { } call)
        {
            return;
        }

        if (entry.BeginsCall)
        {
            if (limiter.Restore(CountedCall.Of(entry), entry.Hold, entry.RecordedAt) is { } ticket)
            {
                _open[call] = ticket;
            }

            if (isOlder && _endedLater.Contains(call))
            {
                End(call, tokens: 0, entry); // its tokens are counted where it ended
            }
        }
        else if (entry.Kind is EntryKind.Settlement or EntryKind.Void && !entry.Flags.Contains("recovered"))
        {
            End(call, SettledTokens.In(entry), entry);
        }
    }

    private void End(Guid call, long tokens, Entry entry)
    {
        if (_open.Remove(call, out LimitTicket? ticket))
        {
            limiter.EndRestored(ticket, tokens, entry.RecordedAt);
        }
        else if (tokens > 0)
        {
            limiter.RestoreTokens(CountedCall.Of(entry), tokens, entry.RecordedAt);
            _endedLater.Add(call);
        }
    }

    private async Task ReadAsync(Stretch stretch, Action<Entry> take, CancellationToken cancellation)
    {
        while (stretch.Next < stretch.End)
        {
            int most = (int)Math.Min(AtOnce, stretch.End - stretch.Next);
            IReadOnlyList<StoredEntry> some = await ledger
                .ReadAsync(stretch.Next, most, cancellation)
                .ConfigureAwait(false);
            if (some.Count == 0)
            {
                return;
            }

            stretch.Next += some.Count;
            foreach (StoredEntry stored in some)
            {
                Take(stored, take);
            }
        }
    }

    private void Take(StoredEntry stored, Action<Entry> take)
    {
        if (!MayMatter(stored.Bytes.Span))
        {
            return;
        }

        Entry entry;
        try
        {
            entry = stored.Parse();
        }
        catch (FormatException)
        {
            return; // an entry of a newer program: no gate of this one has counted it
        }

        take(entry);
    }

    /// <summary>Spares parsing what nothing here looks at.</summary>
    private bool MayMatter(ReadOnlySpan<byte> entry) =>
        !limiter.Book.IsEmpty
        || _rulesLookBack
        || entry.IndexOf("\"session\":"u8) >= 0
        || entry.IndexOf("\"agent\":"u8) >= 0
        || entry.IndexOf("\"key\":\"vk_"u8) >= 0;

    /// <summary>
    /// The position of the first entry in [from, to) recorded after an instant, and the end when none is: entries lie in the
    /// order of their instants.
    /// </summary>
    private async ValueTask<long> FirstAfterAsync(DateTimeOffset at, long from, long to, CancellationToken cancellation)
    {
        while (from < to)
        {
            long middle = from + ((to - from) / 2);
            if (await IsAfterAsync(middle, at, cancellation).ConfigureAwait(false))
            {
                to = middle;
            }
            else
            {
                from = middle + 1;
            }
        }

        return from;
    }

    /// <summary>Whether an entry was recorded after an instant; one before the first was not.</summary>
    private async ValueTask<bool> IsAfterAsync(long position, DateTimeOffset at, CancellationToken cancellation) =>
        position >= 0 && (await EntryAsync(position, cancellation).ConfigureAwait(false)).RecordedAt > at;

    private async ValueTask<Entry> EntryAsync(long position, CancellationToken cancellation) =>
        (await ledger.ReadAsync(position, 1, cancellation).ConfigureAwait(false))[0].Parse();

    /// <inheritdoc/>
    public void Dispose() => _learning.Dispose();

    [LoggerMessage(
        LogLevel.Information,
        "Rate limits know of every call since {Since:O}; what is older is read while calls come (entries: {Entries})"
    )]
    private partial void LogReadingOn(long entries, DateTimeOffset since);

    [LoggerMessage(
        LogLevel.Warning,
        "Rate limits count only calls since {Since:O}: within their longest window there are more than the {Most} entries that are read at a start"
    )]
    private partial void LogTooMany(long most, DateTimeOffset since);

    [LoggerMessage(LogLevel.Error, "Rate limits do not know of all calls before the start: {Reason}")]
    private partial void LogStopped(string reason);

    /// <summary>Entries that are to be read.</summary>
    private sealed class Stretch(long from, long end)
    {
        /// <summary>The next one.</summary>
        public long Next { get; set; } = from;

        /// <summary>The first one after them.</summary>
        public long End { get; } = end;
    }
}
