using Microsoft.Data.Sqlite;
using TokenLedger.Accounting.Money;
using TokenLedger.Reporting.Columns;
using TokenLedger.Reporting.Queries.Grouped;

namespace TokenLedger.Reporting.Queries.Costs;

/// <summary>Answers a <see cref="CostQuery"/>: finds the dearest groups, and what they were in the span compared with.</summary>
internal sealed class CostSelect
{
    private readonly CostQuery _query;
    private readonly CostGroups _now;
    private readonly CostGroups? _before;
    private readonly Dictionary<GroupKey, CostGroup> _beforeByKey;

    private CostSelect(CostQuery query, CostGroups now, CostGroups? before)
    {
        (_query, _now, _before) = (query, now, before);
        _beforeByKey = before?.ByKey() ?? [];
    }

    /// <summary>The dearest groups, as many as the question's limit, dearest first, and the sum of all.</summary>
    /// <param name="connection">The tables.</param>
    /// <param name="columns">The columns; they may reach further than the tables.</param>
    /// <param name="position">Entries folded into the tables.</param>
    /// <param name="query">The question.</param>
    public static CostAnswer Run(SqliteConnection connection, ColumnView columns, long position, CostQuery query)
    {
        SliceScan scan = new(connection, columns, position, query);
        if (query.Before is not { } window)
        {
            return new CostSelect(query, CostGroups.Dearest(connection, scan, query), null).Answer();
        }

        CostQuery past = query with { Window = window };
        CostGroups before = CostGroups.Of(connection, new SliceScan(connection, columns, position, past), past);
        return new CostSelect(query, CostGroups.Of(connection, scan, query), before).Answer();
    }

    private CostAnswer Answer()
    {
        List<CostRow> rows = [.. Best(_now.All).Select(RowOf)];
        int groups = _now.Count;
        if (_before is { } before)
        {
            // Groups that have gone: whoever compares wants to see them too, at the end, where nothing was spent.
            List<CostGroup> gone = Gone();
            groups += gone.Count;
            rows.AddRange(
                Best(gone).Select(group => Changed(before.RowOf(group) with { Figures = CostFigures.None }, group))
            );
        }

        rows.Sort(DearestFirst);
        rows = rows.GetRange(0, Math.Min(rows.Count, _query.Limit));
        CostChange? change = _before is null ? null : CostChange.Of(_now.Total, _before.Total);
        return new(rows, _now.Total, change, groups - rows.Count);
    }

    private CostRow RowOf(CostGroup group)
    {
        CostRow row = _now.RowOf(group);
        return _before is null ? row
            : _beforeByKey.TryGetValue(_now.KeyOf(group), out CostGroup past) ? Changed(row, past)
            : row with { Change = CostChange.Of(row.Figures, CostFigures.None) };
    }

    private CostRow Changed(CostRow row, CostGroup past) =>
        row with
        {
            Change = CostChange.Of(row.Figures, _before!.FiguresOf(past)),
        };

    private List<CostGroup> Gone()
    {
        HashSet<GroupKey> now = [.. _now.All.Select(_now.KeyOf)];
        return [.. _beforeByKey.Where(group => !now.Contains(group.Key)).Select(group => group.Value)];
    }

    /// <summary>The dearest, and all that are as dear as the last of them: which of those are shown, their texts decide.</summary>
    private List<CostGroup> Best(List<CostGroup> groups)
    {
        if (groups.Count <= _query.Limit)
        {
            return groups;
        }

        groups.Sort(CostGroup.DearestFirst);
        int end = _query.Limit;
        while (end < groups.Count && CostGroup.DearestFirst(groups[end], groups[_query.Limit - 1]) == 0)
        {
            end++;
        }

        return groups.GetRange(0, end);
    }

    private static int DearestFirst(CostRow left, CostRow right)
    {
        int order = right.Figures.Known.CompareTo(left.Figures.Known);
        order = order != 0 ? order : right.Figures.Calls.CompareTo(left.Figures.Calls);
        order = order != 0 ? order : Before(right).CompareTo(Before(left));
        for (int i = 0; order == 0 && i < left.Keys.Count; i++)
        {
            order = string.CompareOrdinal(left.Keys[i], right.Keys[i]);
        }

        return order;
    }

    private static Usd Before(CostRow row) => row.Change?.Before.Known ?? Usd.Zero;
}

/// <summary>Rows, their sum, and how many groups are left out.</summary>
internal sealed record CostAnswer(IReadOnlyList<CostRow> Rows, CostFigures Total, CostChange? Change, int LeftOut);
