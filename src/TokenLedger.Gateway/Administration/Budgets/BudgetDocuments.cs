using TokenLedger.Accounting.Budgets;
using TokenLedger.Ledger.Control;

namespace TokenLedger.Gateway.Administration.Budgets;

/// <summary>
/// The budgets that people decided at run time, each read once: when one of many changes, only that one is read again, and
/// the others stay the very same objects, which need not be made ready again either. Used by one thread at a time.
/// </summary>
internal sealed class BudgetDocuments
{
    private Dictionary<string, (string Json, BudgetReading Reading)> _read = [];

    /// <summary>What became of reading each document, in their order.</summary>
    public IReadOnlyList<BudgetReading> Read(IReadOnlyList<ControlDocument> documents)
    {
        BudgetReading?[] readings = new BudgetReading?[documents.Count];
        List<KeyValuePair<string, string>> texts = [];
        for (int i = 0; i < readings.Length; i++)
        {
            ControlDocument document = documents[i];
            bool isKnown =
                _read.TryGetValue(document.Id, out var before) && ReferenceEquals(before.Json, document.Json);
            readings[i] = isKnown ? before.Reading : null;
            if (!isKnown)
            {
                texts.Add(new(document.Id, document.Json));
            }
        }

        IReadOnlyList<BudgetReading> added = BudgetJson.Read(texts);
        // Made anew, so that what is no longer decided is let go.
        Dictionary<string, (string Json, BudgetReading Reading)> now = new(readings.Length, StringComparer.Ordinal);
        for (int i = 0, next = 0; i < readings.Length; i++)
        {
            readings[i] ??= added[next++];
            now[documents[i].Id] = (documents[i].Json, readings[i]!);
        }

        _read = now;
        return readings!;
    }
}
