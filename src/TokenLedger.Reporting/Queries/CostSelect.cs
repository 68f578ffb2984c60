using Microsoft.Data.Sqlite;
using TokenLedger.Accounting.Money;
using TokenLedger.Reporting.Projections;

namespace TokenLedger.Reporting.Queries;

/// <summary>Runs the selects of a <see cref="CostQuery"/> and joins their exact sums.</summary>
internal static class CostSelect
{
    private const string Sums = """
        sum(c.status IN (1, 2)), sum(c.status = 2), sum(c.status = 0), sum(c.status = 3),
        sum(CASE c.status WHEN 0 THEN c.hold_micro END), sum(CASE c.status WHEN 0 THEN c.hold_rest END),
        sum(c.input), sum(c.cached), sum(c.written), sum(c.output), sum(c.reasoning),
        sum(c.known_micro), sum(c.known_rest), sum(c.estimated_micro), sum(c.estimated_rest), sum(c.unpriced),
        group_concat(DISTINCT c.provider), 0
        """;

    private const string AdjustmentSums = """
        0, 0, 0, 0, 0, 0,
        sum(a.input), sum(a.cached), sum(a.written), sum(a.output), sum(a.reasoning),
        sum(a.known_micro), sum(a.known_rest), sum(a.estimated_micro), sum(a.estimated_rest), sum(a.unpriced),
        NULL, count(*)
        """;

    /// <summary>All groups, in no order.</summary>
    public static List<CostRow> Run(SqliteConnection connection, CostQuery query)
    {
        NameTexts texts = new(connection);
        Dictionary<GroupKey, CostRow> groups = [];
        Read(connection, query, Sums, "calls c", texts, groups, static (_, calls) => calls);
        Read(
            connection,
            query,
            AdjustmentSums,
            "adjustments a JOIN calls c ON c.row = a.call_row",
            texts,
            groups,
            query.AsBooked ? WithoutAdjustments : WithAdjustments
        );
        return [.. groups.Values];
    }

    /// <summary>Calls are kept as corrected, so what adjustments changed only has to be named.</summary>
    private static CostFigures WithAdjustments(CostFigures known, CostFigures changes) =>
        known with
        {
            Adjustments = changes.Adjustments,
            Adjusted = changes.Known,
        };

    private static CostFigures WithoutAdjustments(CostFigures known, CostFigures changes) =>
        known with
        {
            Tokens = known.Tokens - changes.Tokens,
            Known = known.Known - changes.Known,
            Estimated = known.Estimated - changes.Estimated,
            Unpriced = known.Unpriced - changes.Unpriced,
            Adjustments = changes.Adjustments,
            Adjusted = changes.Known,
        };

    private static void Read(
        SqliteConnection connection,
        CostQuery query,
        string sums,
        string from,
        NameTexts texts,
        Dictionary<GroupKey, CostRow> groups,
        Func<CostFigures, CostFigures, CostFigures> join
    )
    {
        using SqliteCommand command = connection.CreateCommand();
        IReadOnlyList<Grouping> columns = query.Columns;
        SelectText select = new(command);
        string keys = string.Join(", ", columns.Select(select.Expression));
        select.Keep(query.Window, query.AsBooked);
        foreach ((Grouping grouping, string value) in query.Where)
        {
            select.Keep(grouping, value);
        }

        string groupBy = string.Join(", ", Enumerable.Range(1, columns.Count));
#pragma warning disable CA2100 // names of columns and parameters only, see SelectText
        command.CommandText = $"SELECT {keys}, {sums} FROM {from}{select.Rest} GROUP BY {groupBy}";
#pragma warning restore CA2100
        using SqliteDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
            GroupKey key = GroupKey.Read(reader, columns.Count);
            CostFigures figures = Figures(reader, columns.Count);
            groups[key] = groups.TryGetValue(key, out CostRow? known)
                ? known with
                {
                    Figures = join(known.Figures, figures),
                }
                : new(key.Texts(texts), Providers(reader, columns.Count + 16, texts), figures);
        }
    }

    private static CostFigures Figures(SqliteDataReader reader, int at) =>
        new()
        {
            Calls = reader.GetInt64(at),
            Voided = reader.GetInt64(at + 1),
            Open = reader.GetInt64(at + 2),
            Rejected = reader.GetInt64(at + 3),
            OpenHold = reader.IsDBNull(at + 4) ? Usd.Zero : Amount(reader, at + 4),
            Tokens = new(
                reader.GetInt64(at + 6),
                reader.GetInt64(at + 7),
                reader.GetInt64(at + 8),
                reader.GetInt64(at + 9),
                reader.GetInt64(at + 10)
            ),
            Known = Amount(reader, at + 11),
            Estimated = Amount(reader, at + 13),
            Unpriced = reader.GetInt64(at + 15),
            Adjustments = reader.GetInt64(at + 17),
        };

    private static Usd Amount(SqliteDataReader reader, int at) =>
        new SplitAmount(reader.GetInt64(at), reader.GetInt64(at + 1)).Join();

    private static List<string> Providers(SqliteDataReader reader, int at, NameTexts texts)
    {
        if (reader.IsDBNull(at))
        {
            return [];
        }

        List<string> providers = [];
        foreach (string id in reader.GetString(at).Split(','))
        {
            providers.Add(texts.Of(long.Parse(id, System.Globalization.CultureInfo.InvariantCulture))!);
        }

        providers.Sort(StringComparer.Ordinal);
        return providers;
    }

    /// <summary>The numbers of a group's names, up to <see cref="CostQuery.MostGroupings"/>, the provider and the tenant.</summary>
    private readonly record struct GroupKey(
        int Count,
        long? First,
        long? Second,
        long? Third,
        long? Fourth,
        long? Fifth
    )
    {
        public static GroupKey Read(SqliteDataReader reader, int count) =>
            new(
                count,
                At(reader, 0, count),
                At(reader, 1, count),
                At(reader, 2, count),
                At(reader, 3, count),
                At(reader, 4, count)
            );

        public string?[] Texts(NameTexts texts)
        {
            ReadOnlySpan<long?> ids = [First, Second, Third, Fourth, Fifth];
            string?[] keys = new string?[Count];
            for (int i = 0; i < Count; i++)
            {
                keys[i] = texts.Of(ids[i]);
            }

            return keys;
        }

        private static long? At(SqliteDataReader reader, int column, int count) =>
            column < count && !reader.IsDBNull(column) ? reader.GetInt64(column) : null;
    }
}
