using Microsoft.Data.Sqlite;

namespace TokenLedger.Reporting.Queries;

/// <summary>Texts of numbers for any number of rows: those met lately are remembered, the others are asked for again.</summary>
internal sealed class RecentTexts : IDisposable
{
    /// <summary>Most texts remembered.</summary>
    private const int Most = 50_000;

    private readonly Dictionary<long, string> _known = [];
    private readonly SqliteCommand _ask;

    public RecentTexts(SqliteConnection connection)
    {
        _ask = connection.CreateCommand();
        _ask.CommandText = "SELECT text FROM names WHERE id = @id";
        _ask.Parameters.Add("@id", SqliteType.Integer);
    }

    /// <summary>The text; null for 0.</summary>
    public string? Of(long number)
    {
        if (number == 0)
        {
            return null;
        }

        if (!_known.TryGetValue(number, out string? text))
        {
            if (_known.Count >= Most)
            {
                _known.Clear();
            }

            _ask.Parameters[0].Value = number;
            text = (string)_ask.ExecuteScalar()!;
            _known.Add(number, text);
        }

        return text;
    }

    /// <inheritdoc/>
    public void Dispose() => _ask.Dispose();
}
