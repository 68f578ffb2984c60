namespace TokenLedger.Reporting.Queries;

/// <summary>A condition on calls: the value of a grouping is one of a few, or none of them.</summary>
/// <param name="By">What is compared.</param>
/// <param name="Values">The values; null stands for calls that have none.</param>
/// <param name="Excludes">Whether calls with one of the values are left out instead of kept.</param>
public sealed record Filter(Grouping By, IReadOnlyList<string?> Values, bool Excludes = false)
{
    /// <summary>What calls without a value are called in texts.</summary>
    public const string None = "(none)";

    /// <summary>Most values of one condition.</summary>
    public const int MostValues = 100;

    /// <summary>Calls with one value.</summary>
    public Filter(Grouping by, string value)
        : this(by, [value]) { }

    /// <summary>
    /// Reads a condition as typed: "model=gpt-5", several values with bars "model=gpt-5|gpt-4o", left out with an
    /// exclamation mark "environment!=dev", calls without a value "feature=(none)".
    /// </summary>
    /// <param name="text">The condition.</param>
    /// <param name="problem">One sentence when the result is null.</param>
    public static Filter? Parse(string text, out string? problem)
    {
        ArgumentNullException.ThrowIfNull(text);
        problem = null;
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        bool excludes = equals > 0 && text[equals - 1] == '!';
        int end = excludes ? equals - 1 : equals;
        if (end < 1)
        {
            problem = $"'{text}' is no condition. Write NAME=VALUE, such as model=gpt-5 or environment!=dev.";
            return null;
        }

        if (Grouping.Find(text[..end]) is not { } by)
        {
            problem = $"There is no '{text[..end]}'. Choose from {Grouping.Choices}.";
            return null;
        }

        string[] values = text[(equals + 1)..].Split('|');
        if (values.Length > MostValues)
        {
            problem = $"A condition may have at most {MostValues} values; '{by.Name}' has {values.Length}.";
            return null;
        }

        return new(by, [.. values.Select(value => value == None ? null : value)], excludes);
    }

    /// <summary>The condition as it is typed.</summary>
    public override string ToString() =>
        By.Name + (Excludes ? "!=" : "=") + string.Join('|', Values.Select(value => value ?? None));
}
