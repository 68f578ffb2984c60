namespace TokenLedger.Configuration.Keys;

/// <summary>
/// One level of the key tree: what may stand below a mapping, or the items of a list, or a value; a value or a list of them
/// where both are known.
/// </summary>
public sealed class KeyLevel
{
    private readonly Dictionary<string, KeyLevel> members = new(StringComparer.Ordinal);

    /// <summary>The key whose value stands here; null for a mapping or a list.</summary>
    public ConfigurationKey? Key { get; private set; }

    /// <summary>What each item is, when this is a list.</summary>
    public KeyLevel? Items { get; private set; }

    /// <summary>What stands below a freely chosen name, when names are free here.</summary>
    public KeyLevel? AnyName { get; private set; }

    /// <summary>Whether names stand on this level.</summary>
    public bool IsMapping => members.Count > 0 || AnyName is not null;

    /// <summary>The known names on this level.</summary>
    public IReadOnlyCollection<string> Names => members.Keys;

    /// <summary>What stands below a name; null when it is unknown.</summary>
    public KeyLevel? Member(string name) => members.GetValueOrDefault(name) ?? AnyName;

    /// <summary>The tree of the keys given.</summary>
    public static KeyLevel Of(IEnumerable<ConfigurationKey> keys)
    {
        KeyLevel root = new();
        foreach (ConfigurationKey key in keys)
        {
            KeyLevel level = root;
            foreach (string part in key.Path.Split('.'))
            {
                level = level.Enter(part);
            }

            level.Key = key;
        }

        return root;
    }

    private KeyLevel Enter(string part)
    {
        bool list = part.EndsWith("[]", StringComparison.Ordinal);
        KeyLevel below = Named(list ? part[..^2] : part);
        return list ? below.Items ??= new() : below;
    }

    private KeyLevel Named(string name)
    {
        if (name == "<name>")
        {
            return AnyName ??= new();
        }

        if (!members.TryGetValue(name, out KeyLevel? below))
        {
            members[name] = below = new();
        }

        return below;
    }
}
