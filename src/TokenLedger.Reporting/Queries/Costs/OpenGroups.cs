using Microsoft.Data.Sqlite;
using TokenLedger.Reporting.Projections;
using TokenLedger.Reporting.Queries.Grouped;

namespace TokenLedger.Reporting.Queries.Costs;

/// <summary>Calls that are still open, by group. They are few, and in the table only.</summary>
internal static class OpenGroups
{
    /// <summary>Selects the groups of a question's window.</summary>
    public static IReadOnlyList<OpenGroup> Of(SqliteConnection connection, CostQuery query)
    {
        using SqliteCommand command = connection.CreateCommand();
        SelectText select = new(command);
        string keys = string.Concat(query.Columns.Select(column => select.Expression(column) + ", "));
        select.KeepOpen(query.Window, query.AsBooked);
        foreach (Filter filter in query.Where)
        {
            select.Keep(filter);
        }

        string groupBy = string.Join(", ", Enumerable.Range(1, query.Columns.Count + 1));
#pragma warning disable CA2100 // names of columns and parameters only, see SelectText
        command.CommandText =
            $"SELECT {keys}c.provider, count(*), sum(c.hold_micro), sum(c.hold_rest) "
            + $"FROM calls c{select.Rest} GROUP BY {groupBy}";
#pragma warning restore CA2100
        using SqliteDataReader reader = command.ExecuteReader();
        Dictionary<GroupKey, OpenGroup> open = [];
        while (reader.Read())
        {
            OpenGroup group = Read(reader, query.Columns.Count);
            open[group.Key] = open.TryGetValue(group.Key, out OpenGroup? known)
                ? known with
                {
                    Figures = known.Figures + group.Figures,
                    Providers = [.. known.Providers, .. group.Providers],
                }
                : group;
        }

        return [.. open.Values];
    }

    /// <summary>Reads the calls of one group and provider.</summary>
    private static OpenGroup Read(SqliteDataReader reader, int keys)
    {
        long[] numbers = new long[keys];
        for (int i = 0; i < keys; i++)
        {
            numbers[i] = reader.IsDBNull(i) ? 0 : reader.GetInt64(i);
        }

        CostFigures figures = new()
        {
            Open = reader.GetInt64(keys + 1),
            OpenHold = reader.IsDBNull(keys + 2)
                ? default
                : new SplitAmount(reader.GetInt64(keys + 2), reader.GetInt64(keys + 3)).Join(),
        };
        return new(GroupKey.Of(numbers), numbers, reader.IsDBNull(keys) ? [] : [reader.GetInt64(keys)], figures);
    }
}

/// <summary>The open calls of a group.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Numbers">The numbers of its names.</param>
/// <param name="Providers">The numbers of the providers.</param>
/// <param name="Figures">How many there are, and what they hold.</param>
internal sealed record OpenGroup(GroupKey Key, long[] Numbers, IReadOnlyList<long> Providers, CostFigures Figures);
