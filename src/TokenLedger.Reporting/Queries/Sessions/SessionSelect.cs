using Microsoft.Data.Sqlite;
using TokenLedger.Ledger.Entries;
using TokenLedger.Reporting.Columns;
using TokenLedger.Reporting.Projections;
using TokenLedger.Reporting.Queries.Calls;

namespace TokenLedger.Reporting.Queries.Sessions;

/// <summary>
/// Answers a <see cref="SessionQuery"/>: sums and trees from the columns, what the calls were from the ledger's entries.
/// </summary>
internal sealed class SessionSelect
{
    private readonly SqliteConnection _connection;
    private readonly ColumnView _columns;
    private readonly long _position;
    private readonly SessionQuery _query;
    private readonly NameNumbers _names;
    private readonly NameTexts _texts;

    private SessionSelect(SqliteConnection connection, ColumnView columns, long position, SessionQuery query)
    {
        (_connection, _columns, _position, _query) = (connection, columns, position, query.AboutIt());
        _names = new(connection);
        _texts = new(connection);
    }

    public static Task<SessionAnswer> RunAsync(
        SqliteConnection connection,
        ColumnView columns,
        long position,
        SessionQuery query,
        IEntrySource ledger,
        CancellationToken cancellation
    ) => new SessionSelect(connection, columns, position, query).RunAsync(ledger, cancellation);

    private async Task<SessionAnswer> RunAsync(IEntrySource ledger, CancellationToken cancellation)
    {
        List<string?> tenants = Tenants();
        if (tenants.Count != 1)
        {
            return new(null, tenants);
        }

        IReadOnlyList<Measure> measures = SessionMeasures.Of(_query.AsBooked);
        ScanQuery question = Question([], measures);
        List<SessionRow> open = OpenSessions.Rows(_connection, _query);
        SessionRows rows = SessionRows.Read(_columns, question, open, _query.AsBooked);
        EntryReads entries = new(ledger);
        SpanCalls spans = await SpanCalls
            .FindAsync(_columns, question, rows, entries, cancellation)
            .ConfigureAwait(false);
        SessionTree tree = SessionTree.Of(AgentsOf(spans), spans, _texts);
        (List<SessionStep> steps, int stepsLeftOut) = Steps();
        return new(
            new SessionReport
            {
                Query = _query,
                Tenant = tenants[0],
                Figures = Figures(),
                EndedAt = rows.EndedAt,
                Agents = tree.Shown,
                AgentsLeftOut = tree.LeftOut,
                Spans = await SpanTree
                    .FindAsync(_columns, question, rows, _query.Skip, entries, cancellation)
                    .ConfigureAwait(false),
                Steps = steps,
                StepsLeftOut = stepsLeftOut,
                Calls = await CallsAsync(rows, tree, entries, cancellation).ConfigureAwait(false),
                CallCount = rows.Calls.Count,
                AsOfEntry = _position,
            },
            tenants
        );
    }

    private ScanQuery Question(IReadOnlyList<ScanKey> keys, IReadOnlyList<Measure> measures) =>
        SliceQuestion.Of(_query, _names, _position, keys, measures);

    private ScanResult Scanned(params int[] dimensions) =>
        Scan.Run(_columns, Question([.. dimensions.Select(ScanKey.OfDimension)], SessionMeasures.Of(_query.AsBooked)));

    private List<string?> Tenants()
    {
        ScanResult found = Scanned(Dimensions.Tenant);
        HashSet<long> tenants = [.. OpenSessions.Read(_connection, _query).Keys.Select(key => key.Tenant)];
        for (int group = 0; group < found.Count; group++)
        {
            if (!SessionMeasures.AreNone(found.SumsOf(group)))
            {
                tenants.Add(found.KeysOf(group)[0]);
            }
        }

        return [.. tenants.Select(tenant => _texts.Of(tenant == 0 ? null : tenant)).Order(StringComparer.Ordinal)];
    }

    private SessionFigures Figures()
    {
        ScanResult found = Scanned();
        SessionFigures figures = SessionMeasures.Read(found.SumsOf(0));
        foreach (SessionFigures open in OpenSessions.Read(_connection, _query).Values)
        {
            figures += open;
        }

        return figures;
    }

    private AgentSums AgentsOf(SpanCalls spans)
    {
        ScanResult found = Scanned(Dimensions.Agent, Dimensions.ParentAgent, Dimensions.RootAgent);
        AgentSums agents = new();
        for (int group = 0; group < found.Count; group++)
        {
            long[] keys = found.KeysOf(group);
            bool bySpan = keys[0] == 0 && spans.Any;
            if (!bySpan && !SessionMeasures.AreNone(found.SumsOf(group)))
            {
                agents.Add(AgentKey.Of(keys), found.SumsOf(group));
            }
        }

        spans.AddTo(agents);
        return agents;
    }

    private (List<SessionStep> Steps, int LeftOut) Steps()
    {
        ScanResult found = Scanned(Dimensions.Task, Dimensions.Step);
        List<SessionStep> steps = [];
        for (int group = 0; group < found.Count; group++)
        {
            if (!SessionMeasures.AreNone(found.SumsOf(group)))
            {
                long[] keys = found.KeysOf(group);
                steps.Add(new(TextOf(keys[0]), TextOf(keys[1]), SessionMeasures.Read(found.SumsOf(group))));
            }
        }

        steps =
        [
            .. steps
                .OrderBy(step => step.Figures.FirstAt ?? DateTimeOffset.MaxValue)
                .ThenBy(step => step.Task, StringComparer.Ordinal)
                .ThenBy(step => step.Step, StringComparer.Ordinal),
        ];
        int shown = Math.Min(steps.Count, SessionReport.MostSteps);
        return (steps.GetRange(0, shown), steps.Count - shown);
    }

    private string? TextOf(long name) => _texts.Of(name == 0 ? null : name);

    private async Task<List<SessionCall>> CallsAsync(
        SessionRows rows,
        SessionTree tree,
        EntryReads entries,
        CancellationToken cancellation
    )
    {
        List<SessionCall> calls = [];
        foreach (SessionRow row in rows.Calls.Skip(_query.Skip).Take(_query.Limit))
        {
            Entry entry = await entries.ReadAsync(row.Sequence, cancellation).ConfigureAwait(false);
            LedgerCall call = LedgerCall.Of(
                row.Sequence,
                entry,
                row.Status,
                rows.CorrectionsOf(row.Call),
                _query.AsBooked
            );
            calls.Add(new(call, tree.NodeOf(row)));
        }

        return calls;
    }
}
