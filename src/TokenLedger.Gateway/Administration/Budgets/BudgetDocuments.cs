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
        if (file is not null)
        {
            (ControlDocument Document, Budget? Budget)[] decided =
            [
                .. file.Documents.Zip(file.Budgets).Where(one => one.First.Kind == ControlKinds.Budget),
            ];
            BudgetReading[] readings = BudgetJson.Read(
                decided.Length,
                i => decided[i].Budget is { } budget ? BudgetJson.Check(budget) : ReadJson(decided[i].Document)
            );
            documents._read = new(decided.Length, ReferenceEqualityComparer.Instance);
            for (int i = 0; i < decided.Length; i++)
            {
                documents._read.Add(decided[i].Document, readings[i]);
            }
        }

        return documents;
    }

    /// <summary>What became of reading each document, in their order.</summary>
    public IReadOnlyList<BudgetReading> Read(IReadOnlyList<ControlDocument> documents)
    {
        ControlDocument[] unread = [.. documents.Where(document => !_read.ContainsKey(document))];
        BudgetReading[] added = BudgetJson.Read(unread.Length, i => ReadJson(unread[i]));
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

    private static BudgetReading ReadJson(ControlDocument document) => BudgetJson.Read(document.Utf8.Span, document.Id);
}
