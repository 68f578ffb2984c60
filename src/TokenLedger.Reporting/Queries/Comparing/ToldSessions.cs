using System.Runtime.InteropServices;
using TokenLedger.Accounting.Money;
using TokenLedger.Reporting.Queries.Outcomes;

namespace TokenLedger.Reporting.Queries.Comparing;

/// <summary>The sessions that outcomes were told of, numbered from 0, and what was told.</summary>
internal sealed class ToldSessions
{
    private readonly Dictionary<(long Tenant, long Session), int> _numbers = [];
    private readonly List<OutcomeCounts> _counts = [];

    /// <summary>How many.</summary>
    public int Count => _counts.Count;

    /// <summary>The numbers of their names, without those of their tenants.</summary>
    public long[] Names => [.. _numbers.Keys.Select(one => one.Session).Distinct()];

    /// <summary>The number of a session; null when nothing was told of it.</summary>
    public int? NumberOf((long Tenant, long Session) session) =>
        _numbers.TryGetValue(session, out int number) ? number : null;

    /// <summary>What was told of one.</summary>
    public ref readonly OutcomeCounts CountsOf(int number) => ref CollectionsMarshal.AsSpan(_counts)[number];

    /// <summary>Adds an outcome.</summary>
    public void Add(in ToldOutcome outcome)
    {
        ref int number = ref CollectionsMarshal.GetValueRefOrAddDefault(_numbers, outcome.Session, out bool isKnown);
        if (!isKnown)
        {
            number = _counts.Count;
            _counts.Add(default);
        }

        OutcomeCounts before = _counts[number];
        _counts[number] = new(
            before.Outcomes + 1,
            before.Successes + (outcome.Success ? 1 : 0),
            before.Valued + (outcome.Value is null ? 0 : 1),
            before.Value + (outcome.Value ?? Usd.Zero)
        );
    }
}
