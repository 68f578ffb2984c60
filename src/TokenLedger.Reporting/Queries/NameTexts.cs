using Microsoft.Data.Sqlite;

namespace TokenLedger.Reporting.Queries;

/// <summary>Texts of numbers, within one query.</summary>
internal sealed class NameTexts(SqliteConnection connection)
{
    private readonly Dictionary<long, string> _known = [];

    /// <summary>The text; null for null.</summary>
    public string? Of(long? id)
    {
        if (id is not { } number)
        {
            return null;
        }

        if (!_known.TryGetValue(number, out string? text))
        {
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText = "SELECT text FROM names WHERE id = @id";
            command.Parameters.AddWithValue("@id", number);
            text = (string)command.ExecuteScalar()!;
            _known.Add(number, text);
        }

        return text;
    }
}
