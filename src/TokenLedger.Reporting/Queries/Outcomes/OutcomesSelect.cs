using Microsoft.Data.Sqlite;
using TokenLedger.Reporting.Columns;
using TokenLedger.Reporting.Projections;
using TokenLedger.Reporting.Queries.Costs;
using TokenLedger.Reporting.Queries.Grouped;

namespace TokenLedger.Reporting.Queries.Outcomes;

/// <summary>Answers an <see cref="OutcomesQuery"/>: outcomes are read from their table, costs from the columns.</summary>
internal sealed class OutcomesSelect
{
    private static readonly ScanKey[] s_sessions =
    [
        ScanKey.OfDimension(Dimensions.Tenant),
        ScanKey.OfDimension(Dimensions.Session),
    ];

    private readonly SqliteConnection _connection;
    private readonly ColumnView _view;
    private readonly OutcomesQuery _query;
    private readonly ScanQuery _calls;
    private readonly ValueTest[] _conditions;
    private readonly ScanKey[] _groupings;
    private readonly SessionShares _sessions = new();
    private readonly Dictionary<GroupKey, OutcomeTally> _groups = [];
    private readonly OutcomeTally _total = new();

    private OutcomesSelect(SqliteConnection connection, ColumnView view, long position, OutcomesQuery query)
    {
        (_connection, _view, _query) = (connection, view, query);
        NameNumbers names = new(connection);
        ScanFilter[] filters = [.. query.Where.Select(names.FilterOf)];
        _conditions = [.. filters.Select(filter => new ValueTest(filter))];
        _groupings = [.. query.By.Select(names.KeyOf), .. filters.Select(filter => filter.Key)];
        OutcomesQuery all = query with { Where = [] };
        _calls = SliceQuestion.Of(all, names, position, s_sessions, CostMeasures.Amounts(query.AsBooked));
    }

    public static OutcomesReport Run(
        SqliteConnection connection,
        ColumnView columns,
        long position,
        OutcomesQuery query
    ) =>
        query.Problem is { } problem
            ? throw new ArgumentException(problem, nameof(query))
            : new OutcomesSelect(connection, columns, position, query).Run();

    private OutcomesReport Run()
    {
        string instant = _query.AsBooked ? "booked_at" : "occurred_at";
        IReadOnlyList<PackedRows> told = OutcomeRows.Read(_connection, _view, _calls.Before, instant, _groupings);
        Visit(told, values => _sessions.Note(new ToldOutcome(values).Session));
        _sessions.ReadCosts(_view, _calls);
        Visit(told, Take);
        NameTexts texts = new(_connection);
        return new()
        {
            Query = _query,
            Rows =
            [
                .. _groups
                    .Select(group => (group.Key, group.Value.Figures))
                    .OrderByDescending(group => group.Figures.Cost)
                    .ThenByDescending(group => group.Figures.Outcomes)
                    .ThenBy(group => (group.Key.First, group.Key.Second, group.Key.Third))
                    .Take(_query.Limit)
                    .Select(group => RowOf(group.Key, group.Figures, texts)),
            ],
            RowsLeftOut = Math.Max(0, _groups.Count - _query.Limit),
            Total = _total.Figures,
            AsOfEntry = _calls.Before,
        };
    }

    /// <summary>Visits the outcomes of the window.</summary>
    private void Visit(IReadOnlyList<PackedRows> told, RowVisitor visit)
    {
        foreach (PackedRows rows in told)
        {
            rows.Visit(values =>
            {
                long at = new ToldOutcome(values).At;
                if (!(at < _calls.From) && !(at >= _calls.To))
                {
                    visit(values);
                }
            });
        }
    }

    private void Take(ReadOnlySpan<long> values)
    {
        ToldOutcome outcome = new(values);
        // Also outcomes that the question is not about have their share.
        var share = _sessions.Next(outcome.Session);
        ReadOnlySpan<long> asked = outcome.Numbers[(1 + _query.By.Count)..];
        for (int i = 0; i < asked.Length; i++)
        {
            if (!_conditions[i].Holds(asked[i]))
            {
                return;
            }
        }

        GroupKey key = GroupKey.Of(outcome.Numbers[..(1 + _query.By.Count)]);
        if (!_groups.TryGetValue(key, out OutcomeTally? group))
        {
            _groups.Add(key, group = new());
        }

        group.Add(outcome, share);
        _total.Add(outcome, share);
    }

    private OutcomeRow RowOf(GroupKey group, OutcomeFigures figures, NameTexts texts)
    {
        long[] keys = [.. new[] { group.Second, group.Third }.Take(_query.By.Count)];
        return new(texts.Of(group.First)!, [.. keys.Select(key => texts.Of(key == 0 ? null : key))], figures);
    }
}
