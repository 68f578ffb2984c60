namespace TokenLedger.Accounting.Reconciliation;

/// <summary>The days and finer buckets of an export, and in which of them an instant falls.</summary>
internal sealed class DayMap
{
    private readonly List<ExportBucket> days = [];
    private readonly ExportBucket[] fine;
    private readonly long fineTicks;

    public DayMap(ProviderExport export, ReconcileTerms terms)
    {
        ExportBucket[] all =
        [
            .. export
                .UsageBuckets.Concat(export.CostBuckets)
                .Concat(export.Lines.Select(line => new ExportBucket(line.Day, line.From, line.To)))
                .Where(bucket => !(bucket.Day < terms.From) && !(bucket.Day > terms.To))
                .Distinct(),
        ];
        fine = [.. all.Where(bucket => !bucket.IsDay).OrderBy(bucket => bucket.From)];
        fineTicks = fine.Length == 0 ? 0 : fine.Min(bucket => (bucket.To - bucket.From).Ticks);
        if (all.Length > 0)
        {
            AddDays(all, terms.From ?? all.Min(bucket => bucket.Day), terms.To ?? all.Max(bucket => bucket.Day));
        }
    }

    /// <summary>Whole days, contiguous, in order.</summary>
    public IReadOnlyList<ExportBucket> Days => days;

    /// <summary>Whether the export has buckets of hours or minutes, which state instants.</summary>
    public bool HasFineBuckets => fine.Length > 0;

    /// <summary>Whether a day is compared at all.</summary>
    public bool Covers(DateOnly day) => days.Count > 0 && day >= days[0].Day && day <= days[^1].Day;

    /// <summary>The bucket of an instant: the finest there is; null outside the export.</summary>
    public ExportBucket? Of(DateTimeOffset instant)
    {
        if (Find(fine, instant) is { } known)
        {
            return known;
        }

        ExportBucket? day = Find(days, instant);
        return day is null || fine.Length == 0 ? day : EmptyBucket(day.Day, instant);
    }

    /// <summary>The middle of what the UTC day and the provider's day of one name have in common.</summary>
    public DateTimeOffset InstantOf(DateOnly day, TimeSpan offset)
    {
        ExportBucket bucket = days[day.DayNumber - days[0].Day.DayNumber];
        DateTimeOffset from = Later(Midnight(day), bucket.From - offset);
        DateTimeOffset next = Midnight(day.AddDays(1));
        DateTimeOffset to = bucket.To - offset < next ? bucket.To - offset : next;
        return to > from ? from + (to - from) / 2 : from;
    }

    /// <summary>The bucket that a line of the export is about.</summary>
    public ExportBucket Of(ProviderLine line)
    {
        ExportBucket own = new(line.Day, line.From, line.To);
        return own.IsDay ? days[line.Day.DayNumber - days[0].Day.DayNumber] : own;
    }

    /// <summary>An hour or minute that the export leaves out because it has nothing of it.</summary>
    private ExportBucket EmptyBucket(DateOnly day, DateTimeOffset instant)
    {
        DateTimeOffset from = new(instant.UtcTicks - instant.UtcTicks % fineTicks, TimeSpan.Zero);
        return new(day, from, from.AddTicks(fineTicks));
    }

    /// <summary>Days of which the export says nothing are taken to follow on the day before.</summary>
    private void AddDays(ExportBucket[] all, DateOnly first, DateOnly last)
    {
        Dictionary<DateOnly, ExportBucket> known = [];
        foreach (ExportBucket bucket in all.Where(bucket => bucket.IsDay))
        {
            known.TryAdd(bucket.Day, bucket);
        }

        TimeSpan start = known.Values.FirstOrDefault() is { } any ? any.From - Midnight(any.Day) : TimeSpan.Zero;
        for (DateOnly day = first; day <= last; day = day.AddDays(1))
        {
            DateTimeOffset from = days.Count > 0 ? days[^1].To : Midnight(day) + start;
            days.Add(known.GetValueOrDefault(day) ?? new(day, from, from.AddDays(1)));
        }
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    private static DateTimeOffset Midnight(DateOnly day) => new(day, TimeOnly.MinValue, TimeSpan.Zero);

    private static ExportBucket? Find(IReadOnlyList<ExportBucket> buckets, DateTimeOffset instant)
    {
        int low = 0;
        int high = buckets.Count - 1;
        while (low <= high)
        {
            int middle = (low + high) / 2;
            ExportBucket bucket = buckets[middle];
            if (bucket.Contains(instant))
            {
                return bucket;
            }

            if (instant < bucket.From)
            {
                high = middle - 1;
            }
            else
            {
                low = middle + 1;
            }
        }

        return null;
    }
}
