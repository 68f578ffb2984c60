using TokenLedger.Accounting.Metering;
using TokenLedger.Ledger.Entries;

namespace TokenLedger.Gateway.Booking;

/// <summary>
/// What has been booked, so that nothing is booked twice: answers by their id, results of batches, keys for retries; and
/// the answers that run in the background and are still to be booked. A fold of the ledger: everything in it follows from
/// entries, and it can be built again from them.
/// </summary>
/// <remarks>
/// A call claims a key before its entry is appended and books it when the entry is durable. Nobody else gets the key
/// meanwhile, and a claim whose entry failed is released.
/// </remarks>
internal sealed class BookedOnce
{
    /// <summary>Most answers remembered: retries come soon after. 3 MiB when full.</summary>
    public const int MostAnswers = 65_536;

    /// <summary>Most keys for retries remembered.</summary>
    public const int MostRetries = 65_536;

    /// <summary>Most background answers waited for; the oldest is given up first.</summary>
    public const int MostAwaited = 10_000;

    /// <summary>Most results of batches remembered, which may be downloaded again for weeks. 60 MiB when full.</summary>
    public const int MostResults = 1_000_000;

    /// <summary>The flag of an answer that runs in the background, whose usage is still to come.</summary>
    public const string PendingFlag = "usage_pending";

    /// <summary>The reason of the entries that book the results of a batch.</summary>
    public const string ResultReason = "batch_result";

    private readonly Lock _gate = new();
    private readonly HashSet<UInt128> _claimed = [];
    private readonly Dictionary<Booking, long> _open = [];
    private readonly RecentKeys[] _kept =
    [
        new RecentKeys(MostAnswers),
        new RecentKeys(MostRetries),
        new RecentKeys(MostAwaited),
        new RecentKeys(MostResults),
    ];

    /// <summary>Background answers waited for.</summary>
    public int Awaited
    {
        get
        {
            lock (_gate)
            {
                return Set(BookedKind.Awaited).Count;
            }
        }
    }

    /// <summary>Begins the bookings of one call.</summary>
    /// <param name="ledgerSize">Entries in the ledger now, before any of the call's.</param>
    public Booking Open(long ledgerSize)
    {
        Booking booking = new(this);
        lock (_gate)
        {
            _open.Add(booking, ledgerSize);
        }

        return booking;
    }

    /// <summary>Takes note of an entry of the ledger.</summary>
    public void Fold(Entry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        string upstream = entry.Upstream ?? entry.Provider ?? "";
        lock (_gate)
        {
            switch (entry.Kind)
            {
                case EntryKind.Authorization when entry.IdempotencyKey is { } retry:
                    Set(BookedKind.Retry).Add(BookingKey.OfRetry(entry.Attribution.Key, upstream, retry));
                    break;
                case EntryKind.Settlement when entry.ResponseId is { } id:
                    FoldAnswer(entry, upstream, id);
                    break;
                case EntryKind.Import when entry.Reason == ResultReason && entry.Subject is { } subject:
                    Set(BookedKind.Result).Add(BookingKey.OfResult(upstream, subject));
                    break;
            }
        }
    }

    private void FoldAnswer(Entry entry, string upstream, string id)
    {
        UInt128 awaited = BookingKey.OfAwaited(upstream, id);
        if (entry.Flags.Contains(PendingFlag))
        {
            Set(BookedKind.Awaited).Add(awaited);
        }
        else if (entry.UsageSource is not (null or UsageSource.None))
        {
            Set(BookedKind.Awaited).Remove(awaited);
            Set(BookedKind.Answer).Add(BookingKey.OfAnswer(upstream, id, entry.RawUsage, entry.RequestDigest));
        }
    }

    /// <summary>
    /// The keys of every kind, oldest first, and how far into the ledger they reach at least: entries from there on are to
    /// be folded again, which changes nothing where they have been.
    /// </summary>
    /// <param name="ledgerSize">Entries in the ledger, read before this is called.</param>
    public (long Position, IReadOnlyList<UInt128[]> Keys) Snapshot(long ledgerSize)
    {
        lock (_gate)
        {
            long position = _open.Count == 0 ? ledgerSize : Math.Min(ledgerSize, _open.Values.Min());
            return (position, [.. _kept.Select(set => set.InOrder.ToArray())]);
        }
    }

    /// <summary>Takes the keys of a snapshot over.</summary>
    public void Restore(IReadOnlyList<UInt128[]> keys)
    {
        ArgumentNullException.ThrowIfNull(keys);
        lock (_gate)
        {
            for (int kind = 0; kind < _kept.Length; kind++)
            {
                foreach (UInt128 key in keys[kind])
                {
                    _kept[kind].Add(key);
                }
            }
        }
    }

    /// <summary>Claims a key that is neither booked nor claimed.</summary>
    internal bool TryClaim(BookedKind kind, UInt128 key)
    {
        lock (_gate)
        {
            return !Set(kind).Contains(key) && _claimed.Add(key);
        }
    }

    /// <summary>Claims an answer that is waited for.</summary>
    internal bool TryClaimAwaited(UInt128 key)
    {
        lock (_gate)
        {
            return Set(BookedKind.Awaited).Contains(key) && _claimed.Add(key);
        }
    }

    internal void Book(IReadOnlyList<(BookedKind Kind, UInt128 Key)> claims)
    {
        lock (_gate)
        {
            foreach ((BookedKind kind, UInt128 key) in claims)
            {
                if (kind == BookedKind.Answer)
                {
                    Set(BookedKind.Awaited).Remove(key);
                }

                Set(kind).Add(key);
                _claimed.Remove(key);
            }
        }
    }

    internal void Close(Booking booking, IReadOnlyList<(BookedKind Kind, UInt128 Key)> claims)
    {
        lock (_gate)
        {
            _open.Remove(booking);
            foreach ((_, UInt128 key) in claims)
            {
                _claimed.Remove(key);
            }
        }
    }

    private RecentKeys Set(BookedKind kind) => _kept[(int)kind];
}

/// <summary>What is booked once. The order is that of the file.</summary>
internal enum BookedKind
{
    /// <summary>An answer.</summary>
    Answer,

    /// <summary>A caller's key for retries.</summary>
    Retry,

    /// <summary>An answer that runs in the background and is to be booked when it is complete.</summary>
    Awaited,

    /// <summary>A result of a batch.</summary>
    Result,
}
