using Microsoft.Data.Sqlite;
using TokenLedger.Reporting.Columns;

namespace TokenLedger.Reporting.Queries;

/// <summary>Numbers of texts, for questions to the columns.</summary>
internal sealed class NameNumbers(SqliteConnection connection)
{
    private const int Unknown = -1; // no row has it

    /// <summary>The number of a text; one that no row has when the text was never seen.</summary>
    public long NumberOf(string text)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT id FROM names WHERE text = @text";
        command.Parameters.AddWithValue("@text", text);
        return command.ExecuteScalar() is long number ? number : Unknown;
    }

    /// <summary>What the columns know a condition by.</summary>
    public ScanFilter FilterOf(Filter filter) =>
        new(KeyOf(filter.By), [.. filter.Values.Select(value => value is null ? 0 : NumberOf(value))], filter.Excludes);

    /// <summary>What the columns know a grouping by.</summary>
    public ScanKey KeyOf(Grouping grouping) =>
        grouping.Column is { } column ? ScanKey.OfDimension(column) : ScanKey.OfTag(NumberOf(grouping.Tag!));
}
