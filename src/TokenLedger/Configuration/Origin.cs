namespace TokenLedger.Configuration;

/// <summary>Where a setting was written, so that a complaint about it can say so.</summary>
/// <param name="Place">A file with line and column, an environment variable or a command-line option.</param>
/// <param name="Folder">What relative paths written there start from.</param>
public sealed record Origin(string Place, string Folder)
{
    /// <summary>The program itself.</summary>
    public static Origin Default { get; } = new("default", "");

    /// <summary>A place in a file. Lines and columns count from 1.</summary>
    public static Origin InFile(string file, long line, long column) =>
        new($"{file}:{line}:{column}", Path.GetDirectoryName(Path.GetFullPath(file)) ?? "/");

    /// <summary>An environment variable.</summary>
    public static Origin Variable(string name) => new(name, Environment.CurrentDirectory);

    /// <summary>A command-line option, with its dashes.</summary>
    public static Origin Option(string name) => new(name, Environment.CurrentDirectory);

    /// <summary>The absolute form of a path written here; "~/" is the user's home.</summary>
    public string Absolute(string path)
    {
        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        string expanded = path.StartsWith("~/", StringComparison.Ordinal) ? Path.Combine(home, path[2..]) : path;
        return Path.GetFullPath(Path.Combine(Folder, expanded));
    }

    /// <inheritdoc/>
    public override string ToString() => Place;
}
