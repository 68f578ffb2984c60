using TokenLedger.Configuration.Values;

namespace TokenLedger.Configuration.Keys;

/// <summary>The keys of the otlp section.</summary>
public static class OtlpKeys
{
    /// <summary>All of them, in the order of the documentation.</summary>
    public static IReadOnlyList<ConfigurationKey> All { get; } =
    [
        new(
            "otlp.endpoint",
            AlertValues.Url,
            "",
            "Where spans and metrics are sent, such as `http://127.0.0.1:4318`; `/v1/traces` and `/v1/metrics` come after it, with gRPC its own paths. Without it nothing is sent."
        ),
        new(
            "otlp.protocol",
            ValueKind.OneOf("http/protobuf", "http/json", "grpc"),
            "http/protobuf",
            "How requests are sent. `grpc` is for receivers on port 4317."
        ),
        new(
            "otlp.headers.<name>",
            AlertValues.Header,
            "",
            "A header sent with each request. A secret: better in `TOKENLEDGER_OTLP__HEADERS__<name>` or a file."
        ),
        new("otlp.headers_file", ValueKind.Text, "", "A file of such headers, one `name: value` a line."),
        new("otlp.traces", ValueKind.Switch, "true", "Send a span for each call."),
        new("otlp.metrics", ValueKind.Switch, "true", "Send metrics."),
        new("otlp.metrics_interval", ValueKind.Duration("1s", "1h"), "60s", "How often metrics are sent."),
        new("otlp.timeout", ValueKind.Duration("1s", "2m"), "10s", "Longest time of one request."),
        new(
            "otlp.semconv",
            ValueKind.OneOf("1.36", "1.41", "latest"),
            "1.41",
            "Which generation of OpenTelemetry's names for generative AI is used."
        ),
        new("otlp.langfuse", ValueKind.Switch, "false", "Add Langfuse's own attributes to spans."),
        new(
            "otlp.resource",
            ValueKind.Text,
            "",
            "More attributes of the resource: `name=value`, between commas, such as `deployment.environment.name=prod`."
        ),
    ];
}
