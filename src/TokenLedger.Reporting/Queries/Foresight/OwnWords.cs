using System.Globalization;
using System.Text.Json;

namespace TokenLedger.Reporting.Queries.Foresight;

/// <summary>Reads the words that are a question's own; what is wrong first is kept as the problem.</summary>
internal sealed class OwnWords(SliceWords words)
{
    /// <summary>One sentence; null while nothing is wrong.</summary>
    public string? Problem { get; private set; }

    /// <summary>A number; null when it is not given.</summary>
    public int? Number(string name, int least, int most)
    {
        if (words.One(name) is not { } text)
        {
            return null;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number))
        {
            if (number >= least && number <= most)
            {
                return number;
            }
        }

        Problem ??= $"'{name}' must be {least} to {most}; it is '{text}'.";
        return null;
    }

    /// <summary>A decimal number, 0 or more; null when it is not given.</summary>
    public decimal? Amount(string name)
    {
        if (words.One(name) is not { } text)
        {
            return null;
        }

        if (decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal amount))
        {
            return amount;
        }

        Problem ??= $"'{name}' must be a number, 0 or more; it is '{text}'.";
        return null;
    }

    /// <summary>Whether a switch is on: given as true, 1 or without a value.</summary>
    public bool Switch(string name)
    {
        string? text = words.Values(name) is [.., string last] ? last : null;
        bool isOn = text is "" or "true" or "1";
        if (!isOn && text is not (null or "false" or "0"))
        {
            Problem ??= $"'{name}' must be true or false; it is '{text}'.";
        }

        return isOn;
    }

    /// <summary>A grouping; null when none is given.</summary>
    public Grouping? Grouping(string name)
    {
        if (words.One(name) is not { } text)
        {
            return null;
        }

        if (Queries.Grouping.Find(text) is { } found)
        {
            return found;
        }

        Problem ??= $"There is no grouping '{text}'. Choose from {Queries.Grouping.Choices}.";
        return null;
    }

    /// <summary>Groupings with commas; none when it is not given.</summary>
    public IReadOnlyList<Grouping> Groupings(string name, int most)
    {
        List<Grouping> found = [];
        foreach (string text in words.One(name)?.Split(',', StringSplitOptions.TrimEntries) ?? [])
        {
            if (Queries.Grouping.Find(text) is not { } grouping)
            {
                Problem ??= $"There is no grouping '{text}'. Choose from {Queries.Grouping.Choices}.";
            }
            else if (found.Contains(grouping) || found.Count == most)
            {
                Problem ??= $"'{name}' takes at most {most} different names, separated by commas.";
            }
            else
            {
                found.Add(grouping);
            }
        }

        return found;
    }

    /// <summary>One of the names of an enumeration.</summary>
    public T Choice<T>(string name, T unset)
        where T : struct, Enum
    {
        if (words.One(name) is not { } text)
        {
            return unset;
        }

        foreach (T value in Enum.GetValues<T>())
        {
            if (Name(value) == text)
            {
                return value;
            }
        }

        Problem ??= $"'{name}' must be {Names<T>()}; it is '{text}'.";
        return unset;
    }

    /// <summary>Several names of an enumeration with commas; none when it is not given.</summary>
    public IReadOnlyList<T> Choices<T>(string name)
        where T : struct, Enum
    {
        List<T> found = [];
        foreach (string text in words.One(name)?.Split(',', StringSplitOptions.TrimEntries) ?? [])
        {
            T[] values = Array.FindAll(Enum.GetValues<T>(), value => Name(value) == text);
            found.AddRange(values);
            if (values.Length == 0)
            {
                Problem ??= $"'{name}' must be of {Names<T>()}; it is '{text}'.";
            }
        }

        return [.. found.Distinct()];
    }

    /// <summary>The name of a value, as it is typed.</summary>
    public static string Name<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    private static string Names<T>()
        where T : struct, Enum => string.Join(", ", Enum.GetValues<T>().Select(Name));
}
