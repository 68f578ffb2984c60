namespace TokenLedger.Accounting.Budgets;

/// <summary>By what calls are told apart: in the scopes of budgets, limits and policies, by one name everywhere.</summary>
public static class Dimensions
{
    /// <summary>The prefix of a free tag's dimension ("tag:team").</summary>
    public const string TagPrefix = "tag:";

    /// <summary>All of them but tags.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "key",
        "user",
        "tenant",
        "feature",
        "project",
        "cost_center",
        "environment",
        "agent",
        "parent_agent",
        "root_agent",
        "session",
        "task",
        "step",
        "provider",
        "upstream",
        "model",
    ];

    /// <summary>Whether a name is a dimension.</summary>
    public static bool Knows(string name) =>
        Names.Contains(name)
        || (name is not null && name.StartsWith(TagPrefix, StringComparison.Ordinal) && name.Length > TagPrefix.Length);

    /// <summary>The place of a name among <see cref="Names"/>; negative for a tag's.</summary>
    internal static int Place(string name)
    {
        for (int i = 0; i < Names.Count; i++)
        {
            if (Names[i] == name)
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>The one text of a dimension's name, so that many budgets do not each hold a copy; others as they are.</summary>
    public static string Shared(string name) => Place(name) is >= 0 and int place ? Names[place] : name;
}
