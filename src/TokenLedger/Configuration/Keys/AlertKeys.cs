using TokenLedger.Configuration.Values;

namespace TokenLedger.Configuration.Keys;

/// <summary>The keys of the alerts section.</summary>
public static class AlertKeys
{
    /// <summary>All of them, in the order of the documentation.</summary>
    public static IReadOnlyList<ConfigurationKey> All { get; } =
    [
        Shared(
            "alerts.slack.webhook_url",
            AlertValues.Url,
            "",
            "A Slack incoming webhook; the channel \"slack\" with all it may say. A secret: better in TOKENLEDGER_ALERTS__SLACK__WEBHOOK_URL."
        ),
        Shared(
            "alerts.webhooks[].url",
            AlertValues.Url,
            "",
            "An HTTP receiver of AgentLedger's payloads; the channels \"webhook-1\", \"webhook-2\" … For CloudEvents use alerts.channels."
        ),
        Shared("alerts.webhooks[].headers.<name>", AlertValues.Header, "", "A header sent with it."),
        Shared(
            "alerts.cooldown_mins",
            ValueKind.Count,
            "5",
            "Minutes for which one alert stands for all like it (same type, subject and member); at most 10080."
        ),
        Own(
            "alerts.channels.<name>.type",
            ValueKind.OneOf("slack", "webhook", "mail"),
            "",
            "What is behind a channel. Needed."
        ),
        Own("alerts.channels.<name>.url", AlertValues.Url, "", "For slack and webhook: where to post."),
        Own("alerts.channels.<name>.url_file", ValueKind.Text, "", "A file that holds the URL."),
        Own(
            "alerts.channels.<name>.format",
            ValueKind.OneOf("cloudevents", "cloudevents-binary", "agentledger"),
            "",
            "For webhook: what is posted. Without it: cloudevents."
        ),
        Own(
            "alerts.channels.<name>.secret",
            ValueKind.Text,
            "",
            "For webhook: signs what is posted (Standard Webhooks): whsec_ and the base64 of 24 to 64 bytes."
        ),
        Own("alerts.channels.<name>.secret_file", ValueKind.Text, "", "A file that holds the secret."),
        Own("alerts.channels.<name>.headers.<name>", AlertValues.Header, "", "For webhook: a header sent with it."),
        Own("alerts.channels.<name>.server", AlertValues.Server, "", "For mail: the server as host:port."),
        Own(
            "alerts.channels.<name>.tls",
            ValueKind.OneOf("starttls", "implicit", "none"),
            "",
            "For mail: how the connection is protected. Without it: implicit at port 465, else starttls."
        ),
        Own("alerts.channels.<name>.user", ValueKind.Text, "", "For mail: who signs in. Without it: nobody."),
        Own("alerts.channels.<name>.password", ValueKind.Text, "", "For mail: his password."),
        Own("alerts.channels.<name>.password_file", ValueKind.Text, "", "A file that holds the password."),
        Own("alerts.channels.<name>.from", AlertValues.Mailbox, "", "For mail: the sender's address."),
        Own("alerts.channels.<name>.to", AlertValues.Mailboxes, "", "For mail: the addresses, between commas."),
        Own(
            "alerts.channels.<name>.min_severity",
            ValueKind.OneOf("info", "warning", "critical"),
            "",
            "The mildest that is sent. Without it: warning."
        ),
        Own(
            "alerts.channels.<name>.types",
            AlertValues.Types,
            "",
            "The types that are sent, between commas. Without it: all."
        ),
        Own(
            "alerts.channels.<name>.tenants",
            ValueKind.Text,
            "",
            "The tenants whose alerts are sent, between commas, and nothing else. Without it: everything."
        ),
        Own(
            "alerts.retry_for",
            ValueKind.Duration("1m", "7d"),
            "24h",
            "How long a delivery is tried before it is given up; what is older when it is read is not sent."
        ),
        Own("alerts.timeout", ValueKind.Duration("1s", "1m"), "10s", "Longest time of one try."),
        Own(
            "alerts.projection",
            ValueKind.Duration("0", "1h"),
            "1m",
            "How often it is worked out when budgets will run out; 0 for never."
        ),
        Own(
            "alerts.foresight",
            ValueKind.Duration("0", "24h"),
            "1h",
            "How often unusual hours and days, and budgets that are foreseen to be used up, are looked for; 0 for never."
        ),
        Own(
            "alerts.disk_free",
            ValueKind.Size("0", "1024GiB"),
            "1GiB",
            "Free space on the data folder's disk below which there is an alert; 0 for never."
        ),
        Own(
            "alerts.reconciliation_gap",
            ValueKind.Number,
            "",
            "USD unexplained from which on `reconcile` records a gap in the ledger, of which there is an alert. Without it: never."
        ),
        Own(
            "alerts.allow_link_local",
            ValueKind.Switch,
            "false",
            "Let channels be at link-local and cloud metadata addresses."
        ),
    ];

    private static ConfigurationKey Own(string path, ValueKind kind, string unset, string meaning) =>
        new(path, kind, unset, meaning);

    private static ConfigurationKey Shared(string path, ValueKind kind, string unset, string meaning) =>
        new(path, kind, unset, meaning) { InAgentLedger = true };
}
