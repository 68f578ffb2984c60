using TokenLedger.Gateway.Otlp.Wire;

namespace TokenLedger.Gateway.Otlp;

/// <summary>
/// A metric that is sent: a histogram when it has bounds, else a counter. Sums are exact decimals here, doubles on the wire,
/// as OTLP has no other. Used under the tally's lock.
/// </summary>
/// <param name="name">Its name.</param>
/// <param name="unit">Its unit, in UCUM.</param>
/// <param name="bounds">Upper bounds of the buckets; empty for a counter.</param>
internal sealed class OtlpMetric(string name, string unit, IReadOnlyList<double> bounds)
{
    /// <summary>Most series; further ones are counted together without attributes.</summary>
    public const int MostSeries = 1_000;

    private const int Cumulative = 2;

    private readonly Dictionary<string, Point> _points = new(StringComparer.Ordinal);

    /// <summary>How many series it has.</summary>
    public int Points => _points.Count;

    /// <summary>Notes an observation, or adds to the counter.</summary>
    public void Add(decimal value, params ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        string key = KeyOf(attributes);
        if (!_points.TryGetValue(key, out Point? point))
        {
            bool room = _points.Count < MostSeries;
            key = room ? key : "";
            if (!_points.TryGetValue(key, out point))
            {
                _points[key] = point = new Point(room ? Given(attributes) : [], bounds.Count + 1);
            }
        }

        int at = 0;
        while (at < bounds.Count && (double)value > bounds[at])
        {
            at++;
        }

        point.Buckets[at]++;
        point.Sum += value;
    }

    /// <summary>Writes it; nothing when nothing was noted.</summary>
    public void Write(IOtlpWriter to, ulong start, ulong now)
    {
        if (_points.Count == 0)
        {
            return;
        }

        bool isHistogram = bounds.Count > 0;
        to.OpenElement(2);
        to.Text(1, "name", name);
        to.Text(3, "unit", unit);
        to.Open(isHistogram ? 9 : 7, isHistogram ? "histogram" : "sum");
        to.OpenList("dataPoints");
        foreach (Point point in _points.Values)
        {
            to.OpenElement(1);
            WritePoint(to, point, isHistogram, start, now);
            to.Close();
        }

        to.CloseList();
        to.Choice(2, "aggregationTemporality", Cumulative);
        if (!isHistogram)
        {
            to.Flag(3, "isMonotonic", true);
        }

        to.Close();
        to.Close();
    }

    private void WritePoint(IOtlpWriter to, Point point, bool isHistogram, ulong start, ulong now)
    {
        to.Fixed(2, "startTimeUnixNano", start);
        to.Fixed(3, "timeUnixNano", now);
        if (!isHistogram)
        {
            to.Double(4, "asDouble", (double)point.Sum);
            OtlpAttribute.WriteAll(to, 7, point.Attributes);
            return;
        }

        to.Fixed(4, "count", (ulong)point.Buckets.Sum());
        to.Double(5, "sum", (double)point.Sum);
        to.Fixeds(6, "bucketCounts", point.Buckets);
        to.Doubles(7, "explicitBounds", bounds);
        OtlpAttribute.WriteAll(to, 9, point.Attributes);
    }

    private static string KeyOf(ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        System.Text.StringBuilder key = new();
        foreach ((_, string? value) in attributes)
        {
            key.Append(value).Append('\0');
        }

        return key.ToString();
    }

    private static OtlpAttribute[] Given(ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        List<OtlpAttribute> given = [];
        foreach ((string name, string? value) in attributes)
        {
            if (value is not null)
            {
                given.Add(new(name, value));
            }
        }

        return [.. given];
    }

    private sealed class Point(OtlpAttribute[] attributes, int buckets)
    {
        public OtlpAttribute[] Attributes { get; } = attributes;

        public long[] Buckets { get; } = new long[buckets];

        public decimal Sum { get; set; }
    }
}
