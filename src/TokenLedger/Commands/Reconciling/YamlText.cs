using TokenLedger.Configuration;
using TokenLedger.Configuration.Yaml;

namespace TokenLedger.Commands.Reconciling;

/// <summary>Reads the small YAML files of this command, and says everything that is wrong with one at once.</summary>
internal sealed class YamlText
{
    private readonly Remarks _remarks = new();

    private YamlText(string path) => Path = path;

    public string Path { get; }

    /// <summary>Reads a file's mapping and makes something of it.</summary>
    /// <exception cref="CommandFailedException">The file cannot be read or is wrong; exit code 2.</exception>
    public static T Read<T>(string path, Func<YamlText, YamlMapping, T> make)
    {
        YamlText file = new(path);
        string text;
        try
        {
            text = File.ReadAllText(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailedException($"{path} cannot be read: {failure.Message}", ExitCode.Misused);
        }

        YamlMapping? root = YamlFileReader.Read(path, text, file._remarks);
        if (root is null && file._remarks.Problems.Count == 0)
        {
            throw new CommandFailedException($"{path} is empty. See docs/reconciliation.md.", ExitCode.Misused);
        }

        T? made = root is null ? default : make(file, root);
        return file._remarks.Problems.Count == 0
            ? made!
            : throw new CommandFailedException(string.Join('\n', file._remarks.Problems), ExitCode.Misused);
    }

    /// <summary>Notes a problem.</summary>
    public void Problem(Origin origin, string message) => _remarks.Problem(origin, message);

    /// <summary>The text of a scalar; null, and a problem, for anything else.</summary>
    public string? Text(YamlMember member)
    {
        if (member.Value is YamlScalar { Text: { Length: > 0 } text })
        {
            return text;
        }

        Problem(member.Value.Origin, $"{member.Name}: must be a text");
        return null;
    }

    /// <summary>The members of a mapping; none, and a problem, for anything else.</summary>
    public IReadOnlyList<YamlMember> Members(YamlMember member)
    {
        if (member.Value is YamlMapping mapping)
        {
            return mapping.Members;
        }

        Problem(member.Value.Origin, $"{member.Name}: must be a mapping of names to names");
        return [];
    }
}
