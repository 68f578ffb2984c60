using System.Text;
using TokenLedger.Ledger.Entries;

namespace TokenLedger.Ledger.Control;

/// <summary>The documents in force, folded from admin entries. Read by many threads, applied to by one at a time.</summary>
internal sealed class ControlFold
{
    private const string Created = ".created";
    private const string Changed = ".changed";
    private const string Removed = ".removed";

    private readonly Lock _gate = new();
    private readonly Dictionary<string, KindDocuments> _kinds = new(StringComparer.Ordinal);

    /// <summary>All documents, kind by kind, by name.</summary>
    public IReadOnlyList<ControlDocument> All
    {
        get
        {
            lock (_gate)
            {
                return [.. _kinds.Values.SelectMany(documents => documents.ByName)];
            }
        }
    }

    /// <summary>What an entry that makes this change says as its reason ("budget.created").</summary>
    public static string ReasonOf(ControlChange change, ControlDocument? before) =>
        change.Kind
        + (
            change.Json is null ? Removed
            : before is null ? Created
            : Changed
        );

    /// <summary>The documents of a kind, by name.</summary>
    public IReadOnlyList<ControlDocument> Of(string kind)
    {
        lock (_gate)
        {
            return _kinds.GetValueOrDefault(kind)?.ByName ?? [];
        }
    }

    /// <summary>One document; null when there is none.</summary>
    public ControlDocument? Find(string kind, string id)
    {
        lock (_gate)
        {
            return _kinds.GetValueOrDefault(kind)?.Find(id);
        }
    }

    /// <summary>Takes a document over from a file.</summary>
    public void Restore(ControlDocument document)
    {
        lock (_gate)
        {
            Kind(document.Kind).Set(document);
        }
    }

    /// <summary>Folds an entry; one that changes no document is passed over.</summary>
    public void Apply(long sequence, Entry entry)
    {
        if (entry is not { Kind: EntryKind.Admin, Reason: { } reason, Subject: { } id })
        {
            return;
        }

        int dot = reason.LastIndexOf('.');
        string kind = dot < 0 ? "" : reason[..dot];
        string verb = dot < 0 ? "" : reason[dot..];
        lock (_gate)
        {
            if (verb == Removed)
            {
                Kind(kind).Remove(id);
            }
            else if (verb is Created or Changed && entry.After is { } json)
            {
                byte[] utf8 = Encoding.UTF8.GetBytes(json);
                Kind(kind).Set(new(kind, id, utf8, sequence, entry.OccurredAt, entry.Actor));
            }
        }
    }

    private KindDocuments Kind(string kind)
    {
        if (!_kinds.TryGetValue(kind, out KindDocuments? documents))
        {
            _kinds.Add(kind, documents = new());
        }

        return documents;
    }
}
