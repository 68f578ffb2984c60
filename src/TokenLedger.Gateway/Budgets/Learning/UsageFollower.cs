using Microsoft.Extensions.Logging;
using TokenLedger.Accounting.Budgets;
using TokenLedger.Accounting.Metering;
using TokenLedger.Ledger;
using TokenLedger.Ledger.Entries;

namespace TokenLedger.Gateway.Budgets.Learning;

/// <summary>
/// Follows the ledger and notes what calls have used, while a budget holds by what is expected. When the first one does it
/// reads the newest part of the log again: nothing is kept anywhere else.
/// </summary>
internal sealed partial class UsageFollower(
    ILedger ledger,
    UsageHistory history,
    TimeProvider time,
    ILogger<UsageFollower> log
)
{
    /// <summary>Entries before the head that are read at the start.</summary>
    public const long Recent = 50_000;

    /// <summary>Authorizations whose settlement is awaited; the oldest is forgotten for a new one.</summary>
    private const int MostOpen = 16_384;

    private const int ReadAtOnce = 1_024;

    /// <summary>
    /// Entries read at each look. A busier gateway is learned from by its newest entries: a sample is enough to know what
    /// calls use, and reading every entry would cost every call.
    /// </summary>
    private const long MostAtALook = 1_000;

    /// <summary>How often new entries are looked for: what is learned may be a second late.</summary>
    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(1);

    private readonly Dictionary<Guid, long> _bodies = [];
    private readonly Queue<Guid> _oldest = [];
    private IReadOnlyList<Budget>? _asked;
    private bool _isAsked;
    private long _next;

    /// <summary>The next entry it will read; the ledger's end while nothing is to be learned.</summary>
    public long Next => _isAsked ? Volatile.Read(ref _next) : ledger.Head.Size;

    /// <summary>Follows until cancelled.</summary>
    public async Task FollowAsync(CancellationToken cancellation)
    {
        using PeriodicTimer timer = new(s_look, time);
        try
        {
            bool learns = false;
            do
            {
                bool isAsked = IsAsked();
                if (isAsked)
                {
                    long atALook = learns ? MostAtALook : Recent;
                    _next = Math.Max(learns ? _next : 0, ledger.Head.Size - atALook);
                    await CatchUpAsync(cancellation).ConfigureAwait(false);
                }

                learns = isAsked;
            } while (await timer.WaitForNextTickAsync(cancellation).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The gateway stops.
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            LogStopped(e.Message);
        }
    }

    /// <summary>Whether any budget holds by what is expected.</summary>
    private bool IsAsked()
    {
        IReadOnlyList<Budget> budgets = ledger.Budgets;
        if (!ReferenceEquals(budgets, _asked))
        {
            _asked = budgets;
            _isAsked = budgets.Any(budget => budget.Hold == HoldMode.Elastic);
        }

        return _isAsked;
    }

    /// <summary>Reads what is new.</summary>
    public async Task CatchUpAsync(CancellationToken cancellation)
    {
        while (_next < ledger.Head.Size)
        {
            IReadOnlyList<StoredEntry> some = await ledger
                .ReadAsync(_next, ReadAtOnce, cancellation)
                .ConfigureAwait(false);
            if (some.Count == 0)
            {
                return;
            }

            foreach (StoredEntry entry in some)
            {
                Take(entry);
            }

            _next = some[^1].Sequence + 1;
        }
    }

    private void Take(StoredEntry stored)
    {
        // Many budgets are as many admin entries, which teach nothing.
        if (!stored.MayBe(EntryKind.Authorization) && !stored.MayBe(EntryKind.Settlement))
        {
            return;
        }

        try
        {
            Take(stored.Parse());
        }
        catch (FormatException)
        {
            // An entry of a newer program: nothing is learned from it.
        }
    }

    /// <summary>Learns from one entry.</summary>
    public void Take(Entry entry)
    {
        if (entry is { BeginsAttempt: true, Hold.InputTokens: > 0 and var bytes })
        {
            Remember(entry.Id, bytes);
        }
        else if (entry is { Kind: EntryKind.Settlement, Settles: { } authorization })
        {
            _bodies.Remove(authorization, out long body);
            if (entry.UsageSource == UsageSource.Provider && Output(entry) is > 0 and var output)
            {
                long? rate =
                    body > 0 && entry.ContextTokens is { } tokens ? Expectation.PerKilobyte(tokens, body) : null;
                history.Note(entry.Attribution.Key, entry.ModelRequested, output, rate);
            }
        }
    }

    private void Remember(Guid authorization, long bytes)
    {
        _bodies[authorization] = bytes;
        _oldest.Enqueue(authorization);
        if (_oldest.Count > MostOpen)
        {
            _bodies.Remove(_oldest.Dequeue());
        }
    }

    private static long Output(Entry settlement) =>
        (long)
            settlement
                .Lines.Where(line => line.Meter.StartsWith(Meters.Output, StringComparison.Ordinal))
                .Sum(line => line.Quantity);

    [LoggerMessage(LogLevel.Warning, "Elastic holds learn nothing more, because the ledger cannot be read: {Reason}")]
    private partial void LogStopped(string reason);
}
