using TokenLedger.Configuration.Keys;
using TokenLedger.Configuration.Values;

namespace TokenLedger.Configuration;

/// <summary>What has been set, by path. A later source replaces what an earlier one said.</summary>
public sealed class Settings(Remarks remarks)
{
    private readonly Dictionary<string, Setting> byPath = new(StringComparer.Ordinal);

    /// <summary>Everything set, in the order first set.</summary>
    public IEnumerable<Setting> All => byPath.Values;

    /// <summary>Sets a key, or remarks why its text is no value for it. An empty text means: not set.</summary>
    public void Set(ConfigurationKey key, string path, string text, Origin origin)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return;
        }

        Parsed parsed = key.Kind.Parse(text.Trim());
        if (parsed.Value is { } value)
        {
            byPath[path] = new(key, path, text.Trim(), value, origin);
        }
        else
        {
            remarks.Problem(origin, $"{path}: {parsed.Problem}");
        }
    }

    /// <summary>Replaces a list by the parts of a text between commas.</summary>
    public void SetList(ConfigurationKey key, string path, string text, Origin origin)
    {
        Clear(path);
        string[] items = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        for (int i = 0; i < items.Length; i++)
        {
            Set(key, $"{path}[{i}]", items[i], origin);
        }
    }

    /// <summary>The setting at a path; null when it is not set.</summary>
    public Setting? Find(string path) => byPath.GetValueOrDefault(path);

    /// <summary>The value at a path without free names, its key's default when it is not set.</summary>
    public T Get<T>(string path) => (T)(Find(path)?.Value ?? KnownKeys.Get(path).DefaultValue)!;

    /// <summary>The items of a list, in order.</summary>
    public IEnumerable<Setting> Items(string path) =>
        All.Where(setting => setting.Path.StartsWith(path + "[", StringComparison.Ordinal));

    /// <summary>The names used on a level of free names, in the order first used.</summary>
    public IEnumerable<string> NamesUnder(string path) =>
        All.Where(setting => setting.Path.StartsWith(path + ".", StringComparison.Ordinal))
            .Select(setting => setting.Path[(path.Length + 1)..].Split('.')[0])
            .Distinct();

    private void Clear(string path)
    {
        foreach (Setting item in Items(path).ToList())
        {
            byPath.Remove(item.Path);
        }
    }
}
