namespace TokenLedger.Configuration;

/// <summary>One item of a list of mappings, such as rates.discounts[0].</summary>
/// <param name="Path">The item's path.</param>
/// <param name="Settings">What is set in it.</param>
internal sealed record ListItem(string Path, IReadOnlyList<Setting> Settings)
{
    /// <summary>The items of a list, in order.</summary>
    public static IEnumerable<ListItem> Of(Settings settings, string list) =>
        settings
            .Items(list)
            .GroupBy(setting => setting.Path[..(setting.Path.IndexOf(']', list.Length) + 1)])
            .Select(item => new ListItem(item.Key, [.. item]));

    /// <summary>The setting of a key; null when it is not set.</summary>
    public Setting? Find(string key) => Settings.FirstOrDefault(setting => setting.Path == $"{Path}.{key}");

    /// <summary>The text of a key; null when it is not set.</summary>
    public string? Text(string key) => Find(key)?.Text;

    /// <summary>The texts of a list within the item, in order; empty when it is not set.</summary>
    public IReadOnlyList<string> Texts(string key)
    {
        string start = $"{Path}.{key}[";
        return
        [
            .. Settings
                .Where(setting => setting.Path.StartsWith(start, StringComparison.Ordinal))
                .Select(setting => setting.Text),
        ];
    }

    /// <summary>The instant of a key; null when it is not set.</summary>
    public DateTimeOffset? Instant(string key) => (DateTimeOffset?)Find(key)?.Value;

    /// <summary>The setting of a key that must be there.</summary>
    public Setting? Required(string key, Remarks remarks)
    {
        Setting? found = Find(key);
        // What is set but wrong has been remarked already; it is just not among the settings.
        if (
            found is null
            && !remarks.Problems.Any(problem => problem.Message.StartsWith($"{Path}.{key}:", StringComparison.Ordinal))
        )
        {
            remarks.Problem(Settings[0].Origin, $"{Path}: needs {key}");
        }

        return found;
    }

    /// <summary>The settings below a level of free names.</summary>
    public IEnumerable<(string Name, Setting Setting)> Named(string level)
    {
        string start = $"{Path}.{level}.";
        return Settings
            .Where(setting => setting.Path.StartsWith(start, StringComparison.Ordinal))
            .Select(setting => (setting.Path[start.Length..], setting));
    }

    /// <summary>The end of the span from "from" to "to", which must not be empty.</summary>
    public DateTimeOffset? SpanEnd(Remarks remarks)
    {
        DateTimeOffset? to = Instant("to");
        if (Instant("from") >= to)
        {
            remarks.Problem(Find("to")!.Origin, $"{Path}.to: must be after from");
        }

        return to;
    }
}
