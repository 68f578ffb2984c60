using TokenLedger.Ledger.Entries;
using TokenLedger.Reporting.Columns;
using TokenLedger.Reporting.Projections;

namespace TokenLedger.Reporting.Queries.Sessions;

/// <summary>
/// Calls that name no agent, by the span of their caller that made them: where a trace is all that callers send, its spans
/// say more than one node of calls by nobody.
/// </summary>
internal sealed class SpanCalls
{
    /// <summary>Most calls whose entries are read for their spans; with more, spans are not told apart.</summary>
    public const int MostCalls = 1000;

    private readonly Dictionary<long, long> _spanOf = [];
    private readonly List<string> _spans = [];
    private readonly Dictionary<AgentKey, long[]> _sums = [];

    /// <summary>Whether any call without an agent names a span.</summary>
    public bool Any => _spans.Count > 0;

    /// <summary>Finds the spans of a session's calls.</summary>
    public static async Task<SpanCalls> FindAsync(
        ColumnView view,
        ScanQuery question,
        SessionRows rows,
        EntryReads entries,
        CancellationToken cancellation
    )
    {
        SpanCalls spans = new();
        List<SessionRow> nameless = [.. rows.Calls.Where(row => row.Agent.Agent == 0 && row.Status != CallStatus.Open)];
        if (nameless.Count > MostCalls)
        {
            return spans;
        }

        Dictionary<string, long> numbers = new(StringComparer.Ordinal);
        foreach (SessionRow row in nameless)
        {
            Entry entry = await entries.ReadAsync(row.Sequence, cancellation).ConfigureAwait(false);
            if (entry.ParentSpanId is { } span && entry.TraceId is { } trace)
            {
                if (numbers.TryAdd(trace + span, numbers.Count + 1))
                {
                    spans._spans.Add(span);
                }

                spans._spanOf[row.Call] = numbers[trace + span];
            }
        }

        if (spans.Any)
        {
            spans.Sum(view, question);
        }

        return spans;
    }

    /// <summary>Adds the calls that name no agent.</summary>
    public void AddTo(AgentSums agents)
    {
        foreach ((AgentKey key, long[] sums) in _sums)
        {
            agents.Add(key, sums);
        }
    }

    /// <summary>The span of a node; null when it has none.</summary>
    public string? TextOf(AgentKey key) => key.Span == 0 ? null : _spans[(int)key.Span - 1];

    /// <summary>The agent of a call, with its span where that tells it apart.</summary>
    public AgentKey KeyOf(SessionRow row) =>
        row.Agent.Agent == 0 ? row.Agent with { Span = _spanOf.GetValueOrDefault(row.Call) } : row.Agent;

    private void Sum(ColumnView view, ScanQuery question)
    {
        ScanKey[] keys =
        [
            ScanKey.OfField(Field.Call),
            ScanKey.OfDimension(Dimensions.ParentAgent),
            ScanKey.OfDimension(Dimensions.RootAgent),
        ];
        ScanFilter nameless = new(ScanKey.OfDimension(Dimensions.Agent), 0);
        RowSums.Read(
            view,
            question with
            {
                Where = [.. question.Where, nameless],
            },
            keys,
            (row, sums) => Add(new(0, row[1], row[2], _spanOf.GetValueOrDefault(row[0])), sums)
        );
    }

    private void Add(AgentKey key, ReadOnlySpan<long> sums)
    {
        if (!_sums.TryGetValue(key, out long[]? own))
        {
            _sums.Add(key, own = new long[SessionMeasures.Count]);
        }

        SessionMeasures.Add(own, sums);
    }
}
