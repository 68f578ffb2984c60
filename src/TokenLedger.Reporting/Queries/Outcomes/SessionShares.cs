using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
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
        CollectionsMarshal.GetValueRefOrAddDefault(_sessions, session, out _).Outcomes++;
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

        long[] wanted = new long[2 * _sessions.Count];
        int end = 0;
        foreach ((long tenant, long session) in _sessions.Keys)
        {
            (wanted[end++], wanted[end++]) = (tenant, session);
        }

        ChosenGroups.Visit(
            view,
            question,
            wanted,
            keys => _sessions.ContainsKey((keys[0], keys[1])),
            (keys, sums) =>
            {
                ref SessionShare share = ref Of((keys[0], keys[1]));
                (share.Cost, share.Estimated, share.Unpriced) = CostMeasures.ReadAmounts(sums);
            }
        );
    }

    /// <summary>The share of the next outcome of a session, in the order of the ledger.</summary>
    public (Usd Cost, Usd Estimated, bool IsUnpriced) Next((long Tenant, long Session) session)
    {
        ref SessionShare share = ref Of(session);
        long part = share.Taken++;
        return (
            ExactShare.Part(share.Cost, share.Outcomes, part),
            ExactShare.Part(share.Estimated, share.Outcomes, part),
            share.Unpriced > 0
        );
    }

    private ref SessionShare Of((long, long) session)
    {
        ref SessionShare share = ref CollectionsMarshal.GetValueRefOrNullRef(_sessions, session);
        if (Unsafe.IsNullRef(ref share))
        {
            throw new KeyNotFoundException($"No outcome of session {session} was noted.");
        }

        return ref share;
    }

    /// <summary>A struct, because there may be as many as sessions.</summary>
    private struct SessionShare
    {
        public long Outcomes;
        public long Taken;
        public Usd Cost;
        public Usd Estimated;
        public long Unpriced;
    }
}
