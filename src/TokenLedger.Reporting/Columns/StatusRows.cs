namespace TokenLedger.Reporting.Columns;

/// <summary>How many rows of a chunk have one of some statuses.</summary>
internal enum StatusShare
{
    /// <summary>None.</summary>
    None,

    /// <summary>Some may.</summary>
    Some,

    /// <summary>All.</summary>
    All,
}

/// <summary>The rows of a block by their statuses, which are read once for all measures. One for each thread.</summary>
internal sealed class StatusRows(RowSelection selection)
{
    private readonly long[] _statuses = new long[RowSelection.BlockRows];
    private readonly List<Part> _parts = [];
    private Chunk? _chunk;
    private int _from;
    private bool _isRead;

    /// <summary>How many rows of a chunk have one of the statuses, as far as the smallest and largest tell.</summary>
    public static StatusShare ShareOf(Chunk chunk, int statuses)
    {
        if (statuses == Measure.Any)
        {
            return StatusShare.All;
        }

        (long least, long most) = chunk.Bounds((int)Field.Status);
        int among = ((1 << ((int)most + 1)) - 1) & ~((1 << (int)least) - 1);
        return (statuses & among) == 0 ? StatusShare.None
            : (statuses & among) == among ? StatusShare.All
            : StatusShare.Some;
    }

    /// <summary>Begins a block, whose rows the selection has found.</summary>
    public void Begin(Chunk chunk, int from)
    {
        (_chunk, _from, _isRead) = (chunk, from, false);
        foreach (Part part in _parts)
        {
            part.IsFound = false;
        }
    }

    /// <summary>Makes zeros of the values of rows that do not count.</summary>
    public void Keep(Span<long> values, int statuses)
    {
        if (statuses == Measure.Any)
        {
            return;
        }

        ReadOnlySpan<long> of = Statuses();
        for (int i = 0; i < values.Length; i++)
        {
            values[i] &= -(statuses >> (int)of[i] & 1L);
        }
    }

    /// <summary>The rows of the statuses, or those of all others: whichever are fewer.</summary>
    /// <param name="statuses">The statuses.</param>
    /// <param name="areOthers">Whether they are the others.</param>
    public ReadOnlySpan<int> Fewer(int statuses, out bool areOthers)
    {
        Part? part = _parts.Find(one => one.Statuses == statuses);
        if (part is null)
        {
            _parts.Add(part = new Part(statuses));
        }

        part.Find(Statuses());
        areOthers = part.AreOthers;
        return part.Rows.AsSpan(0, part.Count);
    }

    private ReadOnlySpan<long> Statuses()
    {
        Span<long> statuses = _statuses.AsSpan(0, selection.Kept);
        if (!_isRead)
        {
            selection.Read(_chunk!, (int)Field.Status, _from, statuses);
            _isRead = true;
        }

        return statuses;
    }

    /// <summary>The rows of some statuses within the block.</summary>
    private sealed class Part(int statuses)
    {
        public int Statuses { get; } = statuses;
        public bool IsFound { get; set; }
        public int[] Rows { get; } = new int[RowSelection.BlockRows];
        public int Count { get; private set; }
        public bool AreOthers { get; private set; }

        public void Find(ReadOnlySpan<long> of)
        {
            if (IsFound)
            {
                return;
            }

            int meant = 0;
            for (int i = 0; i < of.Length; i++)
            {
                meant += Statuses >> (int)of[i] & 1;
            }

            AreOthers = meant * 2 > of.Length;
            int wanted = AreOthers ? 0 : 1;
            Count = 0;
            for (int i = 0; i < of.Length; i++)
            {
                Rows[Count] = i;
                Count += (Statuses >> (int)of[i] & 1) == wanted ? 1 : 0;
            }

            IsFound = true;
        }
    }
}
