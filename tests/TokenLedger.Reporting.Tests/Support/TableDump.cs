using System.Text;
using Microsoft.Data.Sqlite;
using TokenLedger.Reporting.Columns;
using TokenLedger.Reporting.Projections;

namespace TokenLedger.Reporting.Tests.Support;

/// <summary>All rows of a projection as text, to compare two of them.</summary>
public static class TableDump
{
    private static readonly string[] _tables =
    [
        "position",
        "names",
        "entries",
        "calls",
        "call_lines",
        "call_tags",
        "outcomes",
        "outcome_tags",
        "dead_letters",
    ];

    public static string Of(ViewsFolder folder)
    {
        using SqliteConnection connection = new($"Data Source={folder.Database};Mode=ReadOnly;Pooling=False");
        connection.Open();
        StringBuilder dump = new();
        foreach (string table in _tables)
        {
            dump.Append(table).Append('\n');
            using SqliteCommand command = connection.CreateCommand();
            string what = table == "position" ? "version, next, last_leaf" : "*"; // the columns' folder has a random name
            command.CommandText = $"SELECT {what} FROM {table} ORDER BY 1, 2";
            using SqliteDataReader reader = command.ExecuteReader();
            while (reader.Read())
            {
                for (int i = 0; i < reader.FieldCount; i++)
                {
                    object value = reader.GetValue(i);
                    dump.Append(value is byte[] bytes ? Convert.ToHexString(bytes) : value).Append('|');
                }

                dump.Append('\n');
            }
        }

        AppendColumns(connection, folder, dump);
        return dump.ToString();
    }

    private static void AppendColumns(SqliteConnection connection, ViewsFolder folder, StringBuilder dump)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT columns FROM position";
        string name = (string)command.ExecuteScalar()!;
        using ColumnView view = ColumnView.Open(ColumnFolder.Beside(folder.Database, name))!;
        dump.Append("columns up to ").Append(view.Position).Append('\n');
        foreach (string row in ColumnText.Of(view))
        {
            dump.Append(row).Append('\n');
        }
    }
}
