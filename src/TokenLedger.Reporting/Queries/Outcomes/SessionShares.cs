using TokenLedger.Accounting.Money;
using TokenLedger.Reporting.Columns;
using TokenLedger.Reporting.Queries.Costs;

namespace TokenLedger.Reporting.Queries.Outcomes;

/// <summary>The sessions that had outcomes, and what each outcome has of their costs.</summary>
internal sealed class SessionShares
{
    private readonly Dictionary<(long Tenant, long Session), SessionShare> _sessions = [];

    /// <summary>Notes an outcome of a session.</summary>
    public void Note((long Tenant, long Session) session)
    {
        if (!_sessions.TryGetValue(session, out SessionShare? share))
        {
            _sessions.Add(session, share = new());
        }

        share.Outcomes++;
    }

    /// <summary>Reads what the sessions cost.</summary>
    /// <param name="view">The columns.</param>
    /// <param name="question">Calls by tenant and session with <see cref="CostMeasures.Amounts"/>.</param>
    public void ReadCosts(ColumnView view, ScanQuery question)
    {
        if (_sessions.Count == 0)
        {
            return;
        }

        IReadOnlyList<HeavyGroup> costs = ChosenGroups.Of(
            view,
            question,
            _sessions.Keys.Select(one => new long[] { one.Tenant, one.Session }),
            keys => _sessions.ContainsKey((keys[0], keys[1]))
        );
        foreach (HeavyGroup found in costs)
        {
            SessionShare share = _sessions[(found.Keys[0], found.Keys[1])];
            (share.Cost, share.Estimated, share.Unpriced) = CostMeasures.ReadAmounts(found.Sums);
        }
    }

    /// <summary>The share of the next outcome of a session, in the order of the ledger.</summary>
    public (Usd Cost, Usd Estimated, bool IsUnpriced) Next((long Tenant, long Session) session)
    {
        SessionShare share = _sessions[session];
        long part = share.Taken++;
        return (
            ExactShare.Part(share.Cost, share.Outcomes, part),
            ExactShare.Part(share.Estimated, share.Outcomes, part),
            share.Unpriced > 0
        );
    }

    private sealed class SessionShare
    {
        public long Outcomes { get; set; }
        public long Taken { get; set; }
        public Usd Cost { get; set; }
        public Usd Estimated { get; set; }
        public long Unpriced { get; set; }
    }
}
