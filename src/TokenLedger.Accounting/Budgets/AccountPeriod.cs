namespace TokenLedger.Accounting.Budgets;

/// <summary>What one account has used and holds in one period. Authorizations keep theirs when it has passed.</summary>
internal sealed class AccountPeriod(long start, int limits)
{
    private readonly Int128[] _used = new Int128[limits];
    private readonly Int128[] _held = new Int128[limits];

    /// <summary>Where it begins, UTC ticks.</summary>
    public long Start => start;

    /// <summary>When the first call came, UTC ticks; <see cref="long.MaxValue"/> while none has.</summary>
    public long FirstCall { get; set; } = long.MaxValue;

    /// <summary>Used of a limit, in trillionths.</summary>
    public Int128 Used(int limit) => _used[limit];

    /// <summary>Held of a limit, in trillionths.</summary>
    public Int128 Held(int limit) => _held[limit];

    /// <summary>Debits, or credits.</summary>
    public void Use(int limit, Int128 quantity) => _used[limit] += quantity;

    /// <summary>Reserves, or releases.</summary>
    public void Hold(int limit, Int128 quantity) => _held[limit] += quantity;
}
