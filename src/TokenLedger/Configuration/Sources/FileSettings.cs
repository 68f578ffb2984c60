using TokenLedger.Configuration.Keys;
using TokenLedger.Configuration.Yaml;

namespace TokenLedger.Configuration.Sources;

/// <summary>Takes the settings out of a configuration file, checking each key and value on the way.</summary>
public sealed class FileSettings(Settings settings, Remarks remarks)
{
    /// <summary>Largest file read, in bytes.</summary>
    private const int MostBytes = 1 << 20;

    /// <summary>Reads the file into the settings.</summary>
    public void Read(string file)
    {
        try
        {
            if (new FileInfo(file).Length > MostBytes)
            {
                remarks.Problem(new(file, ""), "is larger than 1 MiB; that is no configuration file");
            }
            else if (YamlFileReader.Read(file, File.ReadAllText(file), remarks) is { } root)
            {
                ReadMapping(root, KnownKeys.Root, "");
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            remarks.Problem(new(file, ""), $"cannot be read: {failure.Message}");
        }
    }

    private void ReadMapping(YamlMapping mapping, KeyLevel level, string path)
    {
        foreach (YamlMember member in mapping.Members)
        {
            string below = path.Length == 0 ? member.Name : $"{path}.{member.Name}";
            if (level.Member(member.Name) is { } known)
            {
                ReadValue(member.Value, known, below);
            }
            else
            {
                remarks.Problem(member.Origin, $"{below}: unknown key{NearMiss.Suggest(member.Name, level.Names)}");
            }
        }
    }

    private void ReadValue(YamlValue value, KeyLevel level, string path)
    {
        switch (value)
        {
            case YamlScalar { Text: null }:
                break;
            case YamlScalar scalar when level.Key is not null:
                settings.Set(level.Key, path, scalar.Text, scalar.Origin);
                break;
            case YamlScalar scalar when level.Items?.Key is { } item:
                settings.SetList(item, path, scalar.Text, scalar.Origin);
                break;
            case YamlMapping mapping when level.IsMapping:
                ReadMapping(mapping, level, path);
                break;
            case YamlList list when level.Items is not null:
                ReadItems(list, level.Items, path);
                break;
            default:
                remarks.Problem(value.Origin, $"{path}: {Expected(level)} is expected here, not {Found(value)}");
                break;
        }
    }

    private void ReadItems(YamlList list, KeyLevel item, string path)
    {
        for (int i = 0; i < list.Items.Count; i++)
        {
            ReadValue(list.Items[i], item, $"{path}[{i}]");
        }
    }

    private static string Expected(KeyLevel level) =>
        level switch
        {
            { Key: { } key } => key.Kind.Name,
            { Items: not null } => "a list",
            _ => $"a mapping with {string.Join(", ", level.Names.DefaultIfEmpty("names"))}",
        };

    private static string Found(YamlValue value) =>
        value switch
        {
            YamlMapping => "a mapping",
            YamlList => "a list",
            _ => "a single value",
        };
}
