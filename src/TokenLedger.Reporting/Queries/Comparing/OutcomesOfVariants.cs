using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;
using TokenLedger.Accounting.Money;
using TokenLedger.Reporting.Columns;
using TokenLedger.Reporting.Projections;
using TokenLedger.Reporting.Queries.Costs;
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
        Dictionary<(long Tenant, long Session), OutcomeCounts> told = ReadTold();
        return told.Count == 0 ? [] : Sum(Serving(told), told);
    }

    /// <summary>Adds up what each variant did in the sessions where one of its calls was settled.</summary>
    private static Dictionary<long, VariantOutcomes> Sum(
        ScanResult found,
        Dictionary<(long Tenant, long Session), OutcomeCounts> told
    )
    {
        ReadOnlySpan<ServedSession> sessions = CollectionsMarshal.AsSpan(Sessions(found, told));
        Dictionary<long, Tally> tallies = [];
        for (int group = 0; group < found.Count; group++)
        {
            ReadOnlySpan<long> sums = found.SumsOf(group);
            ref readonly ServedSession session = ref sessions[found.ParentOf(group)];
            if (!Measures.HaveSettled(sums) || session.Told.Outcomes == 0)
            {
                continue;
            }

            long variant = found.LastKeyOf(group);
            if (!tallies.TryGetValue(variant, out Tally? tally))
            {
                tallies.Add(variant, tally = new());
            }

            tally.Add(session, sums[Measures.Amounts..]);
        }

        return tallies.ToDictionary(one => one.Key, one => one.Value.Outcomes);
    }

    /// <summary>The sessions of groups by tenant, session and variant, by the numbers of those groups' parents.</summary>
    private static List<ServedSession> Sessions(
        ScanResult found,
        Dictionary<(long Tenant, long Session), OutcomeCounts> told
    )
    {
        List<ServedSession> sessions = [];
        for (int group = 0; group < found.Count; group++)
        {
            int parent = found.ParentOf(group);
            if (parent >= sessions.Count)
            {
                CollectionsMarshal.SetCount(sessions, parent + 1);
            }

            ref ServedSession session = ref CollectionsMarshal.AsSpan(sessions)[parent];
            if (!session.IsKnown)
            {
                long[] keys = found.KeysOf(group);
                session.Told = told.GetValueOrDefault((keys[0], keys[1]));
                session.IsKnown = true;
            }

            session.Variants += Measures.HaveSettled(found.SumsOf(group)) ? 1 : 0;
        }

        return sessions;
    }

    /// <summary>The sessions that outcomes of the window were told of, and what was told.</summary>
    private Dictionary<(long Tenant, long Session), OutcomeCounts> ReadTold()
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
        Dictionary<(long, long), OutcomeCounts> told = [];
        while (reader.Read())
        {
            Usd value = new SplitAmount(reader.GetInt64(5), reader.GetInt64(6)).Join();
            told.Add(
                (reader.GetInt64(0), reader.GetInt64(1)),
                new(reader.GetInt64(2), reader.GetInt64(3), reader.GetInt64(4), value)
            );
        }

        return told;
    }

    /// <summary>What each variant did in each of those sessions; of others of the same name too.</summary>
    private ScanResult Serving(Dictionary<(long Tenant, long Session), OutcomeCounts> told)
    {
        ScanKey session = ScanKey.OfDimension(Dimensions.Session);
        long[] sessions = [.. told.Keys.Select(one => one.Session).Distinct()];
        ScanQuery question = scan.Question(
            [ScanKey.OfDimension(Dimensions.Tenant), session, .. scan.KeysOf([query.By])],
            Measures.Of(query.AsBooked),
            new ScanFilter(session, sessions, Excludes: false)
        );
        return Scan.Run(columns, question with { IsKept = sessions.Length <= MostKept });
    }

    /// <summary>What is summed of each variant in each session: few sums, because there may be millions of these.</summary>
    private static class Measures
    {
        /// <summary>Where those of <see cref="CostMeasures.Amounts"/> begin.</summary>
        public const int Amounts = 2;

        /// <summary>Calls, those of them that were voided, and amounts.</summary>
        public static Measure[] Of(bool asBooked) =>
            [CostMeasures.Of(asBooked)[0], CostMeasures.Of(asBooked)[1], .. CostMeasures.Amounts(asBooked)];

        /// <summary>Whether any call was settled.</summary>
        public static bool HaveSettled(ReadOnlySpan<long> sums) => sums[0] > sums[1];
    }

    /// <summary>A session in which variants served; a struct, because there are many and each variant looks at it.</summary>
    private struct ServedSession
    {
        public bool IsKnown;
        public int Variants;
        public OutcomeCounts Told;
    }

    /// <summary>Adds up the sessions of one variant.</summary>
    private sealed class Tally
    {
        private readonly OutcomeTally _all = new();
        private long _shared;

        public VariantOutcomes Outcomes => new(_all.Figures, _shared);

        public void Add(in ServedSession session, ReadOnlySpan<long> amounts)
        {
            (Usd known, Usd estimated, long unpriced) = CostMeasures.ReadAmounts(amounts);
            _all.Add(session.Told, known, estimated, areUnpriced: unpriced > 0);
            _shared += session.Variants > 1 ? session.Told.Outcomes : 0;
        }
    }
}
