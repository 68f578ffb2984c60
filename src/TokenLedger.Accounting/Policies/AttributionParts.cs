using TokenLedger.Accounting.Budgets;

namespace TokenLedger.Accounting.Policies;

/// <summary>The parts of an attribution that a rule can require, by the names they have in scopes everywhere.</summary>
public static class AttributionParts
{
    private static readonly (string Name, InputField Field, string? Tag, string Header)[] s_parts =
    [
        ("tenant", InputField.Tenant, null, "X-TokenLedger-Tenant"),
        ("user", InputField.UserId, null, "X-TokenLedger-User"),
        ("feature", InputField.Tag, "feature", "X-TokenLedger-Feature"),
        ("project", InputField.Tag, "project", "X-TokenLedger-Project"),
        ("cost_center", InputField.Tag, "cost_center", "X-TokenLedger-Cost-Center"),
        ("environment", InputField.Tag, "environment", "X-TokenLedger-Environment"),
        ("agent", InputField.AgentId, null, "X-TokenLedger-Agent"),
        ("parent_agent", InputField.AgentParentId, null, "X-TokenLedger-Parent-Agent"),
        ("session", InputField.SessionId, null, "X-TokenLedger-Session"),
        ("task", InputField.Task, null, "X-TokenLedger-Task"),
        ("step", InputField.Step, null, "X-TokenLedger-Step"),
    ];

    /// <summary>All of them but tags.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. s_parts.Select(part => part.Name)];

    /// <summary>The field a part is read from, with its free name; null when there is no such part.</summary>
    public static (InputField Field, string? Name)? FieldOf(string part)
    {
        ArgumentNullException.ThrowIfNull(part);
        if (
            part.StartsWith(Dimensions.TagPrefix, StringComparison.Ordinal)
            && part.Length > Dimensions.TagPrefix.Length
        )
        {
            return (InputField.Tag, part[Dimensions.TagPrefix.Length..]);
        }

        foreach ((string name, InputField field, string? tag, _) in s_parts)
        {
            if (name == part)
            {
                return (field, tag);
            }
        }

        return null;
    }

    /// <summary>The request header by which a caller states a part.</summary>
    public static string HeaderOf(string part) =>
        s_parts.Where(one => one.Name == part).Select(one => one.Header).FirstOrDefault()
        ?? "X-TokenLedger-Tag-" + part[Dimensions.TagPrefix.Length..];
}
