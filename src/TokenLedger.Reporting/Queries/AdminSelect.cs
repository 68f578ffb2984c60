using System.Globalization;
using Microsoft.Data.Sqlite;
using TokenLedger.Ledger.Entries;

namespace TokenLedger.Reporting.Queries;

/// <summary>Where admin entries lie. The kind stands in the SQL itself, so that their own index serves it.</summary>
internal static class AdminSelect
{
    private static readonly string s_sql = string.Create(
        CultureInfo.InvariantCulture,
        $"SELECT sequence FROM entries WHERE kind = {(int)EntryKind.Admin} AND sequence < @before ORDER BY sequence DESC LIMIT @most"
    );

    /// <summary>Their sequences before one, the newest first.</summary>
    public static IReadOnlyList<long> Run(SqliteConnection connection, long before, int most)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = s_sql;
        command.Parameters.AddWithValue("@before", before);
        command.Parameters.AddWithValue("@most", most);
        using SqliteDataReader reader = command.ExecuteReader();
        List<long> sequences = [];
        while (reader.Read())
        {
            sequences.Add(reader.GetInt64(0));
        }

        return sequences;
    }
}
