using TokenLedger.Gateway;

namespace TokenLedger.Configuration;

/// <summary>Reads what configuration says of an upstream that bears on prices.</summary>
/// <param name="settings">Everything set.</param>
/// <param name="path">The upstream's own level ("providers.extra.azure").</param>
public sealed class UpstreamFacts(Settings settings, string path)
{
    /// <summary>OpenAI serves each region of its data residency at a host of its own ("eu.api.openai.com").</summary>
    private const string OpenAiRegion = ".api.openai.com";

    private const string Region = "region";

    /// <summary>The conditions that the host and the keys state, by the rate table's names.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Conditions(Uri address)
    {
        List<KeyValuePair<string, string>> conditions = [.. OfHost(address.Host)];
        Add(conditions, "deployment", "deployment_kind");
        Add(conditions, Region, "region");
        if (conditions.Count == 0)
        {
            return [];
        }

        return conditions;
    }

    /// <summary>The conditions that a host alone states.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> OfHost(string host) =>
        host.EndsWith(OpenAiRegion, StringComparison.OrdinalIgnoreCase) ? [new("data_residency", "regional")]
        : host.Split('.') is ["bedrock-runtime", string region, "amazonaws", ..] ? [new(Region, region)]
        : [];

    /// <summary>The region among conditions; null when none of them says it.</summary>
    public static string? RegionIn(IReadOnlyList<KeyValuePair<string, string>> conditions) =>
        conditions.LastOrDefault(condition => condition.Key == Region).Value;

    /// <summary>The deployments that are named with their model, their kind, or both.</summary>
    public IReadOnlyDictionary<string, Deployment> Deployments()
    {
        Dictionary<string, Deployment> deployments = new(StringComparer.OrdinalIgnoreCase);
        foreach ((string name, string model) in Named("deployments"))
        {
            deployments[name] = new(model, null);
        }

        foreach ((string name, string kind) in Named("deployment_kinds"))
        {
            deployments[name] = new(deployments.GetValueOrDefault(name)?.Model, kind);
        }

        return deployments.Count == 0 ? UpstreamOptions.NoDeployments : deployments;
    }

    private void Add(List<KeyValuePair<string, string>> conditions, string condition, string key)
    {
        if (settings.Find($"{path}.{key}") is { } said)
        {
            conditions.RemoveAll(known => known.Key == condition);
            conditions.Add(new(condition, said.Text.ToLowerInvariant()));
        }
    }

    /// <summary>Name and value of each member of a level of free names, which may contain dots.</summary>
    private IEnumerable<(string Name, string Value)> Named(string key)
    {
        string start = $"{path}.{key}.";
        return settings
            .All.Where(setting => setting.Path.StartsWith(start, StringComparison.Ordinal))
            .Select(setting => (setting.Path[start.Length..], setting.Text));
    }
}
