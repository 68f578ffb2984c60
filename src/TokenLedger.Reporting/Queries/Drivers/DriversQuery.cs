namespace TokenLedger.Reporting.Queries.Drivers;

/// <summary>A question about why costs changed between two periods: the window, and one before it.</summary>
public sealed record DriversQuery : Slice
{
    /// <summary>How far back is looked when nothing else is said.</summary>
    public const string DefaultLast = "30d";

    /// <summary>Values answered when nothing else is said, the greatest change first.</summary>
    public const int DefaultLimit = 50;

    /// <summary>Most values.</summary>
    public const int MostValues = 1000;

    /// <summary>When it is asked.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>By whose values the change is explained.</summary>
    public Grouping By { get; init; } = Grouping.Find("feature")!;

    /// <summary>
    /// The period that is compared with; null for the one before the window: as many months where the window is of whole
    /// months of the zone, else the same length.
    /// </summary>
    public Window? Against { get; init; }

    /// <summary>Most values.</summary>
    public int Limit { get; init; } = DefaultLimit;

    /// <summary>The window with its end, and the period before it.</summary>
    public (Window Now, Window Then) Periods
    {
        get
        {
            DateTimeOffset to = Window.To ?? Now;
            DateTimeOffset from = Window.From ?? to.AddDays(-30);
            Window now = new(from, to);
            return (now, Against ?? now.MonthsBefore(Zone) ?? new(from - (to - from), from));
        }
    }

    /// <summary>Reads a question from named texts.</summary>
    /// <param name="words">The texts.</param>
    /// <param name="now">The clock.</param>
    /// <param name="problem">One sentence when the result is null.</param>
    public static DriversQuery? Read(SliceWords words, DateTimeOffset now, out string? problem)
    {
        ArgumentNullException.ThrowIfNull(words);
        Foresight.OwnWords own = new(words);
        Grouping? by = own.Grouping("by");
        int limit = own.Number("limit", 1, MostValues) ?? DefaultLimit;
        string? from = words.One("against-from");
        string? to = words.One("against-to");
        problem = own.Problem;
        if ((from is null) != (to is null))
        {
            problem ??= "Give 'against-from' and 'against-to' together, or neither.";
        }

        if (problem is not null || Queries.Window.Parse(null, from, to, now, out problem) is not { } against)
        {
            return null;
        }

        DriversQuery query = new()
        {
            Now = now,
            By = by ?? Grouping.Find("feature")!,
            Limit = limit,
            Against = from is null ? null : against,
        };
        return words.Read(query, DefaultLast, now, out problem);
    }
}
