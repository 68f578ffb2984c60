using TokenLedger.Gateway.Attribution;
using TokenLedger.Gateway.Identity;
using TokenLedger.Gateway.Identity.Blocks;
using TokenLedger.Gateway.Identity.Tenants;

namespace TokenLedger.Configuration;

/// <summary>Reads who callers and administrators are.</summary>
/// <param name="settings">Everything set.</param>
/// <param name="remarks">Takes what is wrong.</param>
/// <param name="variables">The environment, which may hold tokens.</param>
public sealed class IdentityReader(Settings settings, Remarks remarks, IReadOnlyDictionary<string, string> variables)
{
    private const string Mappings = "tenants.key_mappings";

    private static readonly (string List, string What)[] _blocks =
    [
        ("api_keys", BlockKinds.Pattern),
        ("keys", BlockKinds.Key),
        ("users", BlockKinds.User),
        ("agents", BlockKinds.Agent),
        ("tenants", BlockKinds.Tenant),
    ];

    /// <summary>Reads it. What is wrong is remarked; the result counts only when nothing is.</summary>
    public IdentityOptions Read() =>
        new()
        {
            RequireKey = settings.Get<bool>("identity.require_key"),
            KeyMappings = ReadMappings(),
            Blocks =
            [
                .. _blocks.SelectMany(block =>
                    settings.Items("block." + block.List).Select(item => new BlockDocument(block.What, item.Text))
                ),
            ],
            AdminTokens = new AdminTokensReader(settings, remarks, variables).Read(),
            Oidc = new OidcReader(settings, remarks).Read(),
        };

    private List<KeyMapping> ReadMappings()
    {
        List<KeyMapping> mappings = [];
        foreach (ListItem item in ListItem.Of(settings, Mappings))
        {
            Setting? pattern = item.Required("api_key_pattern", remarks);
            Setting? tenant = item.Required("tenant_id", remarks);
            if (pattern is not null && KeyGlob.Parse(pattern.Text).Problem is { } problem)
            {
                remarks.Problem(pattern.Origin, $"{pattern.Path}: {problem}");
            }
            else if (pattern is not null && tenant is not null)
            {
                mappings.Add(new(pattern.Text, tenant.Text));
            }
        }

        return settings.Get<bool>("tenants.enabled") ? mappings : [];
    }
}
