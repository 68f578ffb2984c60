using TokenLedger.Accounting.Money;
using TokenLedger.Ledger.Entries;

namespace TokenLedger.Dashboard.ReadApi;

/// <summary>A call's state, added up from its entries alone.</summary>
internal sealed class CallSum
{
    // By the entry that has a cost: an adjustment changes the price of the one it names, and of no other attempt.
    private readonly Dictionary<Guid, bool> _priced = [];
    private int _open;
    private string _status = "open";

    /// <summary>open, settled, voided or rejected.</summary>
    public string Status => _open > 0 ? "open" : _status;

    /// <summary>How it ended; null while open.</summary>
    public string? Outcome { get; private set; }

    /// <summary>Whether every part has a price; null while nothing is settled.</summary>
    public bool? Priced => _priced.Count == 0 ? null : _priced.Values.All(priced => priced);

    /// <summary>The priced part, as corrected.</summary>
    public Usd Known { get; private set; }

    /// <summary>The part of it that rests on estimates.</summary>
    public Usd Estimated { get; private set; }

    /// <summary>What adjustments brought, signed.</summary>
    public Usd Adjusted { get; private set; }

    /// <summary>Adds up the entries of a call, in the order of the ledger.</summary>
    public static CallSum Of(IEnumerable<Entry> entries)
    {
        CallSum sum = new();
        foreach (Entry entry in entries)
        {
            sum.Add(entry);
        }

        return sum;
    }

    private void Add(Entry entry)
    {
        Usd known = entry.KnownCost ?? entry.Cost ?? Usd.Zero;
        Known += known;
        Estimated += entry.EstimatedCost ?? Usd.Zero;
        Outcome = entry.Outcome ?? Outcome;
        switch (entry.Kind)
        {
            case EntryKind.Authorization:
                _open += entry.BeginsAttempt ? 1 : 0;
                break;
            case EntryKind.Settlement or EntryKind.Void:
                _open--;
                End(entry);
                break;
            case EntryKind.Import or EntryKind.Span:
                End(entry);
                break;
            case EntryKind.Rejection:
                _status = "rejected";
                break;
            case EntryKind.Adjustment:
                Adjusted += known;
                Adjust(entry);
                break;
        }
    }

    private void End(Entry entry)
    {
        bool isVoid = entry.Kind == EntryKind.Void;
        _status = isVoid ? "voided" : "settled";
        _priced[entry.Id] = isVoid || (entry.Priced ?? entry.Cost is not null);
    }

    private void Adjust(Entry entry)
    {
        if (entry is { Priced: { } priced, Corrects: { } corrected })
        {
            _priced[corrected] = priced;
        }
    }
}
