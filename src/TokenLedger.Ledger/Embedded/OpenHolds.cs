using TokenLedger.Ledger.Entries;

namespace TokenLedger.Ledger.Embedded;

/// <summary>
/// The serial state machine that decides appends: which authorizations are open, and that each ends exactly once. Used
/// by one thread.
/// </summary>
internal sealed class OpenHolds
{
    /// <summary>
    /// Ended authorizations that are still known by id, so that a second settlement is told "already resolved" rather
    /// than "unknown"; it is refused either way.
    /// </summary>
    public const int RememberedResolutions = 16_384;

    private readonly Dictionary<Guid, long> _open = [];
    private readonly HashSet<Guid> _resolved = [];
    private readonly Queue<Guid> _oldestResolved = [];

    /// <summary>Open authorizations: id and sequence.</summary>
    public IReadOnlyDictionary<Guid, long> Open => _open;

    /// <summary>Whether an entry may be appended.</summary>
    public AppendStatus Judge(EntryKind kind, Guid id, Guid? settles)
    {
        if (kind == EntryKind.Authorization)
        {
            return _open.ContainsKey(id) || _resolved.Contains(id) ? AppendStatus.DuplicateId : AppendStatus.Appended;
        }

        if (kind is not (EntryKind.Settlement or EntryKind.Void))
        {
            return AppendStatus.Appended;
        }

        if (settles is not { } authorization)
        {
            return AppendStatus.UnknownAuthorization;
        }

        return _open.ContainsKey(authorization) ? AppendStatus.Appended
            : _resolved.Contains(authorization) ? AppendStatus.AlreadyResolved
            : AppendStatus.UnknownAuthorization;
    }

    /// <summary>Takes note of an entry that was judged or read from the log.</summary>
    public void Apply(EntryKind? kind, Guid id, Guid? settles, long sequence)
    {
        if (kind == EntryKind.Authorization)
        {
            _open[id] = sequence;
        }
        else if (kind is EntryKind.Settlement or EntryKind.Void && settles is { } authorization)
        {
            _open.Remove(authorization);
            Remember(authorization);
        }
    }

    /// <summary>Takes over an open authorization from a snapshot.</summary>
    public void Restore(Guid id, long sequence) => _open.Add(id, sequence);

    private void Remember(Guid authorization)
    {
        if (!_resolved.Add(authorization))
        {
            return;
        }

        _oldestResolved.Enqueue(authorization);
        if (_oldestResolved.Count > RememberedResolutions)
        {
            _resolved.Remove(_oldestResolved.Dequeue());
        }
    }
}
