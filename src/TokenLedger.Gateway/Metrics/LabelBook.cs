namespace TokenLedger.Gateway.Metrics;

/// <summary>
/// Keeps labels few: of each label the first values seen get series of their own, all further ones are counted as "other".
/// Used under the book's lock.
/// </summary>
public sealed class LabelBook
{
    /// <summary>What stands for the values beyond the bound.</summary>
    public const string Other = "other";

    /// <summary>Most values of a label that is not named here.</summary>
    public const int UsualMost = 100;

    /// <summary>Most values of labels whose values come from callers or people, by name.</summary>
    public static IReadOnlyDictionary<string, int> Most { get; } =
        new Dictionary<string, int>(StringComparer.Ordinal)
        {
            ["model"] = 200,
            ["api_key_hash"] = 200,
            ["rule"] = 200,
            ["budget"] = 100,
            ["member"] = 100,
        };

    private readonly Dictionary<string, HashSet<string>> _seen = new(StringComparer.Ordinal);

    /// <summary>Most values of a label, "other" not counted.</summary>
    public static int MostOf(string label) => Most.GetValueOrDefault(label, UsualMost);

    /// <summary>The value to count under: the value itself, or "other".</summary>
    public string Admit(string label, string? value)
    {
        if (value is null)
        {
            return "";
        }

        if (!_seen.TryGetValue(label, out HashSet<string>? seen))
        {
            _seen[label] = seen = new HashSet<string>(StringComparer.Ordinal);
        }

        return seen.Contains(value) || (seen.Count < MostOf(label) && seen.Add(value)) ? value : Other;
    }

    /// <summary>The value if it has a series already, else "other": for names that nobody but the caller has used yet.</summary>
    public string AdmitKnown(string label, string? value) =>
        value is null ? ""
        : _seen.TryGetValue(label, out HashSet<string>? seen) && seen.Contains(value) ? value
        : Other;
}
