using System.Net;
using System.Text.RegularExpressions;
using TokenLedger.Configuration.Keys;
using TokenLedger.Configuration.Values;
using TokenLedger.Gateway;
using TokenLedger.Gateway.Dialects;
using TokenLedger.Gateway.Upstreams;
using TokenLedger.Gateway.Upstreams.Credentials;

namespace TokenLedger.Configuration;

/// <summary>
/// Reads the upstreams: OpenAI and Anthropic at the root, the others each under a prefix of its own. Those known by name
/// are on unless they are switched off.
/// </summary>
public sealed partial class UpstreamsReader(
    Settings settings,
    Remarks remarks,
    IReadOnlyDictionary<string, string> variables
)
{
    private const string Extra = "providers.extra";

    private readonly List<UpstreamOptions> upstreams = [];

    /// <summary>The enabled upstreams: the root, those said, and those known by name and not said.</summary>
    public IReadOnlyList<UpstreamOptions> Read()
    {
        ReadRoot("openai");
        ReadRoot("anthropic");
        List<string> said = [.. settings.NamesUnder(Extra)];
        foreach (string name in said)
        {
            if (IsEnabled(name))
            {
                ReadExtra(name, UpstreamPreset.Find(name));
            }
        }

        foreach (UpstreamPreset preset in UpstreamPreset.All.Where(preset => !said.Contains(preset.Name)))
        {
            AddPreset(preset);
        }

        return upstreams;
    }

    /// <summary>
    /// A preset gives way to an upstream that has its prefix. Local servers are left out while the gateway listens for
    /// other machines: it would open their ports.
    /// </summary>
    private void AddPreset(UpstreamPreset preset)
    {
        bool reaches = !preset.IsLocal || IPAddress.IsLoopback(settings.Get<IPEndPoint>("listen").Address);
        if (preset.Address.Length > 0 && reaches && !upstreams.Exists(other => HasPrefix(other, "/" + preset.Name)))
        {
            upstreams.Add(preset.ToOptions());
        }
    }

    private static bool HasPrefix(UpstreamOptions upstream, string prefix) =>
        upstream.PathPrefix.Equals(prefix, StringComparison.OrdinalIgnoreCase);

    private void ReadRoot(string name)
    {
        if (settings.Get<bool>($"providers.{name}.enabled"))
        {
            Uri address = settings.Get<Uri>($"providers.{name}.upstream");
            upstreams.Add(
                new()
                {
                    Name = name,
                    Provider = name,
                    Dialect = name,
                    BaseAddress = address,
                    UniqueIds = settings.Find($"providers.{name}.unique_ids")?.Value is not false,
                    Conditions = UpstreamFacts.OfHost(address.Host),
                    Credential = CredentialOf($"providers.{name}"),
                }
            );
        }
    }

    /// <summary>
    /// AgentLedger leaves a provider off unless it says "enabled: true". So do we for one we do not know by name, but not
    /// without a word.
    /// </summary>
    private bool IsEnabled(string name)
    {
        if (Find(name, "enabled") is { } said)
        {
            return said.Value is true;
        }

        if (UpstreamPreset.Find(name) is { } preset)
        {
            bool regional = preset.RegionalHost.Length > 0 && Find(name, "region") is not null;
            return preset.Address.Length > 0 || regional || Find(name, "upstream") is not null;
        }

        remarks.Warning(OriginOf(name), $"{Extra}.{name}: is off; add \"enabled: true\" to serve it");
        return false;
    }

    private void ReadExtra(string name, UpstreamPreset? preset)
    {
        string? dialect = DialectOf(name, preset);
        Uri? address = AddressOf(name, preset);
        if (dialect is null || address is null)
        {
            return;
        }

        UpstreamFacts facts = new(settings, $"{Extra}.{name}");
        IReadOnlyList<KeyValuePair<string, string>> conditions = facts.Conditions(address);
        UpstreamOptions upstream = new()
        {
            Name = name,
            Provider = Find(name, "provider")?.Text.ToLowerInvariant() ?? ProviderOf(name, dialect, preset),
            Dialect = dialect,
            BaseAddress = address,
            PathPrefix = PrefixOf(name),
            Http2 = Find(name, "http2")?.Value is true,
            Paths = preset?.Paths ?? ApiPaths.AsSent,
            ReportsStreamUsage = preset?.ReportsStreamUsage ?? false,
            UniqueIds = Find(name, "unique_ids")?.Value is bool unique ? unique : preset is not { IsLocal: true },
            Conditions = conditions,
            Deployments = facts.Deployments(),
            Credential = CredentialOf($"{Extra}.{name}"),
            NeedsNoCredential = Find(name, "keyless")?.Value is bool keyless ? keyless : preset is { IsLocal: true },
            Signer = new UpstreamSigning(settings, remarks, variables).Read(
                $"{Extra}.{name}",
                dialect,
                UpstreamFacts.RegionIn(conditions)
            ),
        };
        if (IsGood(upstream))
        {
            upstreams.Add(upstream);
        }
    }

    private string? DialectOf(string name, UpstreamPreset? preset)
    {
        Setting? said = Find(name, "type");
        string type = said?.Text.ToLowerInvariant() ?? preset?.Type ?? "openai";
        Origin origin = said?.Origin ?? OriginOf(name);
        // AgentLedger's word for a known provider means that provider's own dialect of it.
        if (preset?.Type == type)
        {
            return preset.Dialect;
        }

        if (!Dialect.Names.Contains(type))
        {
            string suggestion = NearMiss.Suggest(type, Dialect.Names);
            remarks.Warning(origin, $"{Extra}.{name}.type: unknown{suggestion}; taken as OpenAI-compatible");
            return "openai";
        }

        return type;
    }

    private Uri? AddressOf(string name, UpstreamPreset? preset)
    {
        if (Find(name, "upstream") is { } said)
        {
            return (Uri)said.Value;
        }

        if (preset is { Address.Length: > 0 })
        {
            return new Uri(preset.Address);
        }

        if (preset is { RegionalHost.Length: > 0 } && Find(name, "region") is { } region)
        {
            return AddressIn(region, preset);
        }

        // A malformed address has been remarked already; saying that it is missing would be wrong.
        if (
            !remarks.Problems.Any(problem =>
                problem.Message.StartsWith($"{Extra}.{name}.upstream:", StringComparison.Ordinal)
            )
        )
        {
            remarks.Problem(OriginOf(name), $"{Extra}.{name}: needs an upstream, the URL calls are sent to");
        }

        return null;
    }

    private Uri? AddressIn(Setting region, UpstreamPreset preset)
    {
        if (RegionName().IsMatch(region.Text))
        {
            return new Uri("https://" + preset.RegionalHost.Replace("{region}", region.Text, StringComparison.Ordinal));
        }

        remarks.Problem(region.Origin, $"{region.Path}: a region is made of small letters, digits and -");
        return null;
    }

    /// <summary>A dialect of one provider alone tells whose rates apply; OpenAI's is spoken by many.</summary>
    private static string ProviderOf(string name, string dialect, UpstreamPreset? preset) =>
        preset?.Provider
        ?? UpstreamPreset.All.FirstOrDefault(known => known.Dialect == dialect && dialect != "openai")?.Provider
        ?? name;

    private string PrefixOf(string name) => Find(name, "path_prefix")?.Text ?? $"/{name}";

    private bool IsGood(UpstreamOptions upstream)
    {
        if (!Name().IsMatch(upstream.Name))
        {
            return Refuse(upstream, "name", "a name is made of small letters, digits, - _ and .");
        }

        if (PathPrefix.Parse(upstream.PathPrefix).Problem is { } problem)
        {
            return Refuse(upstream, "path_prefix", $"its prefix {problem}; set path_prefix");
        }

        UpstreamOptions? same = upstreams.Find(other =>
            other.Name == upstream.Name
            || other.PathPrefix.Equals(upstream.PathPrefix, StringComparison.OrdinalIgnoreCase)
        );
        return same is null
            || Refuse(
                upstream,
                "path_prefix",
                same.Name == upstream.Name
                    ? "the name is taken"
                    : $"{upstream.PathPrefix} is already the prefix of {same.Name}"
            );
    }

    private bool Refuse(UpstreamOptions upstream, string key, string why)
    {
        Origin origin = Find(upstream.Name, key)?.Origin ?? OriginOf(upstream.Name);
        remarks.Problem(origin, $"{Extra}.{upstream.Name}: {why}");
        return false;
    }

    private ProviderCredential? CredentialOf(string path) =>
        new UpstreamCredentialReader(settings, remarks, variables).Read(path);

    private Setting? Find(string name, string key) => settings.Find($"{Extra}.{name}.{key}");

    private Origin OriginOf(string name) =>
        settings.All.First(setting => setting.Path.StartsWith($"{Extra}.{name}.", StringComparison.Ordinal)).Origin;

    [GeneratedRegex("^[a-z0-9][a-z0-9._-]{0,62}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex Name();

    [GeneratedRegex("^[a-z0-9]+(-[a-z0-9]+)*\\z", RegexOptions.CultureInvariant)]
    private static partial Regex RegionName();
}
