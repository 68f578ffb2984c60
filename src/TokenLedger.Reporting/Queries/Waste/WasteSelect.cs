using System.Collections.Frozen;
using Microsoft.Data.Sqlite;
using TokenLedger.Accounting.Money;
using TokenLedger.Reporting.Columns;
using TokenLedger.Reporting.Projections;
using TokenLedger.Reporting.Queries.Calls;
using TokenLedger.Reporting.Queries.Costs;

namespace TokenLedger.Reporting.Queries.Waste;

/// <summary>
/// Answers a <see cref="WasteQuery"/>: calls that failed, requests made again, and prompts that were not cached are looked
/// for one after the other, each among the calls that can be of its kind.
/// </summary>
internal sealed class WasteSelect
{
    /// <summary>How calls end whose answer nobody waited for any more.</summary>
    private static readonly string[] s_abandoned = ["client_gone", "killed", "cut_by_budget", "shutdown"];

    private readonly SqliteConnection _connection;
    private readonly ColumnView _view;
    private readonly WasteQuery _query;
    private readonly ScanQuery _question;
    private readonly ScanQuery _calls;
    private readonly ScanKey[] _read;
    private readonly FrozenSet<long> _abandoned;
    private readonly RepeatedPrompts _prompts;
    private readonly WasteTally[] _tallies;

    private WasteSelect(SqliteConnection connection, ColumnView view, long position, WasteQuery query)
    {
        NameNumbers names = new(connection);
        (_connection, _view, _query) = (connection, view, query);
        _question = SliceQuestion.Of(query, names, position, [], []);
        _calls = _question with { Where = [WasteRow.Calls, .. _question.Where] };
        _read = WasteRow.Columns(names.KeyOf(query.By));
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
        CorrectedCosts costs = CorrectedCosts.Read(_view, _question, _query.AsBooked);
        CachingOfSpan[] caching = [];
        // Each kind has its own tally, and only the first asks the tables.
        Parallel.Invoke(
            new ParallelOptions { MaxDegreeOfParallelism = _view.Pace.Workers },
            () => TakeFailed(costs),
            () => TakeRepeated(costs),
            () => caching = TakeMissed(costs)
        );

        NameTexts texts = new(_connection);
        EntryReads entries = new(ledger);
        List<WasteFinding> findings = [];
        foreach (WasteTally tally in _tallies)
        {
            MissedSaving? missed = tally.Kind == WasteKind.MissedCaching ? MissedCaching.Saving(caching) : null;
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
            IsIncomplete = _prompts.IsIncomplete,
            AsOfEntry = _question.Before,
        };
    }

    private void TakeFailed(CorrectedCosts costs)
    {
        using LaterAttempts attempts = LaterAttempts.Read(_connection, _view, _question);
        ScanFilter abandoned = new(ScanKey.OfDimension(Dimensions.Outcome), [.. _abandoned]);
        FailedTallies found = FailedCalls
            .Find(_view, _calls, _read, abandoned)
            .Tallied(_query.Limit, new(costs, attempts, _abandoned));
        foreach (WasteTally tally in found.All)
        {
            _tallies[(int)tally.Kind] = tally;
        }
    }

    private void TakeRepeated(CorrectedCosts costs)
    {
        foreach (PackedRows rows in RepeatableCalls.Find(_view, _calls, _read, _query.KeptFor))
        {
            rows.Visit(row =>
            {
                WasteRow call = new(row);
                bool succeeded = !call.Failed && !_abandoned.Contains(call.Outcome);
                if (succeeded && _prompts.Take(call) is { } answer)
                {
                    Add(WasteKind.Duplicate, WasteHit.Of(call, answer), costs);
                }
            });
        }
    }

    private CachingOfSpan[] TakeMissed(CorrectedCosts costs)
    {
        CachingOfSpan[] caching = MissedCaching.Find(_view, _calls, _read);
        foreach (WasteHit hit in caching.SelectMany(span => span.Hits))
        {
            Add(WasteKind.MissedCaching, hit, costs);
        }

        return caching;
    }

    private void Add(WasteKind kind, in WasteHit hit, CorrectedCosts costs) =>
        _tallies[(int)kind].Add(hit.Call with { Cost = costs.Of(hit.Call.Call, hit.Call.Cost) }, hit.Group);

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
