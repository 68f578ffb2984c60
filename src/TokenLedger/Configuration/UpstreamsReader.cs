using System.Text.RegularExpressions;
using TokenLedger.Configuration.Keys;
using TokenLedger.Configuration.Values;
using TokenLedger.Gateway;

namespace TokenLedger.Configuration;

/// <summary>Reads the upstreams: OpenAI and Anthropic at the root, the others each under a prefix of its own.</summary>
public sealed partial class UpstreamsReader(Settings settings, Remarks remarks)
{
    private const string Extra = "providers.extra";
    private static readonly string[] NotBuiltTypes = ["azure", "gemini", "cohere"];

    private readonly List<UpstreamOptions> upstreams = [];

    /// <summary>The enabled upstreams.</summary>
    public IReadOnlyList<UpstreamOptions> Read()
    {
        ReadRoot("openai");
        ReadRoot("anthropic");
        foreach (string name in settings.NamesUnder(Extra).ToList())
        {
            if (IsEnabled(name))
            {
                ReadExtra(name, ProviderPreset.Find(name));
            }
        }

        return upstreams;
    }

    private void ReadRoot(string name)
    {
        if (settings.Get<bool>($"providers.{name}.enabled"))
        {
            upstreams.Add(
                new()
                {
                    Name = name,
                    Provider = name,
                    Dialect = name,
                    BaseAddress = settings.Get<Uri>($"providers.{name}.upstream"),
                }
            );
        }
    }

    /// <summary>AgentLedger leaves a provider off unless it says "enabled: true"; so do we, but not without a word.</summary>
    private bool IsEnabled(string name)
    {
        if (Find(name, "enabled") is { } said)
        {
            return said.Value is true;
        }

        remarks.Warning(OriginOf(name), $"{Extra}.{name}: is off; add \"enabled: true\" to serve it");
        return false;
    }

    private void ReadExtra(string name, ProviderPreset? preset)
    {
        string? dialect = DialectOf(name, preset);
        Uri? address = AddressOf(name, preset);
        if (dialect is null || address is null)
        {
            return;
        }

        UpstreamOptions upstream = new()
        {
            Name = name,
            Provider = Find(name, "provider")?.Text.ToLowerInvariant() ?? name,
            Dialect = dialect,
            BaseAddress = address,
            PathPrefix = PrefixOf(name),
            Http2 = Find(name, "http2")?.Value is true,
        };
        if (IsGood(upstream))
        {
            upstreams.Add(upstream);
        }
    }

    private string? DialectOf(string name, ProviderPreset? preset)
    {
        Setting? said = Find(name, "type");
        string type = said?.Text.ToLowerInvariant() ?? preset?.Type ?? "openai";
        Origin origin = said?.Origin ?? OriginOf(name);
        if (NotBuiltTypes.Contains(type))
        {
            remarks.Problem(
                origin,
                $"{Extra}.{name}: the {type} wire format is not available yet; say \"enabled: false\""
            );
            return null;
        }

        if (type is not ("openai" or "anthropic"))
        {
            string suggestion = NearMiss.Suggest(type, ["openai", "anthropic"]);
            remarks.Warning(origin, $"{Extra}.{name}.type: unknown{suggestion}; taken as OpenAI-compatible");
            return "openai";
        }

        return type;
    }

    private Uri? AddressOf(string name, ProviderPreset? preset)
    {
        if (Find(name, "upstream") is { } said)
        {
            return (Uri)said.Value;
        }

        if (preset is { Upstream.Length: > 0 })
        {
            return new Uri(preset.Upstream);
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

    private Setting? Find(string name, string key) => settings.Find($"{Extra}.{name}.{key}");

    private Origin OriginOf(string name) =>
        settings.All.First(setting => setting.Path.StartsWith($"{Extra}.{name}.", StringComparison.Ordinal)).Origin;

    [GeneratedRegex("^[a-z0-9][a-z0-9._-]{0,62}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
