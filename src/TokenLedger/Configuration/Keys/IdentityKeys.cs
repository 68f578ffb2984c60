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
    ];

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

    private static ConfigurationKey Own(string path, ValueKind kind, string unset, string meaning) =>
        new(path, kind, unset, meaning);
}
