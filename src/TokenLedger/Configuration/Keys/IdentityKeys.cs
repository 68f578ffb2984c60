using TokenLedger.Configuration.Values;

namespace TokenLedger.Configuration.Keys;

/// <summary>The keys that say who callers are, and with whose key their calls go on.</summary>
public static class IdentityKeys
{
    /// <summary>All of them, in the order of the documentation.</summary>
    public static IReadOnlyList<ConfigurationKey> All { get; } =
    [
        .. Credential("providers.openai"),
        .. Credential("providers.anthropic"),
        .. Credential("providers.extra.<name>"),
        Own(
            "providers.extra.<name>.keyless",
            ValueKind.Switch,
            "",
            "Whether it takes calls without any key, so that virtual keys can use it without a credential. Without it: true for local servers."
        ),
        Own(
            "identity.require_key",
            ValueKind.Switch,
            "false",
            "Take calls with virtual keys only; providers' keys of callers are refused."
        ),
        Shared(
            "tenants.enabled",
            ValueKind.Switch,
            "false",
            "Tell tenants by the keys of callers, as the mappings say."
        ),
        Shared(
            "tenants.key_mappings[].api_key_pattern",
            ValueKind.Text,
            "",
            "Providers' keys: * stands for any characters, ? for one. The first mapping that fits decides."
        ),
        Shared("tenants.key_mappings[].tenant_id", ValueKind.Text, "", "The tenant that those keys belong to."),
        Block("api_keys", "Providers' keys that are refused: patterns, or whole keys, which are kept as fingerprints."),
        Block("keys", "Refused keys by fingerprint (k_…) or by a virtual key's id (vk_…)."),
        Block("users", "Refused users."),
        Block("agents", "Refused agents."),
        Block("tenants", "Refused tenants."),
        Own("admin.tokens[].name", ValueKind.Text, "", "Who holds the token, as the record of changes names him."),
        Own(
            "admin.tokens[].role",
            ValueKind.OneOf("viewer", "auditor", "tenant-admin", "admin"),
            "",
            "What its holder may do. Without it: viewer."
        ),
        Own("admin.tokens[].tenant", ValueKind.Text, "", "The only tenant its holder sees. A tenant-admin needs one."),
        Own("admin.tokens[].token_file", ValueKind.Text, "", "A file that holds the token."),
        Own(
            "admin.tokens[].token_env",
            ValueKind.Text,
            "",
            "The environment variable that holds it, instead of a file."
        ),
        Own(
            "oidc.issuer",
            ValueKind.Text,
            "",
            "The OpenID Connect issuer whose tokens open the management API. https, or http on this machine."
        ),
        Own("oidc.audiences[]", ValueKind.Text, "", "Audiences of which a token must have one."),
        Own(
            "oidc.authorized_parties[]",
            ValueKind.Text,
            "",
            "Clients (azp, client_id) for whom tokens may be issued. Without it: any."
        ),
        Own("oidc.clock_skew", ValueKind.Duration("0", "10m"), "1m", "How far the issuer's clock may differ."),
        Own(
            "oidc.role_claim",
            ValueKind.Text,
            "roles",
            "The claim that names roles; dots lead into objects (realm_access.roles)."
        ),
        Own(
            "oidc.roles[].value",
            ValueKind.Text,
            "",
            "A value of that claim. The first of the list that a token has decides."
        ),
        Own(
            "oidc.roles[].role",
            ValueKind.OneOf("viewer", "auditor", "tenant-admin", "admin"),
            "",
            "The role it gives."
        ),
        Own("oidc.tenant_claim", ValueKind.Text, "", "The claim that names the only tenant a token's holder sees."),
        Own("oidc.name_claim", ValueKind.Text, "sub", "The claim by which the record of changes names the holder."),
    ];

    private static ConfigurationKey Block(string list, string meaning) =>
        Own($"block.{list}[]", ValueKind.Text, "", meaning);

    private static ConfigurationKey[] Credential(string provider) =>
        [
            Own(
                $"{provider}.credential_env",
                ValueKind.Text,
                "",
                "The environment variable with the provider's key, used for callers with a virtual key."
            ),
            Own(
                $"{provider}.credential_file",
                ValueKind.Text,
                "",
                "A file with that key; read again whenever it changes."
            ),
        ];

    private static ConfigurationKey Shared(string path, ValueKind kind, string unset, string meaning) =>
        new(path, kind, unset, meaning) { InAgentLedger = true };

    private static ConfigurationKey Own(string path, ValueKind kind, string unset, string meaning) =>
        new(path, kind, unset, meaning);
}
