using System.Globalization;
using System.Text.RegularExpressions;
using TokenLedger.Configuration.Keys;

namespace TokenLedger.Configuration.Sources;

/// <summary>
/// Takes settings out of environment variables: TOKENLEDGER_ and the levels of the key joined by two underscores
/// (TOKENLEDGER_LOG__LEVEL, TOKENLEDGER_PROVIDERS__EXTRA__GROQ__ENABLED). Lists are separated by commas. An empty
/// variable is not set.
/// </summary>
public sealed partial class EnvironmentSettings(Settings settings, Remarks remarks)
{
    private const string Prefix = "TOKENLEDGER_";

    /// <summary>Read by the program, but no part of the configuration.</summary>
    private static readonly string[] NotSettings = ["TOKENLEDGER_DEBUG"];

    /// <summary>Reads the variables into the settings.</summary>
    public void Read(IReadOnlyDictionary<string, string> variables)
    {
        foreach ((string name, string text) in variables.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            bool ours = name.StartsWith(Prefix, StringComparison.Ordinal) && !NotSettings.Contains(name);
            if (ours && text.Length > 0 && !ServiceLink().IsMatch(name))
            {
                ReadVariable(name, text);
            }
        }
    }

    private void ReadVariable(string name, string text)
    {
        KeyLevel level = KnownKeys.Root;
        string path = "";
        foreach (string part in name[Prefix.Length..].ToLowerInvariant().Split("__"))
        {
            bool item =
                level.Items is not null && int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out _);
            string known = level.AnyName is null ? part : KnownName(path, part);
            if ((item ? level.Items : level.Member(known)) is not { } below)
            {
                remarks.Problem(Origin.Variable(name), $"names no known key{NearMiss.Suggest(part, level.Names)}");
                return;
            }

            path = item ? $"{path}[{part}]" : $"{path}.{known}".TrimStart('.');
            level = below;
        }

        SetValue(level, path, name, text);
    }

    private void SetValue(KeyLevel level, string path, string name, string text)
    {
        if (level.Key is { } key)
        {
            settings.Set(key, path, text, Origin.Variable(name));
        }
        else if (level.Items?.Key is { } item)
        {
            settings.SetList(item, path, text, Origin.Variable(name));
        }
        else
        {
            remarks.Problem(
                Origin.Variable(name),
                $"{path} holds further keys; name one of {string.Join(", ", level.Names)}"
            );
        }
    }

    /// <summary>A variable cannot hold a hyphen, so a name that differs only in it is the one the file uses.</summary>
    private string KnownName(string path, string part) =>
        settings.NamesUnder(path).FirstOrDefault(name => name.Replace('-', '_') == part) ?? part;

    /// <summary>Kubernetes sets these in every pod beside a Service that is called "tokenledger".</summary>
    [GeneratedRegex("^TOKENLEDGER_(SERVICE_HOST|SERVICE_PORT.*|PORT|PORT_[0-9]+_.*)$", RegexOptions.CultureInvariant)]
    private static partial Regex ServiceLink();
}
