using Microsoft.Data.Sqlite;
using TokenLedger.Reporting.Projections;

namespace TokenLedger.Reporting.Queries.Outcomes;

/// <summary>SQL about outcomes. Columns come from <see cref="Dimensions"/>, what a user typed becomes a parameter.</summary>
internal sealed class OutcomeText(SqliteCommand command)
{
    /// <summary>The expression that has the grouping's number of a name.</summary>
    public string Expression(Grouping grouping) =>
        grouping.Column is { } column
            ? "c." + Dimensions.Columns[column]
            : $"(SELECT t.value FROM outcome_tags t WHERE t.sequence = c.sequence AND t.name = {Number(grouping.Tag!)})";

    /// <summary>The expression that says whether all conditions hold.</summary>
    public string Condition(IReadOnlyList<Filter> where)
    {
        List<string> conditions = ["1"];
        foreach (Filter filter in where)
        {
            string values = string.Join(", ", filter.Values.Select(value => value is null ? "0" : Number(value)));
            string not = filter.Excludes ? "NOT " : "";
            conditions.Add($"coalesce({Expression(filter.By)}, 0) {not}IN ({values})");
        }

        return $"({string.Join(" AND ", conditions)})";
    }

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
