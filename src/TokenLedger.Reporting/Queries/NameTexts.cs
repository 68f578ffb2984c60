using Microsoft.Data.Sqlite;

namespace TokenLedger.Reporting.Queries;

/// <summary>Texts of numbers, within one query.</summary>
internal sealed class NameTexts(SqliteConnection connection)
{
    /// <summary>Texts asked for one by one; whoever asks for more gets the whole table in one go.</summary>
    private const int MostSingly = 2000;

    private readonly Dictionary<long, string> _known = [];
    private SqliteCommand? _ask;
    private bool _all;

    /// <summary>The text; null for null.</summary>
    public string? Of(long? id)
    {
        if (id is not { } number)
        {
            return null;
        }

        if (!_known.TryGetValue(number, out string? text))
        {
            if (_known.Count >= MostSingly && !_all)
            {
                ReadAll();
                return _known[number];
            }

            text = Ask(number);
            _known.Add(number, text);
        }

        return text;
    }

    private string Ask(long number)
    {
        if (_ask is null)
        {
            _ask = connection.CreateCommand();
            _ask.CommandText = "SELECT text FROM names WHERE id = @id";
            _ask.Parameters.AddWithValue("@id", number);
        }

        _ask.Parameters[0].Value = number;
        return (string)_ask.ExecuteScalar()!;
    }

    private void ReadAll()
    {
        _all = true;
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT id, text FROM names";
        using SqliteDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
            _known[reader.GetInt64(0)] = reader.GetString(1);
        }
    }
}
