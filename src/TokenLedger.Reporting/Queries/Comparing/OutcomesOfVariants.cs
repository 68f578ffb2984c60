using Microsoft.Data.Sqlite;
using TokenLedger.Accounting.Money;
using TokenLedger.Reporting.Columns;
using TokenLedger.Reporting.Projections;
using TokenLedger.Reporting.Queries.Costs;
using TokenLedger.Reporting.Queries.Outcomes;

namespace TokenLedger.Reporting.Queries.Comparing;

/// <summary>
/// Finds the business outcomes of each variant: those of the sessions in which it served, see <see cref="VariantOutcomes"/>.
/// </summary>
internal sealed class OutcomesOfVariants(
    SqliteConnection connection,
    ColumnView columns,
    long position,
    CompareQuery query
)
{
    /// <summary>With more sessions than this nobody asks for the same ones again: what segments answer is not remembered.</summary>
    private const int MostKept = 1000;

    private readonly NameNumbers _names = new(connection);

    /// <summary>Outcomes by the variant's number; variants without any are not in it.</summary>
    public Dictionary<long, VariantOutcomes> Run()
    {
        Dictionary<(long Tenant, long Session), OutcomeFigures> told = Told();
        List<Served> served = told.Count == 0 ? [] : Serving(told);
        Dictionary<(long, long), int> variants = served
            .GroupBy(one => one.Session)
            .ToDictionary(session => session.Key, session => session.Count());
        return served
            .GroupBy(one => one.Variant)
            .ToDictionary(
                variant => variant.Key,
                variant => new VariantOutcomes(
                    variant.Aggregate(OutcomeFigures.None, (sum, one) => sum + FiguresOf(told[one.Session], one.Costs)),
                    variant.Where(one => variants[one.Session] > 1).Sum(one => told[one.Session].Outcomes)
                )
            );
    }

    private static OutcomeFigures FiguresOf(OutcomeFigures session, CostFigures costs) =>
        session with
        {
            Cost = costs.Known,
            Estimated = costs.Estimated,
            Unpriced = costs.Unpriced > 0 ? session.Outcomes : 0,
        };

    /// <summary>The sessions that outcomes of the window were told of, and what was told.</summary>
    private Dictionary<(long Tenant, long Session), OutcomeFigures> Told()
    {
        using SqliteCommand command = connection.CreateCommand();
        OutcomeText text = new(command);
        string named = query.Outcome is { } name ? " AND " + text.Named(name) : "";
#pragma warning disable CA2100 // names of columns and parameters only, see OutcomeText
        command.CommandText =
            "SELECT coalesce(c.tenant, 0), c.session, count(*), sum(c.success), count(c.value_micro), "
            + "coalesce(sum(c.value_micro), 0), coalesce(sum(c.value_rest), 0) "
            + $"FROM outcomes c WHERE {text.Window(query)}{named} GROUP BY 1, 2";
#pragma warning restore CA2100
        using SqliteDataReader reader = command.ExecuteReader();
        Dictionary<(long, long), OutcomeFigures> told = [];
        while (reader.Read())
        {
            OutcomeFigures figures = new()
            {
                Outcomes = reader.GetInt64(2),
                Successes = reader.GetInt64(3),
                Valued = reader.GetInt64(4),
                Value = new SplitAmount(reader.GetInt64(5), reader.GetInt64(6)).Join(),
            };
            told.Add((reader.GetInt64(0), reader.GetInt64(1)), figures);
        }

        return told;
    }

    /// <summary>What each variant did in each of those sessions, where one of its calls was settled.</summary>
    private List<Served> Serving(Dictionary<(long Tenant, long Session), OutcomeFigures> told)
    {
        ScanKey session = ScanKey.OfDimension(Dimensions.Session);
        ScanQuery question = SliceQuestion.Of(
            query,
            _names,
            position,
            [_names.KeyOf(query.By), ScanKey.OfDimension(Dimensions.Tenant), session],
            CostMeasures.Of(query.AsBooked)
        );
        long[] sessions = [.. told.Keys.Select(one => one.Session).Distinct()];
        ScanFilter named = new(session, sessions, Excludes: false);
        ScanResult found = Scan.Run(
            columns,
            question with
            {
                Where = [.. question.Where, named],
                IsKept = sessions.Length <= MostKept,
            }
        );
        List<Served> served = [];
        for (int group = 0; group < found.Count; group++)
        {
            long[] keys = found.KeysOf(group);
            CostFigures costs = CostMeasures.Read(found.SumsOf(group));
            if (costs.Calls > costs.Voided && told.ContainsKey((keys[1], keys[2])))
            {
                served.Add(new(keys[0], (keys[1], keys[2]), costs));
            }
        }

        return served;
    }

    private sealed record Served(long Variant, (long Tenant, long Session) Session, CostFigures Costs);
}
