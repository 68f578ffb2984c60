namespace TokenLedger.Gateway.Limits;

/// <summary>Bounds the accounts of all limits together, so that no caller can fill the memory with names.</summary>
/// <param name="most">Most accounts.</param>
internal sealed class AccountRoom(int most)
{
    /// <summary>Most accounts when nothing else is said: 100,000, at most about 2.3 KiB each.</summary>
    public const int DefaultMost = 100_000;

    /// <summary>Looking for idle accounts goes through all of them, so it is done once in this time, in ticks.</summary>
    private const long BetweenSweeps = TimeSpan.TicksPerSecond;

    private readonly Lock _gate = new();
    private readonly List<LimitAccounts> _tables = [];
    private long _nextSweep = long.MinValue;

    /// <summary>Accounts kept.</summary>
    public int Count { get; private set; }

    /// <summary>The tables that share the room from now on.</summary>
    public void Hold(IEnumerable<LimitAccounts> tables)
    {
        lock (_gate)
        {
            List<LimitAccounts> now = [.. tables];
            foreach (LimitAccounts dropped in _tables.Except(now))
            {
                dropped.IsClosed = true;
                Count -= dropped.Count;
            }

            _tables.Clear();
            _tables.AddRange(now);
        }
    }

    /// <summary>Opens an account, or gives the shared one when there is no room.</summary>
    public LimitAccount Open(LimitAccounts table, string member, long now)
    {
        lock (_gate)
        {
            if (table.IsClosed || !HasRoom(now))
            {
                return table.Shared;
            }

            int before = table.Count;
            LimitAccount account = table.Add(member);
            Count += table.Count - before;
            return account;
        }
    }

    private bool HasRoom(long now)
    {
        if (Count >= most && now >= _nextSweep)
        {
            _nextSweep = now + BetweenSweeps;
            foreach (LimitAccounts table in _tables)
            {
                Count -= table.Sweep(now);
            }
        }

        return Count < most;
    }
}
