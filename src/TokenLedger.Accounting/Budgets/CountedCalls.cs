namespace TokenLedger.Accounting.Budgets;

/// <summary>
/// The calls that one account has counted, so that a call's later attempts do not count again. A call that has ended is
/// remembered for a while, because its next attempt comes after the last one failed.
/// </summary>
internal sealed class CountedCalls
{
    /// <summary>
    /// How long after it was counted a call is remembered, open or not: an attempt that comes later counts again. A bound in
    /// time is what lets a fold begin in the middle of the ledger.
    /// </summary>
    public static TimeSpan Memory { get; } = TimeSpan.FromHours(1);

    /// <summary>
    /// How much before a window a fold begins, so that it tells first attempts from later ones as they were told: longer than
    /// any call goes on making attempts.
    /// </summary>
    public static TimeSpan Lead { get; } = TimeSpan.FromDays(1);

    /// <summary>Most calls remembered in one account; beyond it a late attempt counts again, which errs on the safe side.</summary>
    public const int Most = 65_536;

    private readonly Dictionary<Guid, CountedCall> _calls = [];
    private readonly Queue<CountedCall> _oldest = [];

    /// <summary>All that are remembered, in the order they were counted.</summary>
    public IEnumerable<CountedCall> All => _oldest;

    /// <summary>Whether an authorization of this call would count.</summary>
    public bool Counts(Guid call, long now) => Find(call, now) is null;

    /// <summary>The count of a call; null when it has none.</summary>
    public CountedCall? Find(Guid call, long now)
    {
        if (!_calls.TryGetValue(call, out CountedCall? counted))
        {
            return null;
        }

        return now - counted.Since <= Memory.Ticks ? counted : null;
    }

    /// <summary>Remembers a call.</summary>
    public void Add(CountedCall counted)
    {
        _calls[counted.Call] = counted;
        _oldest.Enqueue(counted);
        Forget(counted.Since);
    }

    /// <summary>Takes a call over from a file.</summary>
    public void Restore(CountedCall counted)
    {
        _calls[counted.Call] = counted;
        _oldest.Enqueue(counted);
    }

    /// <summary>The count that was saved; null when it is not remembered.</summary>
    public CountedCall? Find(SavedCall saved) =>
        _calls.TryGetValue(saved.Call, out CountedCall? counted) && counted.Since == saved.Since
            ? counted
            // The same call counted again since then.
            : _oldest.FirstOrDefault(one => one.Call == saved.Call && one.Since == saved.Since);

    /// <summary>Forgets a call that was never sent.</summary>
    public void Drop(CountedCall counted)
    {
        if (_calls.TryGetValue(counted.Call, out CountedCall? there) && ReferenceEquals(there, counted))
        {
            _calls.Remove(counted.Call);
        }

        counted.IsDropped = true;
    }

    /// <summary>Whether any call is remembered.</summary>
    public bool Remembers(long now)
    {
        Forget(now);
        return _oldest.Count > 0;
    }

    private void Forget(long now)
    {
        while (_oldest.TryPeek(out CountedCall? first))
        {
            bool expired = now - first.Since > Memory.Ticks;
            if (!first.IsDropped && !expired && _oldest.Count <= Most)
            {
                return;
            }

            _oldest.Dequeue();
            if (_calls.TryGetValue(first.Call, out CountedCall? there) && ReferenceEquals(there, first))
            {
                _calls.Remove(first.Call);
            }
        }
    }
}

/// <summary>One call counted in one account.</summary>
/// <param name="call">The call.</param>
/// <param name="since">When its first authorization was recorded, UTC ticks.</param>
/// <param name="period">Where it counts.</param>
internal sealed class CountedCall(Guid call, long since, AccountPeriod period)
{
    public Guid Call => call;

    public long Since => since;

    public AccountPeriod Period => period;

    /// <summary>Attempts that are open.</summary>
    public int Open { get; set; }

    /// <summary>Whether one of them was settled: then it is used, before that held.</summary>
    public bool IsUsed { get; set; }

    /// <summary>Whether all of them were voided: then it counts no more.</summary>
    public bool IsDropped { get; set; }
}
