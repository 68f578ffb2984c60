using Microsoft.Data.Sqlite;
using TokenLedger.Reporting.Projections;

namespace TokenLedger.Reporting.Queries;

/// <summary>Finds the sequences that an <see cref="EntryFilter"/> means.</summary>
internal static class EntrySelect
{
    public static IReadOnlyList<long> Run(SqliteConnection connection, EntryFilter filter)
    {
        using SqliteCommand command = connection.CreateCommand();
        List<string> conditions = [];
        Name(command, conditions, "session", filter.Session);
        Name(command, conditions, "tenant", filter.Tenant);
        if (filter.Trace is { } trace)
        {
            Value(command, conditions, "trace =", trace);
        }

        if (filter.Call is { } call)
        {
            Value(command, conditions, "call =", call.ToByteArray(bigEndian: true));
        }

        if (filter.Kind is { } kind)
        {
            Value(command, conditions, "kind =", (long)kind);
        }

        // recorded_at rises strictly along the ledger, so a window is a range of sequences, found by bisection.
        if (filter.Window.From is { } first)
        {
            Value(command, conditions, "sequence >=", FirstAt(connection, EntryTime.ToMicroseconds(first)));
        }

        if (filter.Window.To is { } after)
        {
            Value(command, conditions, "sequence <", FirstAt(connection, EntryTime.ToMicroseconds(after)));
        }

        command.Parameters.AddWithValue("@limit", filter.Limit);
        string where = conditions.Count == 0 ? "" : "WHERE " + string.Join(" AND ", conditions);
#pragma warning disable CA2100 // fixed column names and parameters only
        string from = filter.MeansAllKinds
            ? "(SELECT sequence FROM entries UNION ALL SELECT sequence FROM dead_letters)"
            : "entries";
        command.CommandText = $"SELECT sequence FROM {from} {where} ORDER BY sequence DESC LIMIT @limit";
#pragma warning restore CA2100
        using SqliteDataReader reader = command.ExecuteReader();
        List<long> sequences = [];
        while (reader.Read())
        {
            sequences.Add(reader.GetInt64(0));
        }

        sequences.Reverse();
        return sequences;
    }

    private static void Name(SqliteCommand command, List<string> conditions, string column, string? text)
    {
        if (text is not null)
        {
            string parameter = "@" + column;
            command.Parameters.AddWithValue(parameter, text);
            conditions.Add($"{column} = (SELECT id FROM names WHERE text = {parameter})");
        }
    }

    private static void Value(SqliteCommand command, List<string> conditions, string comparison, object value)
    {
        string parameter = "@v" + conditions.Count;
        command.Parameters.AddWithValue(parameter, value);
        conditions.Add($"{comparison} {parameter}");
    }

    /// <summary>The first sequence recorded at or after a time; beyond the last when there is none.</summary>
    private static long FirstAt(SqliteConnection connection, long time)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT coalesce(max(sequence), -1) + 1 FROM entries";
        long low = 0;
        long high = (long)command.ExecuteScalar()!;

        // A sequence without a row is a dead letter: look at the next readable entry.
        command.CommandText = "SELECT recorded_at FROM entries WHERE sequence >= @at ORDER BY sequence LIMIT 1";
        SqliteParameter at = command.Parameters.Add("@at", SqliteType.Integer);
        while (low < high)
        {
            long middle = low + (high - low) / 2;
            at.Value = middle;
            if ((long)command.ExecuteScalar()! < time)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }
}
