using TokenLedger.Configuration.Values;

namespace TokenLedger.Configuration.Keys;

/// <summary>The keys with a meaning of their own, with their units, bounds and defaults.</summary>
public static class OwnKeys
{
    private const string OpenAI = "https://api.openai.com";
    private const string Anthropic = "https://api.anthropic.com";

    /// <summary>All of them, in the order of the documentation.</summary>
    public static IReadOnlyList<ConfigurationKey> All { get; } =
    [
        Shared(
            "listen",
            ValueKind.Listen,
            "127.0.0.1:8787",
            "Where to listen. Any address but loopback needs an admin token."
        ),
        Own(
            "data",
            ValueKind.Text,
            "",
            "The folder for the ledger, its views and its keys. Without it: $XDG_DATA_HOME/tokenledger, else ~/.local/share/tokenledger."
        ),
        Shared("providers.openai.upstream", ValueKind.Upstream, OpenAI, "Where OpenAI calls go."),
        Shared("providers.openai.enabled", ValueKind.Switch, "true", "Serve OpenAI clients at /v1."),
        Shared("providers.anthropic.upstream", ValueKind.Upstream, Anthropic, "Where Anthropic calls go."),
        Shared("providers.anthropic.enabled", ValueKind.Switch, "true", "Serve Anthropic clients at /v1/messages."),
        Shared(
            "providers.extra.<name>.type",
            ValueKind.Text,
            "openai",
            "The wire format: openai, anthropic, azure, mistral, gemini, vertex, bedrock, cohere or ollama."
        ),
        Shared(
            "providers.extra.<name>.upstream",
            ValueKind.Upstream,
            "",
            "Base address; its path is kept in front of the request's. Known names have one."
        ),
        Shared(
            "providers.extra.<name>.path_prefix",
            ValueKind.PathPrefix,
            "",
            "Selects this upstream and is removed. Without it: / and the name."
        ),
        Shared(
            "providers.extra.<name>.enabled",
            ValueKind.Switch,
            "",
            "Serve it. Without it: true for a known name, false for another."
        ),
        Own(
            "providers.extra.<name>.provider",
            ValueKind.Text,
            "",
            "Whose rates price its calls. Without it: the name."
        ),
        Own("providers.extra.<name>.http2", ValueKind.Switch, "false", "Speak HTTP/2 to it also without TLS."),
        Own(
            "providers.extra.<name>.deployments.<name>",
            ValueKind.Text,
            "",
            "The model behind a deployment (Azure). Without it only the answer tells the model."
        ),
        Own(
            "providers.extra.<name>.deployment_kind",
            ValueKind.OneOf("global", "data_zone", "regional"),
            "",
            "What its deployments are, which chooses their price (Azure). Without it: global."
        ),
        Own(
            "providers.extra.<name>.deployment_kinds.<name>",
            ValueKind.OneOf("global", "data_zone", "regional"),
            "",
            "What one deployment is, where it differs."
        ),
        Own(
            "providers.extra.<name>.region",
            ValueKind.Text,
            "",
            "The region that serves it, where prices differ by it. Bedrock: also chooses the host."
        ),
        Own(
            "providers.extra.<name>.auth",
            ValueKind.OneOf("passthrough", "sigv4"),
            "passthrough",
            "Pass the caller's key or signature on, or sign with AWS credentials of the gateway's own (Bedrock)."
        ),
        Own(
            "providers.extra.<name>.credentials_file",
            ValueKind.Text,
            "",
            "A file with the AWS credentials to sign with, as AWS's tools keep it. Without it: the variables AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN."
        ),
        Own(
            "providers.openai.unique_ids",
            ValueKind.Switch,
            "true",
            "Whether two answers of one id and one usage are the same answer, booked once; false behind a server that repeats ids."
        ),
        Own("providers.anthropic.unique_ids", ValueKind.Switch, "true", "The same for Anthropic's answers."),
        Own(
            "providers.extra.<name>.unique_ids",
            ValueKind.Switch,
            "",
            "Whether two answers of one id and one usage are the same answer, booked once. Without it: false for local servers, else true."
        ),
        Own(
            "routes.unknown",
            ValueKind.OneOf("forward", "refuse"),
            "forward",
            "A path that TokenLedger does not know: forward it to the upstream of its prefix and record it, or answer 404."
        ),
        Shared(
            "admin.enabled",
            ValueKind.Switch,
            "true",
            "Accept the admin token; false leaves the management API to callers on loopback."
        ),
        Shared(
            "admin.token",
            ValueKind.Text,
            "",
            "Bearer token of the management API. Better kept in a file or in TOKENLEDGER_ADMIN__TOKEN."
        ),
        Own("admin.token_file", ValueKind.Text, "", "A file that holds the admin token."),
        Own(
            "limits.request_body",
            ValueKind.Size("1KiB", "1GiB"),
            "64MiB",
            "Largest request body; a larger one gets 413."
        ),
        Own(
            "limits.buffered_response",
            ValueKind.Size("0", "64MiB"),
            "1MiB",
            "Answers up to this size wait for their settlement whole, so that cost and entry can be response headers."
        ),
        Own("timeouts.connect", ValueKind.Duration("100ms", "10m"), "10s", "Longest time to connect to an upstream."),
        Own(
            "timeouts.response",
            ValueKind.Duration("1s", "24h"),
            "30m",
            "Longest wait for an upstream's response headers."
        ),
        Own("timeouts.idle", ValueKind.Duration("1s", "24h"), "15m", "Longest silence within an upstream's body."),
        Own(
            "timeouts.client_gone",
            ValueKind.Duration("0", "1h"),
            "30s",
            "Longest reading on after the client has gone."
        ),
        Own(
            "timeouts.shutdown",
            ValueKind.Duration("0", "1h"),
            "20s",
            "How long open calls may finish after a stop was asked for."
        ),
        Own(
            "streaming.include_usage",
            ValueKind.Switch,
            "true",
            "Ask for usage in OpenAI chat streams that do not, and hide the trace of it."
        ),
        Own(
            "streaming.client_gone",
            ValueKind.OneOf("drain", "stop"),
            "drain",
            "When the client of a stream has gone: read on to learn its usage, or stop and estimate."
        ),
        Own(
            "attribution.baggage[]",
            ValueKind.Text,
            "",
            "Members of the W3C baggage header that are taken as attribution."
        ),
        Own(
            "compat",
            ValueKind.OneOf("none", "agentledger"),
            "none",
            "agentledger: what a budget refuses is answered with status 429 and AgentLedger's body, in every dialect."
        ),
        .. RateKeys.All,
        .. BudgetKeys.All,
        .. DisplayKeys.All,
        Shared(
            "log.level",
            ValueKind.OneOf("debug", "info", "warn", "error"),
            "info",
            "The least severe message that is logged."
        ),
        Shared("log.format", ValueKind.OneOf("text", "json"), "text", "How log lines look. They go to standard error."),
    ];

    private static ConfigurationKey Own(string path, ValueKind kind, string unset, string meaning) =>
        new(path, kind, unset, meaning);

    private static ConfigurationKey Shared(string path, ValueKind kind, string unset, string meaning) =>
        new(path, kind, unset, meaning) { InAgentLedger = true };
}
