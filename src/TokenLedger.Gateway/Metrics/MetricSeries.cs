namespace TokenLedger.Gateway.Metrics;

/// <summary>The values of one counter or histogram, by labels. Exact: amounts are decimals. Used under the book's lock.</summary>
public sealed class MetricSeries(Metric metric)
{
    /// <summary>Most series of one metric; beyond them every label is "other".</summary>
    public const int Most = 2_000;

    private readonly Dictionary<LabelValues, Cell> _cells = [];

    /// <summary>What it is.</summary>
    public Metric Metric { get; } = metric;

    /// <summary>All series.</summary>
    public IReadOnlyDictionary<LabelValues, Cell> Cells => _cells;

    /// <summary>Adds to a counter.</summary>
    /// <param name="amount">How much; not negative.</param>
    /// <param name="labels">Of which series; values from callers have passed the <see cref="LabelBook"/>.</param>
    public void Add(decimal amount, in LabelValues labels = default) => CellOf(labels).Sum += amount;

    /// <summary>Notes an observation of a histogram.</summary>
    public void Observe(decimal value, in LabelValues labels)
    {
        Cell cell = CellOf(labels);
        int at = 0;
        while (at < Metric.Bounds.Count && value > Metric.Bounds[at])
        {
            at++;
        }

        cell.Buckets[at]++;
        cell.Sum += value;
    }

    private Cell CellOf(in LabelValues labels)
    {
        if (_cells.TryGetValue(labels, out Cell? cell))
        {
            return cell;
        }

        LabelValues own = _cells.Count < Most ? labels : OthersOf();
        if (!_cells.TryGetValue(own, out cell))
        {
            _cells[own] = cell = new Cell(Metric.Kind == MetricKind.Histogram ? Metric.Bounds.Count + 1 : 0);
        }

        return cell;
    }

    private LabelValues OthersOf()
    {
        string? At(int place) => place < Metric.Labels.Count ? LabelBook.Other : null;
        return new(At(0), At(1), At(2), At(3));
    }

    /// <summary>One series.</summary>
    public sealed class Cell(int buckets)
    {
        /// <summary>The counter's value, or the histogram's sum.</summary>
        public decimal Sum { get; internal set; }

        /// <summary>The histogram's buckets, each with its own observations only.</summary>
        public long[] Buckets { get; } = new long[buckets];
    }
}
