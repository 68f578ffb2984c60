using TokenLedger.Ledger.Entries;

namespace TokenLedger.Ledger.Embedded;

/// <summary>
/// The serial state machine that decides appends: which authorizations are open, and that each ends exactly once. A
/// top-up belongs to an open authorization and ends with it. Used by one thread.
/// </summary>
internal sealed class OpenHolds
{
    /// <summary>
    /// Ended authorizations that are still known by id, so that a second settlement is told "already resolved" rather
    /// than "unknown"; it is refused either way.
    /// </summary>
    public const int RememberedResolutions = 16_384;

    private readonly Dictionary<Guid, long> _open = [];
    private readonly Dictionary<Guid, OpenTopUp> _topUps = [];
    private readonly HashSet<Guid> _resolved = [];
    private readonly Queue<Guid> _oldestResolved = [];

    /// <summary>Open authorizations: id and sequence.</summary>
    public IReadOnlyDictionary<Guid, long> Open => _open;

    /// <summary>Top-ups of open authorizations: their own id, and where they belong.</summary>
    public IReadOnlyDictionary<Guid, OpenTopUp> TopUps => _topUps;

    /// <summary>Whether an entry may be appended.</summary>
    public AppendStatus Judge(in EntryLinks entry)
    {
        if (entry.Kind == EntryKind.Authorization)
        {
            return IsKnown(entry.Id) ? AppendStatus.DuplicateId
                : entry.CausedBy is { } toppedUp ? StateOf(toppedUp)
                : AppendStatus.Appended;
        }

        return !entry.Resolves ? AppendStatus.Appended
            : entry.Settles is { } authorization ? StateOf(authorization)
            : AppendStatus.UnknownAuthorization;
    }

    /// <summary>Takes note of an entry that was judged or read from the log.</summary>
    public void Apply(in EntryLinks entry, long sequence)
    {
        if (entry.IsTopUp)
        {
            _topUps[entry.Id] = new OpenTopUp(entry.CausedBy!.Value, sequence);
        }
        else if (entry.BeginsAttempt)
        {
            _open[entry.Id] = sequence;
        }
        else if (entry.Resolves && entry.Settles is { } authorization)
        {
            _open.Remove(authorization);
            DropTopUps(authorization);
            Remember(authorization);
        }
    }

    /// <summary>Takes over an open authorization from a snapshot.</summary>
    public void Restore(Guid id, long sequence) => _open.Add(id, sequence);

    /// <summary>Takes over a top-up from a snapshot.</summary>
    public void Restore(Guid id, OpenTopUp topUp) => _topUps.Add(id, topUp);

    private bool IsKnown(Guid id) => _open.ContainsKey(id) || _resolved.Contains(id) || _topUps.ContainsKey(id);

    private AppendStatus StateOf(Guid authorization) =>
        _open.ContainsKey(authorization) ? AppendStatus.Appended
        : _resolved.Contains(authorization) ? AppendStatus.AlreadyResolved
        : AppendStatus.UnknownAuthorization;

    // Only streams that outgrew their hold are in here: a handful at a time.
    private void DropTopUps(Guid authorization)
    {
        if (_topUps.Count == 0)
        {
            return;
        }

        foreach ((Guid id, OpenTopUp topUp) in _topUps)
        {
            if (topUp.Authorization == authorization)
            {
                _topUps.Remove(id);
            }
        }
    }

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

/// <summary>A top-up of an open authorization.</summary>
/// <param name="Authorization">The authorization.</param>
/// <param name="Sequence">Where the top-up lies.</param>
internal readonly record struct OpenTopUp(Guid Authorization, long Sequence);
