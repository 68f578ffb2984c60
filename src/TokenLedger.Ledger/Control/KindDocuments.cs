namespace TokenLedger.Ledger.Control;

/// <summary>
/// The documents of one kind. A list of them by name is kept between changes, and one change is put into a copy of it, so
/// that changing one of 100,000 sorts nothing. Used by one thread at a time.
/// </summary>
internal sealed class KindDocuments
{
    private static readonly Comparison<ControlDocument> _byName = static (one, other) =>
        string.CompareOrdinal(one.Id, other.Id);

    private readonly Dictionary<string, ControlDocument> _documents = new(StringComparer.Ordinal);
    private ControlDocument[]? _sorted;
    private ControlDocument? _changed;

    /// <summary>All of them by name; never changed again.</summary>
    public IReadOnlyList<ControlDocument> ByName
    {
        get
        {
            _sorted = _sorted is null || _changed is null ? _sorted ?? Sorted() : With(_sorted, _changed);
            _changed = null;
            return _sorted;
        }
    }

    /// <summary>One; null when there is none.</summary>
    public ControlDocument? Find(string id) => _documents.GetValueOrDefault(id);

    /// <summary>Adds one, or puts it in the place of the one of its name.</summary>
    public void Set(ControlDocument document)
    {
        _documents[document.Id] = document;
        _sorted = _changed is null ? _sorted : null;
        _changed = document;
    }

    /// <summary>Removes one.</summary>
    public void Remove(string id)
    {
        if (_documents.Remove(id))
        {
            _sorted = null;
        }
    }

    private ControlDocument[] Sorted()
    {
        ControlDocument[] sorted = [.. _documents.Values];
        // From a file they come in order, and sorting those anew is most of reading them.
        for (int i = 1; i < sorted.Length; i++)
        {
            if (_byName(sorted[i - 1], sorted[i]) > 0)
            {
                Array.Sort(sorted, _byName);
                break;
            }
        }

        return sorted;
    }

    private static ControlDocument[] With(ControlDocument[] sorted, ControlDocument changed)
    {
        int at = Array.BinarySearch(sorted, changed, Comparer<ControlDocument>.Create(_byName));
        return at >= 0
            ? [.. sorted.AsSpan(0, at), changed, .. sorted.AsSpan(at + 1)]
            : [.. sorted.AsSpan(0, ~at), changed, .. sorted.AsSpan(~at)];
    }
}
