using Microsoft.Data.Sqlite;
using TokenLedger.Reporting.Projections;

namespace TokenLedger.Reporting.Queries.Outcomes;

/// <summary>SQL about outcomes. What a user typed becomes a parameter.</summary>
internal sealed class OutcomeText(SqliteCommand command)
{
    /// <summary>The condition that keeps outcomes to the window of a question, on its basis.</summary>
    public string Window(Slice slice)
    {
        command.Parameters.AddWithValue("@from", At(slice.Window.From, long.MinValue));
        command.Parameters.AddWithValue("@to", At(slice.Window.To, long.MaxValue));
        string instant = slice.AsBooked ? "c.booked_at" : "c.occurred_at";
        return $"{instant} >= @from AND {instant} < @to";
    }

    /// <summary>The condition that keeps outcomes to those of a name.</summary>
    public string Named(string name) => $"c.name = {Number(name)}";

    private static long At(DateTimeOffset? instant, long otherwise) =>
        instant is { } time ? EntryTime.ToMicroseconds(time) : otherwise;

    private string Number(string text)
    {
        string name = "@p" + command.Parameters.Count;
        command.Parameters.AddWithValue(name, text);
        return $"coalesce((SELECT id FROM names WHERE text = {name}), -1)";
    }
}
