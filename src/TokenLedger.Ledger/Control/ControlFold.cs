using System.Collections.Immutable;
using TokenLedger.Ledger.Entries;

namespace TokenLedger.Ledger.Control;

/// <summary>The documents in force, folded from admin entries. Read by many threads, applied to by one at a time.</summary>
internal sealed class ControlFold
{
    private const string Created = ".created";
    private const string Changed = ".changed";
    private const string Removed = ".removed";

    // By kind and name, so that a change of one of many costs what it changes.
    private volatile ImmutableDictionary<string, ImmutableSortedDictionary<string, ControlDocument>> _kinds =
        ImmutableDictionary<string, ImmutableSortedDictionary<string, ControlDocument>>.Empty;

    private static ImmutableSortedDictionary<string, ControlDocument> None { get; } =
        ImmutableSortedDictionary.Create<string, ControlDocument>(StringComparer.Ordinal);

    /// <summary>All documents.</summary>
    public IEnumerable<ControlDocument> All => _kinds.Values.SelectMany(documents => documents.Values);

    /// <summary>What an entry that makes this change says as its reason ("budget.created").</summary>
    public static string ReasonOf(ControlChange change, ControlDocument? before) =>
        change.Kind
        + (
            change.Json is null ? Removed
            : before is null ? Created
            : Changed
        );

    /// <summary>The documents of a kind, by name.</summary>
    public IReadOnlyList<ControlDocument> Of(string kind) => [.. (_kinds.GetValueOrDefault(kind) ?? None).Values];

    /// <summary>One document; null when there is none.</summary>
    public ControlDocument? Find(string kind, string id) => _kinds.GetValueOrDefault(kind)?.GetValueOrDefault(id);

    /// <summary>Takes documents over from a file.</summary>
    public void Restore(IEnumerable<ControlDocument> documents) =>
        _kinds = documents
            .GroupBy(document => document.Kind)
            .ToImmutableDictionary(
                kind => kind.Key,
                kind => None.AddRange(kind.Select(document => KeyValuePair.Create(document.Id, document)))
            );

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
        if (verb == Removed)
        {
            _kinds = _kinds.SetItem(kind, (_kinds.GetValueOrDefault(kind) ?? None).Remove(id));
        }
        else if (verb is Created or Changed && entry.After is { } json)
        {
            ControlDocument document = new(kind, id, json, sequence, entry.OccurredAt, entry.Actor);
            _kinds = _kinds.SetItem(kind, (_kinds.GetValueOrDefault(kind) ?? None).SetItem(id, document));
        }
    }
}
