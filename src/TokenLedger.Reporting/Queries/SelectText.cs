using System.Text;
using Microsoft.Data.Sqlite;
using TokenLedger.Reporting.Projections;

namespace TokenLedger.Reporting.Queries;

/// <summary>
/// Builds the text of one grouped select. Columns come from <see cref="Dimensions"/>, everything a user typed becomes a
/// parameter.
/// </summary>
internal sealed class SelectText(SqliteCommand command)
{
    private readonly StringBuilder _joins = new();
    private readonly List<string> _conditions = [];
    private int _tags;

    /// <summary>A parameter holding the value.</summary>
    public string Parameter(object value)
    {
        string name = "@p" + command.Parameters.Count;
        command.Parameters.AddWithValue(name, value);
        return name;
    }

    /// <summary>The expression that has the grouping's number of a name.</summary>
    public string Expression(Grouping grouping)
    {
        if (grouping.Column is { } column)
        {
            return "c." + Dimensions.Columns[column];
        }

        string tag = "t" + _tags++;
        _joins.Append(
            $" LEFT JOIN call_tags {tag} ON {tag}.call_row = c.row AND {tag}.name = {NameNumber(grouping.Tag!)}"
        );
        return tag + ".value";
    }

    /// <summary>Keeps calls for which the condition holds.</summary>
    public void Keep(Filter filter)
    {
        // Calls without a value have NULL there, which is 0 in the columns and no number of a name.
        string values = string.Join(", ", filter.Values.Select(value => value is null ? "0" : NameNumber(value)));
        string not = filter.Excludes ? "NOT " : "";
        _conditions.Add($"coalesce({Expression(filter.By)}, 0) {not}IN ({values})");
    }

    /// <summary>Keeps calls still open that began in the window, or, as booked, were authorised in it.</summary>
    public void KeepOpen(Window window, bool asBooked)
    {
        _conditions.Add($"c.status = {(int)CallStatus.Open}");
        KeepWindow(window, asBooked);
    }

    /// <summary>Keeps calls of a window, whatever became of them, and no amounts that belong to none.</summary>
    public void KeepCalls(Window window, bool asBooked)
    {
        _conditions.Add($"c.status <> {(int)CallStatus.Adjustment}");
        KeepWindow(window, asBooked);
    }

    private void KeepWindow(Window window, bool asBooked)
    {
        string instant = asBooked ? "c.booked_at" : "c.occurred_at";
        if (window.From is { } from)
        {
            _conditions.Add($"{instant} >= " + Parameter(EntryTime.ToMicroseconds(from)));
        }

        if (window.To is { } to)
        {
            _conditions.Add($"{instant} < " + Parameter(EntryTime.ToMicroseconds(to)));
        }
    }

    /// <summary>Joins and conditions.</summary>
    public string Rest => _joins + (_conditions.Count == 0 ? "" : " WHERE " + string.Join(" AND ", _conditions));

    /// <summary>The number of a text; no row has the number of a text that was never seen.</summary>
    private string NameNumber(string text) => $"coalesce((SELECT id FROM names WHERE text = {Parameter(text)}), -1)";
}
