using System.Collections.Frozen;
using Microsoft.Data.Sqlite;
using TokenLedger.Accounting.Money;
using TokenLedger.Reporting.Columns;
using TokenLedger.Reporting.Projections;
using TokenLedger.Reporting.Queries.Calls;
using TokenLedger.Reporting.Queries.Costs;

namespace TokenLedger.Reporting.Queries.Waste;

/// <summary>Answers a <see cref="WasteQuery"/> by looking at every call of the window once.</summary>
internal sealed class WasteSelect
{
    /// <summary>How calls end whose answer nobody waited for any more.</summary>
    private static readonly string[] s_abandoned = ["client_gone", "killed", "cut_by_budget", "shutdown"];

    private readonly SqliteConnection _connection;
    private readonly ColumnView _view;
    private readonly WasteQuery _query;
    private readonly ScanQuery _question;
    private readonly FrozenSet<long> _abandoned;
    private readonly RepeatedPrompts _prompts;
    private readonly MissedCaching _caching = new();
    private readonly WasteTally[] _tallies;

    private WasteSelect(SqliteConnection connection, ColumnView view, long position, WasteQuery query)
    {
        NameNumbers names = new(connection);
        (_connection, _view, _query) = (connection, view, query);
        _question = SliceQuestion.Of(query, names, position, [], []);
        _abandoned = s_abandoned.Select(names.NumberOf).ToFrozenSet();
        _prompts = new(query.KeptFor);
        _tallies = [.. Enum.GetValues<WasteKind>().Select(kind => new WasteTally(kind, query.Limit))];
    }

    public static Task<WasteReport> RunAsync(
        SqliteConnection connection,
        ColumnView view,
        long position,
        WasteQuery query,
        IEntrySource ledger,
        CancellationToken cancellation
    ) => new WasteSelect(connection, view, position, query).RunAsync(ledger, cancellation);

    private async Task<WasteReport> RunAsync(IEntrySource ledger, CancellationToken cancellation)
    {
        Take();
        NameTexts texts = new(_connection);
        EntryReads entries = new(ledger);
        List<WasteFinding> findings = [];
        foreach (WasteTally tally in _tallies)
        {
            MissedSaving? missed = tally.Kind == WasteKind.MissedCaching ? _caching.Saving() : null;
            List<WasteExample> examples = await ExamplesAsync(tally, entries, cancellation).ConfigureAwait(false);
            findings.Add(tally.Finding(texts, examples, missed));
        }

        return new()
        {
            Query = _query,
            Findings = findings,
            Wasted = findings
                .Where(finding => finding.Kind != WasteKind.MissedCaching)
                .Aggregate(default(WasteSum), (sum, finding) => sum + finding.Sum),
            Spent = Spent(),
            IsIncomplete = _prompts.IsIncomplete || _caching.IsIncomplete,
            AsOfEntry = _question.Before,
        };
    }

    private void Take()
    {
        CorrectedCosts costs = CorrectedCosts.Read(_view, _question, _query.AsBooked);
        using LaterAttempts attempts = LaterAttempts.Read(_connection, _view, _question);
        RowReader.Read(
            _view,
            _question with
            {
                Where = [WasteRow.Calls, .. _question.Where],
            },
            WasteRow.Columns(new NameNumbers(_connection).KeyOf(_query.By)),
            values => Take(new(values, costs.Of(values[0], new SplitAmount(values[1], values[2]).Join())), attempts)
        );
    }

    private void Take(in WasteRow call, LaterAttempts attempts)
    {
        if (_caching.Take(call) is { } turn)
        {
            Add(WasteKind.MissedCaching, call, turn);
        }

        bool abandoned = _abandoned.Contains(call.Outcome);
        if (!abandoned && !call.Failed)
        {
            if (_prompts.Take(call) is { } answer)
            {
                Add(WasteKind.Duplicate, call, answer);
            }
        }
        else if (call.Cost > Usd.Zero)
        {
            WasteKind kind =
                attempts.Follow(call.Call, call.At) ? WasteKind.Retried
                : abandoned ? WasteKind.Abandoned
                : WasteKind.Failed;
            Add(kind, call, null);
        }
    }

    private void Add(WasteKind kind, in WasteRow call, long? before) =>
        _tallies[(int)kind].Add(call.Ranked with { Before = before }, call.Group);

    private async Task<List<WasteExample>> ExamplesAsync(
        WasteTally tally,
        EntryReads entries,
        CancellationToken cancellation
    )
    {
        List<RankedCall> ranked = tally.Examples;
        List<LedgerCall> calls = await CallReads
            .ReadAsync(ranked, _view, _question, _query.AsBooked, entries, cancellation)
            .ConfigureAwait(false);
        return [.. calls.Select((call, i) => new WasteExample(call, ranked[i].Before))];
    }

    private Usd Spent()
    {
        IReadOnlyList<Measure> measures = CostMeasures.Of(_query.AsBooked);
        ScanResult found = Scan.Run(_view, _question with { Measures = measures });
        return CostMeasures.Known(found.SumsOf(0));
    }
}
