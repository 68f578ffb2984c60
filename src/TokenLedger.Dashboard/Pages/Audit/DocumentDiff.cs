using System.Globalization;
using System.Text.Json;

namespace TokenLedger.Dashboard.Pages.Audit;

/// <summary>One member that a change added, took away or replaced.</summary>
/// <param name="Path">Where it stands in the document: "limits[0].amount"; empty for the whole.</param>
/// <param name="Before">What it said; null when it was not there.</param>
/// <param name="After">What it says; null when it is gone.</param>
public sealed record DocumentChange(string Path, string? Before, string? After);

/// <summary>What differs between two texts of a document, member by member.</summary>
public static class DocumentDiff
{
    /// <summary>Most members told; a document of the control book has at most a few hundred.</summary>
    public const int MostChanges = 200;

    /// <summary>What stands in the place of a keyed hash, which is nobody's business on a page.</summary>
    public const string Hidden = "(hidden)";

    /// <summary>The members that differ, in the order of their paths.</summary>
    /// <param name="before">JSON, or any text; null when there was none.</param>
    /// <param name="after">JSON, or any text; null when there is none any more.</param>
    public static IReadOnlyList<DocumentChange> Between(string? before, string? after)
    {
        SortedDictionary<string, string> old = Flatten(before);
        SortedDictionary<string, string> now = Flatten(after);
        List<DocumentChange> changes = [];
        foreach (string path in old.Keys.Union(now.Keys).Order(StringComparer.Ordinal))
        {
            string? was = old.GetValueOrDefault(path);
            string? got = now.GetValueOrDefault(path);
            if (was != got && changes.Count < MostChanges)
            {
                changes.Add(new(path, Shown(path, was), Shown(path, got)));
            }
        }

        return changes;
    }

    private static string? Shown(string path, string? value) =>
        value is not null && path.EndsWith(".hash", StringComparison.Ordinal) ? Hidden : value;

    private static SortedDictionary<string, string> Flatten(string? text)
    {
        SortedDictionary<string, string> members = new(StringComparer.Ordinal);
        if (text is null)
        {
            return members;
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            Add(members, "", document.RootElement);
        }
        catch (JsonException)
        {
            members[""] = text;
        }

        return members;
    }

    private static void Add(SortedDictionary<string, string> members, string path, JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (JsonProperty member in element.EnumerateObject())
                {
                    Add(members, path.Length == 0 ? member.Name : $"{path}.{member.Name}", member.Value);
                }

                break;
            case JsonValueKind.Array:
                int index = 0;
                foreach (JsonElement item in element.EnumerateArray())
                {
                    Add(members, string.Create(CultureInfo.InvariantCulture, $"{path}[{index++}]"), item);
                }

                break;
            case JsonValueKind.String:
                members[path] = element.GetString()!;
                break;
            default:
                members[path] = element.GetRawText();
                break;
        }
    }
}
