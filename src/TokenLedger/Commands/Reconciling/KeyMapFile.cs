using TokenLedger.Configuration.Yaml;

namespace TokenLedger.Commands.Reconciling;

/// <summary>Which key of the provider each of the ledger's fingerprints is: a list "keys" of {ours, theirs}.</summary>
internal static class KeyMapFile
{
    /// <summary>The provider's key id by our fingerprint.</summary>
    /// <exception cref="CommandFailedException">The file cannot be read or is wrong; exit code 2.</exception>
    public static IReadOnlyDictionary<string, string> Read(string path) => YamlText.Read(path, Read);

    private static Dictionary<string, string> Read(YamlText file, YamlMapping root)
    {
        Dictionary<string, string> keys = new(StringComparer.Ordinal);
        foreach (YamlMember member in root.Members)
        {
            if (member is not { Name: "keys", Value: YamlList list })
            {
                file.Problem(member.Origin, $"{member.Name}: unknown; the file has one list, 'keys'");
                continue;
            }

            foreach (YamlValue item in list.Items)
            {
                Add(file, item, keys);
            }
        }

        return keys;
    }

    private static void Add(YamlText file, YamlValue item, Dictionary<string, string> keys)
    {
        string? ours = null;
        string? theirs = null;
        foreach (YamlMember member in (item as YamlMapping)?.Members ?? [])
        {
            switch (member.Name)
            {
                case "ours":
                    ours = file.Text(member);
                    break;
                case "theirs":
                    theirs = file.Text(member);
                    break;
                default:
                    file.Problem(member.Origin, $"{member.Name}: unknown; a key has 'ours' and 'theirs'");
                    break;
            }
        }

        if (ours is null || theirs is null)
        {
            file.Problem(item.Origin, "a key needs 'ours' (our fingerprint, k_…) and 'theirs' (the provider's key id)");
        }
        else if (!keys.TryAdd(ours, theirs))
        {
            file.Problem(item.Origin, $"{ours}: stands twice");
        }
    }
}
