using TokenLedger.Ledger.Entries;
using TokenLedger.Reporting.Columns;

namespace TokenLedger.Reporting.Queries.Calls;

/// <summary>Makes of ranked calls what is shown of them: their entries and corrections.</summary>
internal static class CallReads
{
    /// <summary>Reads calls, in their order.</summary>
    public static async Task<List<LedgerCall>> ReadAsync(
        IReadOnlyList<RankedCall> ranked,
        ColumnView view,
        ScanQuery question,
        bool asBooked,
        EntryReads entries,
        CancellationToken cancellation
    )
    {
        HashSet<long> numbers = [.. ranked.Select(call => call.Call)];
        Dictionary<long, Corrections> corrections =
            ranked.Count == 0 ? [] : Corrections.OfCalls(view, question, numbers);
        List<LedgerCall> calls = [];
        foreach (RankedCall one in ranked)
        {
            Entry entry = await entries.ReadAsync(one.Sequence, cancellation).ConfigureAwait(false);
            Corrections made = corrections.GetValueOrDefault(one.Call, Corrections.None);
            calls.Add(LedgerCall.Of(one.Sequence, entry, one.Status, made, asBooked));
        }

        return calls;
    }
}
