using System.Globalization;
using System.Text.Json;

namespace TokenLedger.Accounting.Policies;

/// <summary>An input document read back: the inputs of test cases.</summary>
public sealed class JsonInput : IPolicyInput
{
    private readonly JsonElement _document;

    private JsonInput(JsonElement document) => _document = document;

    /// <summary>Reads a document.</summary>
    /// <returns>The input, and everything in it that no rule could read: a misspelt member would test nothing.</returns>
    public static (JsonInput Input, IReadOnlyList<string> Problems) Read(JsonElement document)
    {
        List<string> problems = [];
        Check(document, [], problems);
        return (new(document.Clone()), problems);
    }

    /// <inheritdoc/>
    public PolicyValue Read(InputField field, string? name)
    {
        if (field is InputField.Hour or InputField.Weekday)
        {
            return OfTime(field);
        }

        PolicyField row = PolicyFields.Of(field);
        JsonElement value = _document;
        foreach (string step in row.Steps)
        {
            string member = step == PolicyField.FreeName ? name! : step;
            if (value.ValueKind != JsonValueKind.Object || !value.TryGetProperty(member, out value))
            {
                return PolicyValue.Absent;
            }
        }

        return Of(value, row.Type) ?? PolicyValue.Absent;
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Names(InputField field)
    {
        JsonElement level = _document;
        foreach (string step in PolicyFields.Of(field).Steps.TakeWhile(step => step != PolicyField.FreeName))
        {
            if (level.ValueKind != JsonValueKind.Object || !level.TryGetProperty(step, out level))
            {
                return [];
            }
        }

        return level.ValueKind == JsonValueKind.Object
            ? [.. level.EnumerateObject().Select(member => member.Name)]
            : [];
    }

    private PolicyValue OfTime(InputField field) =>
        DateTimeOffset.TryParse(
            Read(InputField.Time, null).Text,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out DateTimeOffset time
        )
            ? PolicyTime.Part(field, time)
            : PolicyValue.Absent;

    /// <summary>A value by its field's type; null when it is of another.</summary>
    private static PolicyValue? Of(JsonElement value, PolicyType type) =>
        (type, value.ValueKind) switch
        {
            (_, JsonValueKind.Null) => PolicyValue.Absent,
            (PolicyType.Text, JsonValueKind.String) => PolicyValue.Of(value.GetString()),
            (PolicyType.Boolean, JsonValueKind.True or JsonValueKind.False) => PolicyValue.Of(
                (bool?)value.GetBoolean()
            ),
            (PolicyType.Number, JsonValueKind.Number) when value.TryGetDecimal(out decimal number) => PolicyValue.Of(
                number
            ),
            (PolicyType.Number, JsonValueKind.String)
                when decimal.TryParse(
                    value.GetString(),
                    NumberStyles.Number,
                    CultureInfo.InvariantCulture,
                    out decimal number
                ) => PolicyValue.Of(number),
            (PolicyType.List, JsonValueKind.Array)
                when value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String) => PolicyValue.Of([
                .. value.EnumerateArray().Select(item => item.GetString()!),
            ]),
            _ => null,
        };

    private static void Check(JsonElement level, List<string> steps, List<string> problems)
    {
        if (level.ValueKind != JsonValueKind.Object)
        {
            problems.Add("the input is an object");
            return;
        }

        foreach (JsonProperty member in level.EnumerateObject())
        {
            string[] path = [.. steps, member.Name];
            string written = string.Join('.', path);
            if (PolicyFields.Find(path) is { } reference)
            {
                if (Of(member.Value, reference.Field.Type) is null)
                {
                    problems.Add($"{written}: must be a {reference.Field.Type.ToString().ToLowerInvariant()}");
                }
            }
            else if (member.Value.ValueKind == JsonValueKind.Object && LeadsSomewhere(path))
            {
                Check(member.Value, [.. path], problems);
            }
            else if (!IsShape(path))
            {
                problems.Add(Conditions.FieldHint.Unknown(path));
            }
        }
    }

    private static bool LeadsSomewhere(string[] path) =>
        PolicyFields.All.Any(field =>
            field.Steps.Count > path.Length
            && path.Index()
                .All(step => field.Steps[step.Index] == step.Item || field.Steps[step.Index] == PolicyField.FreeName)
        );

    /// <summary>Parts of the document's shape that no rule reads.</summary>
    private static bool IsShape(string[] path) => path is ["version"] or ["mcp"];
}
