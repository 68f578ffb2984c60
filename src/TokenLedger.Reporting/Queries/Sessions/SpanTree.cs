using TokenLedger.Ledger.Entries;
using TokenLedger.Reporting.Columns;
using TokenLedger.Reporting.Projections;

namespace TokenLedger.Reporting.Queries.Sessions;

/// <summary>
/// A session's calls by the spans of their callers (W3C traceparent). A caller says its own span and not the ones above it.
/// So a span stands below its trace, and where its first call names a parent agent, below the newest span of that agent in
/// the same trace. What belongs to no trace is a node of its own, so that exclusive figures add up to the session. Of a long
/// session the tree is of one stretch of its calls; all others are a node of their own, for the same reason.
/// </summary>
internal sealed class SpanTree
{
    private readonly List<Place> _places = [];
    private readonly Dictionary<string, Place> _traces = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Trace, string Span), Place> _spans = [];
    private readonly Dictionary<long, Place> _placeOf = [];
    private readonly Place _noTrace = new(null, null, null, null);
    private readonly Place _further = new(null, null, null, null) { IsFurther = true };

    private SpanTree() { }

    /// <summary>The tree of the stretch of calls in which one stands.</summary>
    /// <param name="view">The columns.</param>
    /// <param name="question">Which rows.</param>
    /// <param name="rows">The session's calls.</param>
    /// <param name="skip">Which call, from 0.</param>
    /// <param name="entries">The ledger.</param>
    /// <param name="cancellation">Stops reading.</param>
    public static async Task<SessionSpans> FindAsync(
        ColumnView view,
        ScanQuery question,
        SessionRows rows,
        int skip,
        EntryReads entries,
        CancellationToken cancellation
    )
    {
        int skipped = skip - (skip % SessionSpans.MostCalls);
        SessionRow[] stretch = [.. rows.Calls.Skip(skipped).Take(SessionSpans.MostCalls)];
        SpanTree tree = new();
        foreach (SessionRow row in stretch.Where(row => row.Status != CallStatus.Open))
        {
            tree.Take(row, await entries.ReadAsync(row.Sequence, cancellation).ConfigureAwait(false));
        }

        return new(tree._places.Count == 0 ? [] : tree.Nodes(view, question), skipped, stretch.Length);
    }

    /// <summary>Takes the next call in the order in which they began.</summary>
    private void Take(SessionRow row, Entry entry)
    {
        if (entry.TraceId is not { } trace)
        {
            _placeOf[row.Call] = _noTrace;
            return;
        }

        if (!_traces.TryGetValue(trace, out Place? place))
        {
            _traces.Add(trace, place = Add(new(trace, null, null, null)));
        }

        if (entry.ParentSpanId is { } span)
        {
            if (!_spans.TryGetValue((trace, span), out Place? own))
            {
                Place above = ParentOf(trace, entry.Attribution) ?? place;
                _spans.Add((trace, span), own = Add(new(trace, span, above, entry.Attribution)));
            }

            place = own;
        }

        _placeOf[row.Call] = place;
        long latency = (entry.LatencyMs ?? 0) * TimeSpan.MicrosecondsPerMillisecond;
        place.End = Math.Max(place.End, row.At + latency);
    }

    private Place Add(Place place)
    {
        _places.Add(place);
        return place;
    }

    /// <summary>The newest span of the agent that a call names as its parent: it was there before, so there is no circle.</summary>
    private Place? ParentOf(string trace, Attribution who) =>
        who.ParentAgent is { } parent && parent != who.Agent
            ? _places.FindLast(place => place.Trace == trace && place.First?.Agent == parent)
            : null;

    private List<SpanNode> Nodes(ColumnView view, ScanQuery question)
    {
        RowSums.Read(
            view,
            question,
            [ScanKey.OfField(Field.Call)],
            (row, sums) => SessionMeasures.Add(_placeOf.GetValueOrDefault(row[0], _further).Own, sums)
        );
        _places.AddRange(((Place[])[_noTrace, _further]).Where(place => !SessionMeasures.AreNone(place.Own)));

        // Whoever stands below another was added after it.
        foreach (Place place in Enumerable.Reverse(_places))
        {
            SessionMeasures.Add(place.All, place.Own);
            if (place.Above is { } above)
            {
                SessionMeasures.Add(above.All, place.All);
                above.End = Math.Max(above.End, place.End);
                above.Below.Insert(0, place);
            }
        }

        List<SpanNode> nodes = [];
        foreach (Place top in _places.Where(place => place.Above is null))
        {
            Show(top, nodes);
        }

        return nodes;
    }

    private static void Show(Place top, List<SpanNode> nodes)
    {
        Stack<(Place Place, int? Above, int Depth)> rest = new([(top, null, 0)]);
        while (rest.TryPop(out (Place Place, int? Above, int Depth) next))
        {
            int number = nodes.Count;
            nodes.Add(next.Place.Node(number, next.Above, next.Depth));
            foreach (Place child in Enumerable.Reverse(next.Place.Below))
            {
                rest.Push((child, number, next.Depth + 1));
            }
        }
    }

    private sealed class Place(string? trace, string? span, Place? above, Attribution? first)
    {
        public string? Trace => trace;

        public Place? Above => above;

        /// <summary>Whether it stands for all calls outside of the stretch.</summary>
        public bool IsFurther { get; init; }

        /// <summary>Who made its first call; null for a trace.</summary>
        public Attribution? First => first;

        public List<Place> Below { get; } = [];

        public long[] Own { get; } = new long[SessionMeasures.Count];

        public long[] All { get; } = new long[SessionMeasures.Count];

        /// <summary>Microseconds since 1970 UTC; 0 when no answer has ended.</summary>
        public long End { get; set; }

        public SpanNode Node(int number, int? parent, int depth) =>
            new()
            {
                Node = number,
                Above = parent,
                Depth = depth,
                Trace = trace,
                Span = span,
                IsFurther = IsFurther,
                Agent = first?.Agent,
                Task = first?.Task,
                Step = first?.Step,
                EndedAt = End == 0 ? null : EntryTime.FromMicroseconds(End),
                Exclusive = SessionMeasures.Read(Own),
                Inclusive = SessionMeasures.Read(All),
            };
    }
}
