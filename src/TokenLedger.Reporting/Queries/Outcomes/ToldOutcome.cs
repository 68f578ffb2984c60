using TokenLedger.Accounting.Money;
using TokenLedger.Reporting.Projections;

namespace TokenLedger.Reporting.Queries.Outcomes;

/// <summary>An outcome as <see cref="OutcomeRows"/> reads it. Names are numbers, 0 for none.</summary>
internal readonly ref struct ToldOutcome(ReadOnlySpan<long> values)
{
    private const int FirstNumber = 7;

    private readonly ReadOnlySpan<long> _values = values;

    /// <summary>The instant that counts, microseconds since 1970 UTC.</summary>
    public long At => _values[0];

    /// <summary>Its tenant and session.</summary>
    public (long Tenant, long Session) Session => (_values[1], _values[2]);

    /// <summary>Whether it succeeded.</summary>
    public bool Success => _values[3] != 0;

    /// <summary>What it is worth; null when nobody said.</summary>
    public Usd? Value => _values[4] == 0 ? null : new SplitAmount(_values[5], _values[6]).Join();

    /// <summary>Its name, then what else was asked for, in that order.</summary>
    public ReadOnlySpan<long> Numbers => _values[FirstNumber..];
}
