namespace TokenLedger.Accounting.Policies.Conditions;

/// <summary>Says what a misspelt field was probably meant to be.</summary>
internal static class FieldHint
{
    public static string Unknown(IReadOnlyList<string> steps)
    {
        string written = string.Join('.', steps);
        string? nearest = PolicyFields
            .All.Select(field => field.Path)
            .Select(path => (path, distance: Distance(written, path)))
            .Where(pair => pair.distance <= Math.Max(2, pair.path.Length / 3))
            .OrderBy(pair => pair.distance)
            .ThenBy(pair => pair.path, StringComparer.Ordinal)
            .Select(pair => pair.path)
            .FirstOrDefault();
        // A name without its section is the commonest slip.
        nearest ??= PolicyFields
            .All.Select(field => field.Path)
            .FirstOrDefault(path => path.EndsWith("." + steps[^1], StringComparison.Ordinal));
        return nearest is null
            ? $"there is no field \"{written}\"; free attributes are tags.NAME, and docs/policies.md lists the fields"
            : $"there is no field \"{written}\"; did you mean \"{nearest}\"?";
    }

    public static string UnreadableHeader(string name) =>
        $"rules cannot read the header \"{name}\"; they can read {string.Join(", ", PolicyFields.Headers)}";

    /// <summary>Levenshtein's distance, in two rows. Both texts are bounded by a condition's length.</summary>
    private static int Distance(string left, string right)
    {
        int[] row = [.. Enumerable.Range(0, right.Length + 1)];
        for (int i = 1; i <= left.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= right.Length; j++)
            {
                int change = diagonal + (left[i - 1] == right[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(change, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}
