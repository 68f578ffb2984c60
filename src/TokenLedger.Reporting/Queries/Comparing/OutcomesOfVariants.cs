using Microsoft.Data.Sqlite;
using TokenLedger.Reporting.Columns;
using TokenLedger.Reporting.Projections;
using TokenLedger.Reporting.Queries.Grouped;
using TokenLedger.Reporting.Queries.Outcomes;

namespace TokenLedger.Reporting.Queries.Comparing;

/// <summary>
/// Finds the business outcomes of each variant: those of the sessions in which it served, see <see cref="VariantOutcomes"/>.
/// </summary>
internal sealed class OutcomesOfVariants(
    SqliteConnection connection,
    ColumnView columns,
    SliceScan scan,
    CompareQuery query
)
{
    /// <summary>With more sessions than this nobody asks for the same ones again: what segments answer is not remembered.</summary>
    private const int MostKept = 1000;

    /// <summary>Outcomes by the variant's number; variants without any are not in it.</summary>
    public Dictionary<long, VariantOutcomes> Run()
    {
        ToldSessions told = ReadTold();
        return told.Count == 0 ? [] : ServedVariants.Join(Serving(told), told);
    }

    /// <summary>The sessions that outcomes of the window were told of, and what was told.</summary>
    private ToldSessions ReadTold()
    {
        ToldSessions told = new();
        ScanQuery window = scan.Question([], []);
        string instant = query.AsBooked ? "booked_at" : "occurred_at";
        long? name = query.Outcome is { } text ? new NameNumbers(connection).NumberOf(text) : null;
        foreach (PackedRows rows in OutcomeRows.Read(connection, columns, window.Before, instant, []))
        {
            rows.Visit(values =>
            {
                ToldOutcome outcome = new(values);
                bool isWithin = !(outcome.At < window.From) && !(outcome.At >= window.To);
                if (isWithin && (name is null || outcome.Numbers[0] == name))
                {
                    told.Add(outcome);
                }
            });
        }

        return told;
    }

    /// <summary>What each variant did in each of those sessions; of others of the same name too.</summary>
    private ServedVariants[] Serving(ToldSessions told)
    {
        ScanKey session = ScanKey.OfDimension(Dimensions.Session);
        long[] names = told.Names;
        ScanQuery question = scan.Question(
            [ScanKey.OfDimension(Dimensions.Tenant), session, .. scan.KeysOf([query.By])],
            ServedVariants.Measures(query.AsBooked),
            new ScanFilter(session, names, Excludes: false)
        ) with
        {
            IsKept = names.Length <= MostKept,
        };
        ScanResult? found = Scan.TryRun(columns, question, columns.Limits.ManyGroups);
        if (found is null && KeyCode.Of(columns, question) is { } code)
        {
            return new PieceRun(new(columns, question, code)).Sum(() => new ServedVariants(told, code.KeysOf));
        }

        ScanResult all = found ?? Scan.Run(columns, question);
        ServedVariants served = new(told, (group, keys) => all.KeysOf((int)group).CopyTo(keys));
        for (int group = 0; group < all.Count; group++)
        {
            served.Offer((ulong)group, all.SumsOf(group));
        }

        return [served];
    }
}
