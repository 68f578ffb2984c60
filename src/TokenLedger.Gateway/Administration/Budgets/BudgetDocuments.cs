using TokenLedger.Accounting.Budgets;
using TokenLedger.Ledger.Control;

namespace TokenLedger.Gateway.Administration.Budgets;

/// <summary>
/// The budgets that people decided at run time, each read once: when one of many changes, only that one is read again, and
/// the others stay the very same objects, which need not be made ready again either. Used by one thread at a time.
/// </summary>
public sealed class BudgetDocuments
{
    private Dictionary<ControlDocument, BudgetReading> _read = new(ReferenceEqualityComparer.Instance);

    /// <summary>Reads what a file says before the ledger is open that may say more.</summary>
    public static BudgetDocuments Of(ControlState? file)
    {
        BudgetDocuments documents = new();
        documents.Read([.. (file?.Documents ?? []).Where(one => one.Kind == ControlKinds.Budget)]);
        return documents;
    }

    /// <summary>What became of reading each document, in their order.</summary>
    public IReadOnlyList<BudgetReading> Read(IReadOnlyList<ControlDocument> documents)
    {
        ControlDocument[] unread = [.. documents.Where(document => !_read.ContainsKey(document))];
        IReadOnlyList<BudgetReading> added = BudgetJson.Read(unread.Length, i => (unread[i].Id, unread[i].Utf8));
        // Made anew, so that what is no longer decided is let go.
        Dictionary<ControlDocument, BudgetReading> now = new(documents.Count, ReferenceEqualityComparer.Instance);
        BudgetReading[] readings = new BudgetReading[documents.Count];
        for (int i = 0, next = 0; i < readings.Length; i++)
        {
            readings[i] = _read.GetValueOrDefault(documents[i]) ?? added[next++];
            now.Add(documents[i], readings[i]);
        }

        _read = now;
        return readings;
    }
}
