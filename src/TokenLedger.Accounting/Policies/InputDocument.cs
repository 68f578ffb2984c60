using System.Globalization;
using System.Text.Json;

namespace TokenLedger.Accounting.Policies;

/// <summary>
/// The input as JSON: what is sent to an external decision point, and what a test case holds. Money is a text, so that no
/// reader rounds it; what is not known is left out.
/// </summary>
public static class InputDocument
{
    /// <summary>The version of its shape.</summary>
    public const int Version = 1;

    /// <summary>Writes an input as one object.</summary>
    /// <param name="input">The input.</param>
    /// <param name="budgets">The budgets to write; each costs a look at its balance.</param>
    /// <param name="json">Where to.</param>
    public static void Write(IPolicyInput input, IReadOnlyList<string> budgets, Utf8JsonWriter json)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(budgets);
        ArgumentNullException.ThrowIfNull(json);
        json.WriteStartObject();
        json.WriteNumber("version", Version);
        WriteLevel(Leaves(input, budgets), 0, json);
        json.WriteEndObject();
    }

    private static List<Leaf> Leaves(IPolicyInput input, IReadOnlyList<string> budgets)
    {
        List<Leaf> leaves = [];
        foreach (PolicyField field in PolicyFields.All)
        {
            if (field.Id is InputField.Hour or InputField.Weekday)
            {
                continue; // the time says it
            }

            if (!field.IsNamed)
            {
                Add(leaves, field, field.Steps, input.Read(field.Id, null));
                continue;
            }

            foreach (string name in field.Steps[0] == "budget" ? budgets : input.Names(field.Id))
            {
                string[] steps = [.. field.Steps.Select(step => step == PolicyField.FreeName ? name : step)];
                Add(leaves, field, steps, input.Read(field.Id, name));
            }
        }

        return leaves;
    }

    private static void Add(List<Leaf> leaves, PolicyField field, IReadOnlyList<string> steps, PolicyValue value)
    {
        if (!value.IsAbsent)
        {
            leaves.Add(new(field, steps, value));
        }
    }

    /// <summary>Members of one level; those that share a step make an object of their own.</summary>
    private static void WriteLevel(IEnumerable<Leaf> leaves, int level, Utf8JsonWriter json)
    {
        foreach (IGrouping<string, Leaf> member in leaves.GroupBy(leaf => leaf.Steps[level]))
        {
            Leaf first = member.First();
            json.WritePropertyName(member.Key);
            if (first.Steps.Count == level + 1)
            {
                WriteValue(first, json);
            }
            else
            {
                json.WriteStartObject();
                WriteLevel(member, level + 1, json);
                json.WriteEndObject();
            }
        }
    }

    private static void WriteValue(Leaf leaf, Utf8JsonWriter json)
    {
        if (leaf.Value.Text is { } text)
        {
            json.WriteStringValue(text);
        }
        else if (leaf.Value.Number is { } number)
        {
            if (IsMoney(leaf.Field))
            {
                json.WriteStringValue(number.ToString(CultureInfo.InvariantCulture));
            }
            else
            {
                json.WriteNumberValue(number);
            }
        }
        else if (leaf.Value.Boolean is { } boolean)
        {
            json.WriteBooleanValue(boolean);
        }
        else
        {
            json.WriteStartArray();
            foreach (string item in leaf.Value.List!)
            {
                json.WriteStringValue(item);
            }

            json.WriteEndArray();
        }
    }

    private static bool IsMoney(PolicyField field) => field.Path.EndsWith("_usd", StringComparison.Ordinal);

    private sealed record Leaf(PolicyField Field, IReadOnlyList<string> Steps, PolicyValue Value);
}
