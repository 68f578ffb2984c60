using TokenLedger.Accounting.Budgets;
using TokenLedger.Ledger.Control;

namespace TokenLedger.Gateway.Administration.Budgets;

/// <summary>
/// The budgets that people decided at run time, each read once: when one of many changes, only that one is read again, and
/// the others stay the very same objects, which need not be made ready again either. Used by one thread at a time.
/// </summary>
public sealed class BudgetDocuments
{
    private ControlDocument[] _documents = [];
    private BudgetReading[] _readings = [];

    /// <summary>Reads what a file says before the ledger is open that may say more.</summary>
    public static BudgetDocuments Of(ControlState? file)
    {
        BudgetDocuments documents = new();
        if (file is not null)
        {
            List<ControlDocument> decided = [];
            List<Budget?> budgets = [];
            for (int i = 0; i < file.Documents.Count; i++)
            {
                if (file.Documents[i].Kind == ControlKinds.Budget)
                {
                    decided.Add(file.Documents[i]);
                    budgets.Add(file.Budgets[i]);
                }
            }

            documents._documents = [.. decided];
            documents._readings = BudgetJson.Read(
                decided.Count,
                i =>
                    budgets[i] is not { } budget ? ReadJson(decided[i])
                    : file.AreChecked ? new(budget, [])
                    : BudgetJson.Check(budget)
            );
        }

        return documents;
    }

    /// <summary>What became of reading each document, in their order.</summary>
    /// <param name="documents">The documents by name.</param>
    public IReadOnlyList<BudgetReading> Read(IReadOnlyList<ControlDocument> documents)
    {
        BudgetReading[] readings = new BudgetReading[documents.Count];
        List<int> unread = [];
        // Both lists are by name, so what was read before is found walking along them.
        for (int i = 0, before = 0; i < readings.Length; i++)
        {
            while (before < _documents.Length && string.CompareOrdinal(_documents[before].Id, documents[i].Id) < 0)
            {
                before++;
            }

            if (before < _documents.Length && ReferenceEquals(_documents[before], documents[i]))
            {
                readings[i] = _readings[before];
            }
            else
            {
                unread.Add(i);
            }
        }

        BudgetReading[] added = BudgetJson.Read(unread.Count, i => ReadJson(documents[unread[i]]));
        for (int i = 0; i < added.Length; i++)
        {
            readings[unread[i]] = added[i];
        }

        // Only these, so that what is no longer decided is let go.
        (_documents, _readings) = ([.. documents], readings);
        return _readings;
    }

    private static BudgetReading ReadJson(ControlDocument document) => BudgetJson.Read(document.Utf8.Span, document.Id);
}
