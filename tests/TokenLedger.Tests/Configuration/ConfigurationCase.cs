using TokenLedger.Configuration;
using TokenLedger.Configuration.Sources;

namespace TokenLedger.Tests.Configuration;

/// <summary>A folder of its own with a configuration file in it, and an environment that holds only what a test says.</summary>
internal sealed class ConfigurationCase : IDisposable
{
    private readonly Dictionary<string, string> variables = new(StringComparer.Ordinal);

    public ConfigurationCase(string? yaml = null, string fileName = "tokenledger.yaml")
    {
        Folder = Directory.CreateTempSubdirectory("tokenledger-").FullName;
        variables["HOME"] = Path.Combine(Folder, "home");
        File = Path.Combine(Folder, fileName);
        if (yaml is not null)
        {
            Write(fileName, yaml);
        }
    }

    public string Folder { get; }

    public string File { get; }

    public static LoadedConfiguration Load(string yaml)
    {
        using ConfigurationCase one = new(yaml);
        return one.Load();
    }

    /// <summary>The problems of a file, "LINE:COLUMN: message" each.</summary>
    public static string[] ProblemsOf(string yaml)
    {
        using ConfigurationCase one = new(yaml);
        return one.Shorten(one.Load().Problems);
    }

    /// <summary>The warnings of a file without problems.</summary>
    public static string[] WarningsOf(string yaml)
    {
        using ConfigurationCase one = new(yaml);
        LoadedConfiguration loaded = one.Load();
        Assert.Empty(loaded.Problems);
        return one.Shorten(loaded.Warnings);
    }

    public ConfigurationCase With(string variable, string value)
    {
        variables[variable] = value;
        return this;
    }

    public string Write(string name, string text)
    {
        string path = Path.Combine(Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        System.IO.File.WriteAllText(path, text);
        return path;
    }

    public LoadedConfiguration Load(OptionSettings? options = null, string? file = null) =>
        ConfigurationLoader.Load(file, options ?? new(), Folder, variables);

    public string[] Shorten(IEnumerable<Remark> remarks) =>
        [.. remarks.Select(remark => remark.ToString().Replace(File + ":", "", StringComparison.Ordinal))];

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
