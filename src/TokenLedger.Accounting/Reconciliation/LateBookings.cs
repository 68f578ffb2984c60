namespace TokenLedger.Accounting.Reconciliation;

/// <summary>
/// Finds calls that began shortly before the end of a bucket and that the provider counts in the next one (it books
/// when an answer is complete), or the other way round. It takes proof: what one bucket has too little is, meter by
/// meter, exactly what the neighbour has too much, and exactly the calls nearest to their border.
/// </summary>
internal sealed class LateBookings(DayMap days, Residuals residuals, TimeSpan reach, decimal slack)
{
    private readonly Dictionary<CellKey, SortedDictionary<DateTimeOffset, Slot>> series = [];

    /// <summary>The buckets of calls that are in another one than their instant says.</summary>
    public Dictionary<(long Call, CellKey Series), ExportBucket> Find(IReadOnlyList<BookedLine> ours, TimeSpan offset)
    {
        foreach ((CellKey key, string measure, ProviderLine line, decimal value) in residuals.Theirs())
        {
            if (days.Covers(line.Day))
            {
                SlotOf(key, days.Of(line)).Add(measure, value);
            }
        }

        foreach (BookedLine line in ours)
        {
            if (residuals.Of(line) is var (key, measure, value) && days.Of(line.At + offset) is { } bucket)
            {
                Slot slot = SlotOf(key, bucket);
                slot.Add(measure, -value);
                slot.Calls.Add(new(line.Call, line.At + offset, measure, value));
            }
        }

        Dictionary<(long, CellKey), ExportBucket> moved = [];
        foreach ((CellKey key, SortedDictionary<DateTimeOffset, Slot> slots) in series)
        {
            Slot[] inOrder = [.. slots.Values];
            for (int i = 0; i + 1 < inOrder.Length; i++)
            {
                Move(key, inOrder[i], inOrder[i + 1], moved);
            }
        }

        return moved;
    }

    private void Move(CellKey key, Slot left, Slot right, Dictionary<(long, CellKey), ExportBucket> moved)
    {
        if (left.Bucket.To != right.Bucket.From || left.IsEven(slack) || !left.IsOpposite(right, slack))
        {
            return;
        }

        DateTimeOffset border = right.Bucket.From;
        Part[] late = [.. left.Calls.Where(part => border - part.At <= reach).OrderByDescending(part => part.At)];
        Part[] early = [.. right.Calls.Where(part => part.At - border <= reach).OrderBy(part => part.At)];
        if (Nearest(late, right.Rest) is { } toTheRight)
        {
            Take(key, toTheRight, left, right, moved);
        }
        else if (Nearest(early, left.Rest) is { } toTheLeft)
        {
            Take(key, toTheLeft, right, left, moved);
        }
    }

    private static void Take(
        CellKey key,
        IReadOnlyList<Part> parts,
        Slot from,
        Slot to,
        Dictionary<(long, CellKey), ExportBucket> moved
    )
    {
        foreach (Part part in parts)
        {
            moved[(part.Call, key)] = to.Bucket;
            from.Add(part.Measure, part.Value);
            to.Add(part.Measure, -part.Value);
        }
    }

    /// <summary>The fewest calls nearest to the border that sum to what is wanted; null when none do.</summary>
    private List<Part>? Nearest(Part[] parts, Dictionary<string, decimal> wanted)
    {
        Dictionary<string, decimal> sum = [];
        List<Part> taken = [];
        for (int i = 0; i < parts.Length; i++)
        {
            taken.Add(parts[i]);
            sum[parts[i].Measure] = sum.GetValueOrDefault(parts[i].Measure) + parts[i].Value;
            bool callEnds = i + 1 == parts.Length || parts[i + 1].Call != parts[i].Call;
            if (callEnds && IsSame(sum, wanted))
            {
                return taken;
            }
        }

        return null;
    }

    private bool IsSame(Dictionary<string, decimal> left, Dictionary<string, decimal> right) =>
        left
            .Keys.Union(right.Keys)
            .All(measure => Math.Abs(left.GetValueOrDefault(measure) - right.GetValueOrDefault(measure)) <= slack);

    private Slot SlotOf(CellKey key, ExportBucket bucket)
    {
        if (!series.TryGetValue(key, out SortedDictionary<DateTimeOffset, Slot>? slots))
        {
            series.Add(key, slots = []);
        }

        if (!slots.TryGetValue(bucket.From, out Slot? slot))
        {
            slots.Add(bucket.From, slot = new(bucket));
        }

        return slot;
    }

    private readonly record struct Part(long Call, DateTimeOffset At, string Measure, decimal Value);

    private sealed class Slot(ExportBucket bucket)
    {
        public ExportBucket Bucket { get; } = bucket;

        /// <summary>The provider's minus the ledger's, by measure.</summary>
        public Dictionary<string, decimal> Rest { get; } = [];

        public List<Part> Calls { get; } = [];

        public void Add(string measure, decimal value) => Rest[measure] = Rest.GetValueOrDefault(measure) + value;

        public bool IsEven(decimal slack) => Rest.Values.All(value => Math.Abs(value) <= slack);

        public bool IsOpposite(Slot other, decimal slack) =>
            Rest
                .Keys.Union(other.Rest.Keys)
                .All(measure =>
                    Math.Abs(Rest.GetValueOrDefault(measure) + other.Rest.GetValueOrDefault(measure)) <= slack
                );
    }
}
