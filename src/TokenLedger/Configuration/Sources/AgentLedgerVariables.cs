using System.Text.RegularExpressions;
using TokenLedger.Configuration.Keys;

namespace TokenLedger.Configuration.Sources;

/// <summary>
/// Takes settings out of AgentLedger's variables: AGENTLEDGER_ and the levels of the key joined by one underscore. A
/// variable that names no key is only warned about, because AgentLedger itself passes over it.
/// </summary>
public sealed partial class AgentLedgerVariables(Settings settings, Remarks remarks)
{
    private const string Prefix = "AGENTLEDGER_";

    /// <summary>Read by AgentLedger's mcp-wrap and by its tests, no part of its configuration.</summary>
    private static readonly string[] NotSettings = ["AGENT_ID", "SESSION_ID", "USER_ID", "TASK"];

    /// <summary>A free name inside a variable is one word of these.</summary>
    private const string FreeName = "[A-Z0-9_]+";

    private static readonly ConfigurationKey[] Keys =
    [
        .. KnownKeys.All.Where(key => key.InAgentLedger && !HasItems(key)),
    ];

    /// <summary>Reads the variables into the settings.</summary>
    public void Read(IReadOnlyDictionary<string, string> variables)
    {
        foreach ((string name, string text) in variables.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            if (!name.StartsWith(Prefix, StringComparison.Ordinal) || text.Length == 0 || IsNoSetting(name))
            {
                continue;
            }

            ReadVariable(name, name[Prefix.Length..], text);
        }
    }

    private void ReadVariable(string name, string rest, string text)
    {
        Origin origin = Origin.Variable(name);
        if (Keys.FirstOrDefault(key => Pattern(key).IsMatch(rest)) is not { } known)
        {
            string suggestion = NearMiss.Suggest(rest, Keys.Select(VariableName));
            remarks.Warning(origin, $"names no key of AgentLedger{suggestion}; it has no effect");
        }
        else if (known.Path.EndsWith("[]", StringComparison.Ordinal))
        {
            settings.SetList(known, known.Path[..^2], text, origin);
        }
        else
        {
            string freeName = Pattern(known).Match(rest).Groups["name"].Value.ToLowerInvariant();
            settings.Set(known, known.Path.Replace("<name>", freeName, StringComparison.Ordinal), text, origin);
        }
    }

    private static bool IsNoSetting(string name) =>
        NotSettings.Contains(name[Prefix.Length..]) || ServiceLink().IsMatch(name);

    /// <summary>Keys below list items cannot be told by variables.</summary>
    private static bool HasItems(ConfigurationKey key) => key.Path.Contains("[].", StringComparison.Ordinal);

    private static string VariableName(ConfigurationKey key) =>
        key.Path.TrimEnd('[', ']').Replace('.', '_').ToUpperInvariant();

    private static Regex Pattern(ConfigurationKey key) =>
        new($"^{VariableName(key).Replace("<NAME>", $"(?<name>{FreeName})", StringComparison.Ordinal)}$");

    /// <summary>Kubernetes sets these in every pod beside a Service that is called "agentledger".</summary>
    [GeneratedRegex("^AGENTLEDGER_(SERVICE_HOST|SERVICE_PORT.*|PORT|PORT_[0-9]+_.*)$", RegexOptions.CultureInvariant)]
    private static partial Regex ServiceLink();
}
