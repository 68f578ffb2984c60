using System.Globalization;

namespace TokenLedger.Accounting.Budgets;

/// <summary>Several values as one text that is the key of a map: different values never give the same text.</summary>
internal static class ScopeValues
{
    /// <summary>The text for a call's values.</summary>
    /// <returns>Null when <paramref name="all"/> are demanded and one is missing; a missing one else counts as empty.</returns>
    public static string? Of(CallScope scope, Dimension[] dimensions, bool all)
    {
        if (dimensions.Length == 1)
        {
            string? only = scope.Value(dimensions[0]);
            return all ? only : only ?? "";
        }

        if (dimensions.Length == 0)
        {
            return "";
        }

        string text = "";
        foreach (Dimension dimension in dimensions)
        {
            string? value = scope.Value(dimension);
            if (value is null && all)
            {
                return null;
            }

            text = With(text, value ?? "");
        }

        return text;
    }

    /// <summary>The text for values given.</summary>
    public static string Of(IReadOnlyList<string> values)
    {
        if (values.Count == 1)
        {
            return values[0];
        }

        string text = "";
        foreach (string value in values)
        {
            text = With(text, value);
        }

        return text;
    }

    /// <summary>The values a text was made of.</summary>
    public static string[] Split(string text, int count)
    {
        if (count <= 1)
        {
            return count == 0 ? [] : [text];
        }

        string[] values = new string[count];
        for (int i = 0, at = 0; i < count; i++)
        {
            int colon = text.IndexOf(':', at);
            int length = int.Parse(text.AsSpan(at, colon - at), NumberStyles.None, CultureInfo.InvariantCulture);
            values[i] = text.Substring(colon + 1, length);
            at = colon + 1 + length;
        }

        return values;
    }

    // The length goes before: "a" and "bc" must not be taken for "ab" and "c". They are two or three: no builder is worth it.
    private static string With(string text, string value) =>
        string.Concat(text, value.Length.ToString(CultureInfo.InvariantCulture), ":", value);
}
