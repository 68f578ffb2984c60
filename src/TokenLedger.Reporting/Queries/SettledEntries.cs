using Microsoft.Data.Sqlite;
using TokenLedger.Reporting.Projections;

namespace TokenLedger.Reporting.Queries;

/// <summary>The entries of a window that have a cost of their own (settlements, imports, spans), by sequence.</summary>
/// <param name="Sequences">The entries, in order; a window means when the call began.</param>
/// <param name="Adjustments">The adjustments that correct one of them, whenever booked, in order.</param>
public sealed record SettledEntries(IReadOnlyList<long> Sequences, IReadOnlyList<long> Adjustments);

/// <summary>Finds them.</summary>
internal static class SettledSelect
{
    // Settlements, spans and imports; the numbers are those of the entry kinds.
    private const string Kinds = "kind IN (1, 6, 7)";

    public static SettledEntries Run(SqliteConnection connection, Window window)
    {
        long from = window.From is { } first ? EntryTime.ToMicroseconds(first) : long.MinValue;
        long to = window.To is { } after ? EntryTime.ToMicroseconds(after) : long.MaxValue;
        return new(
            Sequences(
                connection,
                $"SELECT sequence FROM entries WHERE {Kinds} AND occurred_at >= @from AND occurred_at < @to ORDER BY sequence",
                from,
                to
            ),
            Sequences(
                connection,
                "SELECT a.sequence FROM entries a JOIN entries e ON e.id = a.corrects "
                    + $"WHERE a.corrects IS NOT NULL AND a.kind = 4 AND e.{Kinds} "
                    + "AND e.occurred_at >= @from AND e.occurred_at < @to ORDER BY a.sequence",
                from,
                to
            )
        );
    }

    private static List<long> Sequences(SqliteConnection connection, string sql, long from, long to)
    {
        using SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // only text of this class reaches it
        command.CommandText = sql;
#pragma warning restore CA2100
        command.Parameters.AddWithValue("@from", from);
        command.Parameters.AddWithValue("@to", to);
        using SqliteDataReader reader = command.ExecuteReader();
        List<long> sequences = [];
        while (reader.Read())
        {
            sequences.Add(reader.GetInt64(0));
        }

        return sequences;
    }
}
