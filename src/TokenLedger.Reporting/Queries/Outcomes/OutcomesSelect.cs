using Microsoft.Data.Sqlite;
using TokenLedger.Accounting.Money;
using TokenLedger.Reporting.Columns;
using TokenLedger.Reporting.Projections;
using TokenLedger.Reporting.Queries.Sessions;

namespace TokenLedger.Reporting.Queries.Outcomes;

/// <summary>Answers an <see cref="OutcomesQuery"/>: outcomes are read from their table, costs from the columns.</summary>
internal sealed class OutcomesSelect
{
    private readonly SqliteConnection _connection;
    private readonly OutcomesQuery _query;
    private readonly NameTexts _texts;

    private OutcomesSelect(SqliteConnection connection, OutcomesQuery query)
    {
        (_connection, _query) = (connection, query);
        _texts = new(connection);
    }

    public static OutcomesReport Run(
        SqliteConnection connection,
        ColumnView columns,
        long position,
        OutcomesQuery query
    )
    {
        if (query.Problem is { } problem)
        {
            throw new ArgumentException(problem, nameof(query));
        }

        return new OutcomesSelect(connection, query).Run(columns, position);
    }

    private OutcomesReport Run(ColumnView columns, long position)
    {
        Dictionary<(long Tenant, long Session), SessionShare> sessions = Sessions();
        AddCosts(sessions, columns, position);
        Dictionary<string, (Group Group, OutcomeFigures Figures)> groups = new(StringComparer.Ordinal);
        OutcomeFigures total = OutcomeFigures.None;
        foreach (Outcome outcome in Outcomes())
        {
            SessionShare session = sessions[(outcome.Tenant, outcome.Session)];
            long part = session.Taken++;
            if (!outcome.IsMeant)
            {
                continue;
            }

            OutcomeFigures figures = FiguresOf(outcome, session, part);
            total += figures;
            Group group = new(outcome.Name, outcome.Keys);
            string key = group.ToString();
            groups[key] = groups.TryGetValue(key, out (Group Group, OutcomeFigures Figures) known)
                ? (known.Group, known.Figures + figures)
                : (group, figures);
        }

        return new()
        {
            Query = _query,
            Rows =
            [
                .. groups
                    .Values.OrderByDescending(one => one.Figures.Cost)
                    .ThenByDescending(one => one.Figures.Outcomes)
                    .ThenBy(one => one.Group.ToString(), StringComparer.Ordinal)
                    .Take(_query.Limit)
                    .Select(one => RowOf(one.Group, one.Figures)),
            ],
            RowsLeftOut = Math.Max(0, groups.Count - _query.Limit),
            Total = total,
            AsOfEntry = position,
        };
    }

    private OutcomeRow RowOf(Group group, OutcomeFigures figures) =>
        new(_texts.Of(group.Name)!, [.. group.Keys.Select(key => _texts.Of(key == 0 ? null : key))], figures);

    private static OutcomeFigures FiguresOf(Outcome outcome, SessionShare session, long part) =>
        new()
        {
            Outcomes = 1,
            Successes = outcome.Success ? 1 : 0,
            Cost = ExactShare.Part(session.Cost, session.Outcomes, part),
            Estimated = ExactShare.Part(session.Estimated, session.Outcomes, part),
            Unpriced = session.Unpriced > 0 ? 1 : 0,
            Value = outcome.Value ?? Usd.Zero,
            Valued = outcome.Value is null ? 0 : 1,
        };

    /// <summary>The sessions that had outcomes in the window, and how many.</summary>
    private Dictionary<(long Tenant, long Session), SessionShare> Sessions()
    {
        using SqliteCommand command = _connection.CreateCommand();
#pragma warning disable CA2100 // names of columns and parameters only
        command.CommandText =
            "SELECT coalesce(tenant, 0), session, count(*) FROM outcomes c WHERE "
            + new OutcomeText(command).Window(_query)
            + " GROUP BY 1, 2";
#pragma warning restore CA2100
        using SqliteDataReader reader = command.ExecuteReader();
        Dictionary<(long, long), SessionShare> sessions = [];
        while (reader.Read())
        {
            sessions.Add((reader.GetInt64(0), reader.GetInt64(1)), new(reader.GetInt64(2)));
        }

        return sessions;
    }

    private void AddCosts(
        Dictionary<(long Tenant, long Session), SessionShare> sessions,
        ColumnView columns,
        long position
    )
    {
        if (sessions.Count == 0)
        {
            return;
        }

        ScanKey[] keys = [ScanKey.OfDimension(Dimensions.Tenant), ScanKey.OfDimension(Dimensions.Session)];
        OutcomesQuery all = _query with { Where = [] };
        IReadOnlyList<Measure> measures = SessionMeasures.Of(_query.AsBooked);
        ScanResult found = Scan.Run(
            columns,
            SliceQuestion.Of(all, new NameNumbers(_connection), position, keys, measures)
        );
        for (int group = 0; group < found.Count; group++)
        {
            long[] values = found.KeysOf(group);
            if (sessions.TryGetValue((values[0], values[1]), out SessionShare? session))
            {
                CostFigures costs = SessionMeasures.Read(found.SumsOf(group)).Costs;
                (session.Cost, session.Estimated, session.Unpriced) = (costs.Known, costs.Estimated, costs.Unpriced);
            }
        }
    }

    /// <summary>All outcomes of the window in the order of the ledger, with whether the question is about them.</summary>
    private IEnumerable<Outcome> Outcomes()
    {
        using SqliteCommand command = _connection.CreateCommand();
        OutcomeText text = new(command);
        string keys = string.Concat(_query.By.Select(by => $", coalesce({text.Expression(by)}, 0)"));
        string meant = text.Condition(_query.Where);
#pragma warning disable CA2100 // names of columns and parameters only, see OutcomeText
        command.CommandText =
            "SELECT coalesce(c.tenant, 0), c.session, c.name, c.success, c.value_micro, c.value_rest, "
            + $"{meant}{keys} FROM outcomes c WHERE {text.Window(_query)} ORDER BY c.sequence";
#pragma warning restore CA2100
        using SqliteDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
            yield return new(
                reader.GetInt64(0),
                reader.GetInt64(1),
                reader.GetInt64(2),
                reader.GetInt64(3) != 0,
                reader.IsDBNull(4) ? null : new SplitAmount(reader.GetInt64(4), reader.GetInt64(5)).Join(),
                reader.GetInt64(6) != 0,
                [.. Enumerable.Range(7, _query.By.Count).Select(reader.GetInt64)]
            );
        }
    }

    private readonly record struct Outcome(
        long Tenant,
        long Session,
        long Name,
        bool Success,
        Usd? Value,
        bool IsMeant,
        long[] Keys
    );

    private readonly record struct Group(long Name, long[] Keys)
    {
        public override string ToString() => string.Join('/', Keys.Prepend(Name));
    }

    private sealed class SessionShare(long outcomes)
    {
        public long Outcomes { get; } = outcomes;
        public long Taken { get; set; }
        public Usd Cost { get; set; }
        public Usd Estimated { get; set; }
        public long Unpriced { get; set; }
    }
}
