using Microsoft.Data.Sqlite;
using TokenLedger.Accounting.Money;
using TokenLedger.Reporting.Columns;
using TokenLedger.Reporting.Projections;
using TokenLedger.Reporting.Queries.Grouped;

namespace TokenLedger.Reporting.Queries.Costs;

/// <summary>
/// Answers a <see cref="CostQuery"/>: what has ended is summed over the columns; what is still open, which is little, is
/// selected from the table. There may be a million groups: only those shown get texts.
/// </summary>
internal sealed class CostSelect
{
    private readonly SqliteConnection _connection;
    private readonly CostQuery _query;
    private readonly NameTexts _texts;
    private readonly NameNumbers _names;
    private readonly IReadOnlyList<Grouping> _columns;

    private CostSelect(SqliteConnection connection, CostQuery query)
    {
        (_connection, _query, _columns) = (connection, query, query.Columns);
        _texts = new(connection);
        _names = new(connection);
    }

    /// <summary>The dearest groups, as many as the question's limit, dearest first, and the sum of all.</summary>
    /// <param name="connection">The tables.</param>
    /// <param name="columns">The columns; they may reach further than the tables.</param>
    /// <param name="position">Entries folded into the tables.</param>
    /// <param name="query">The question.</param>
    /// <returns>The rows, the sum, and how many groups are left out.</returns>
    public static (List<CostRow> Rows, CostFigures Total, int LeftOut) Run(
        SqliteConnection connection,
        ColumnView columns,
        long position,
        CostQuery query
    ) => new CostSelect(connection, query).Run(columns, position);

    private (List<CostRow> Rows, CostFigures Total, int LeftOut) Run(ColumnView columns, long position)
    {
        ScanResult ended = Scan.Run(columns, Question(position));
        Dictionary<GroupKey, CostRow> open = Open();
        List<Candidate> candidates = Candidates(ended, open, out CostFigures total);
        List<CostRow> rows = [];
        foreach (Candidate candidate in Best(candidates))
        {
            rows.Add(candidate.Group < 0 ? candidate.Open! : RowOf(ended, candidate));
        }

        rows.Sort(DearestFirst);
        rows = rows.GetRange(0, Math.Min(rows.Count, _query.Limit));
        return (rows, total, candidates.Count - rows.Count);
    }

    private ScanQuery Question(long position) =>
        new()
        {
            Keys = [.. _columns.Select(_names.KeyOf)],
            Measures = CostMeasures.WithProviders(_query.AsBooked),
            Where = [.. _query.Where.Select(_names.FilterOf)],
            Instant = _query.AsBooked ? Field.BookedAt : Field.OccurredAt,
            From = _query.Window.From is { } from ? EntryTime.ToMicroseconds(from) : null,
            To = _query.Window.To is { } to ? EntryTime.ToMicroseconds(to) : null,
            Before = position,
        };

    private static List<Candidate> Candidates(
        ScanResult ended,
        Dictionary<GroupKey, CostRow> open,
        out CostFigures total
    )
    {
        List<Candidate> candidates = new(ended.Count);
        long[] sums = new long[CostMeasures.Count];
        for (int group = 0; group < ended.Count; group++)
        {
            ReadOnlySpan<long> own = ended.SumsOf(group);
            if (own[..CostMeasures.Count].IndexOfAnyExcept(0) < 0)
            {
                continue; // rows that are in none of the figures
            }

            for (int i = 0; i < CostMeasures.Count; i++)
            {
                sums[i] = checked(sums[i] + own[i]);
            }

            CostRow? also = null;
            if (open.Count > 0)
            {
                open.Remove(GroupKey.Of(ended.KeysOf(group)), out also);
            }

            candidates.Add(new(group, CostMeasures.Known(own), own[0], also));
        }

        total = CostMeasures.Read(sums);
        foreach (Candidate candidate in candidates)
        {
            total = candidate.Open is { } row ? total + row.Figures : total;
        }

        foreach (CostRow row in open.Values)
        {
            candidates.Add(new(-1, Usd.Zero, 0, row));
            total += row.Figures;
        }

        return candidates;
    }

    /// <summary>The dearest, and all that are as dear as the last of them: which of those are shown, their texts decide.</summary>
    private List<Candidate> Best(List<Candidate> candidates)
    {
        if (candidates.Count <= _query.Limit)
        {
            return candidates;
        }

        candidates.Sort(Candidate.DearestFirst);
        int end = _query.Limit;
        while (end < candidates.Count && Candidate.DearestFirst(candidates[end], candidates[_query.Limit - 1]) == 0)
        {
            end++;
        }

        return candidates.GetRange(0, end);
    }

    private CostRow RowOf(ScanResult ended, Candidate candidate)
    {
        ReadOnlySpan<long> sums = ended.SumsOf(candidate.Group);
        CostFigures figures = CostMeasures.Read(sums);
        IEnumerable<string> providers = ended
            .MembersOf(sums[CostMeasures.Count])
            .Where(number => number != 0)
            .Select(number => _texts.Of(number)!);
        if (candidate.Open is { } open)
        {
            figures += open.Figures;
            providers = providers.Union(open.Providers, StringComparer.Ordinal);
        }

        return new(TextsOf(ended.KeysOf(candidate.Group)), [.. providers.Order(StringComparer.Ordinal)], figures);
    }

    private Dictionary<GroupKey, CostRow> Open()
    {
        using SqliteCommand command = _connection.CreateCommand();
        SelectText select = new(command);
        string keys = string.Concat(_columns.Select(column => select.Expression(column) + ", "));
        select.KeepOpen(_query.Window, _query.AsBooked);
        foreach (Filter filter in _query.Where)
        {
            select.Keep(filter);
        }

        string groupBy = string.Join(", ", Enumerable.Range(1, _columns.Count + 1));
#pragma warning disable CA2100 // names of columns and parameters only, see SelectText
        command.CommandText =
            $"SELECT {keys}c.provider, count(*), sum(c.hold_micro), sum(c.hold_rest) "
            + $"FROM calls c{select.Rest} GROUP BY {groupBy}";
#pragma warning restore CA2100
        using SqliteDataReader reader = command.ExecuteReader();
        Dictionary<GroupKey, CostRow> open = [];
        while (reader.Read())
        {
            Add(open, reader);
        }

        return open;
    }

    private void Add(Dictionary<GroupKey, CostRow> open, SqliteDataReader reader)
    {
        int at = _columns.Count;
        long[] numbers = new long[at];
        for (int i = 0; i < at; i++)
        {
            numbers[i] = reader.IsDBNull(i) ? 0 : reader.GetInt64(i);
        }

        string[] providers = reader.IsDBNull(at) ? [] : [_texts.Of(reader.GetInt64(at))!];
        CostFigures figures = new()
        {
            Open = reader.GetInt64(at + 1),
            OpenHold = reader.IsDBNull(at + 2)
                ? default
                : new SplitAmount(reader.GetInt64(at + 2), reader.GetInt64(at + 3)).Join(),
        };
        GroupKey key = GroupKey.Of(numbers);
        open[key] = open.TryGetValue(key, out CostRow? known)
            ? known with
            {
                Figures = known.Figures + figures,
                Providers = [.. known.Providers.Union(providers, StringComparer.Ordinal)],
            }
            : new(TextsOf(numbers), providers, figures);
    }

    private string?[] TextsOf(ReadOnlySpan<long> numbers)
    {
        string?[] texts = new string?[numbers.Length];
        for (int i = 0; i < texts.Length; i++)
        {
            texts[i] = _texts.Of(numbers[i] == 0 ? null : numbers[i]);
        }

        return texts;
    }

    private static int DearestFirst(CostRow left, CostRow right)
    {
        int order = right.Figures.Known.CompareTo(left.Figures.Known);
        order = order != 0 ? order : right.Figures.Calls.CompareTo(left.Figures.Calls);
        for (int i = 0; order == 0 && i < left.Keys.Count; i++)
        {
            order = string.CompareOrdinal(left.Keys[i], right.Keys[i]);
        }

        return order;
    }

    /// <summary>A group that may be shown.</summary>
    /// <param name="Group">Its number in the scan; -1 when all of its calls are open.</param>
    /// <param name="Known">Its cost.</param>
    /// <param name="Calls">Its calls.</param>
    /// <param name="Open">What of it is open; null for nothing.</param>
    private readonly record struct Candidate(int Group, Usd Known, long Calls, CostRow? Open)
    {
        public static int DearestFirst(Candidate left, Candidate right)
        {
            int order = right.Known.CompareTo(left.Known);
            return order != 0 ? order : right.Calls.CompareTo(left.Calls);
        }
    }
}
