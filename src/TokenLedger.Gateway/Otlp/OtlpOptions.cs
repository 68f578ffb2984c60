namespace TokenLedger.Gateway.Otlp;

/// <summary>Where traces and metrics are sent to, and how. Nothing is sent without an endpoint.</summary>
public sealed record OtlpOptions
{
    /// <summary>The receiver's base address ("http://127.0.0.1:4318"); /v1/traces and /v1/metrics come after it, with gRPC its own paths.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>How requests are sent. Default protobuf over HTTP.</summary>
    public OtlpProtocol Protocol { get; init; } = OtlpProtocol.Protobuf;

    /// <summary>Headers sent with each request; may be secrets.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>Whether a span is sent for each call. Default true.</summary>
    public bool Traces { get; init; } = true;

    /// <summary>Whether metrics are sent. Default true.</summary>
    public bool Metrics { get; init; } = true;

    /// <summary>How often metrics are sent. Default 60 s.</summary>
    public TimeSpan MetricsEvery { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Longest time of one request. Default 10 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Which names the attributes of models have. Default those of release 1.41.</summary>
    public SemanticNames Names { get; init; } = SemanticNames.V141;

    /// <summary>Whether Langfuse's own attributes are added. Default false.</summary>
    public bool Langfuse { get; init; }

    /// <summary>More attributes of the resource, beside service.name and service.version.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Resource { get; init; } = [];
}

/// <summary>How OTLP is spoken.</summary>
public enum OtlpProtocol
{
    /// <summary>Binary protobuf.</summary>
    Protobuf,

    /// <summary>JSON.</summary>
    Json,

    /// <summary>Binary protobuf in unary calls of gRPC.</summary>
    Grpc,
}

/// <summary>
/// A generation of OpenTelemetry's names for generative AI: they were renamed more than once, and receivers know
/// different ones.
/// </summary>
/// <seealso href="https://github.com/open-telemetry/semantic-conventions-genai"/>
public enum SemanticNames
{
    /// <summary>As of release 1.36: gen_ai.system names the provider.</summary>
    V136,

    /// <summary>As of release 1.41, which most receivers read.</summary>
    V141,

    /// <summary>As of their own repository, not yet released: cache_write, counters of tokens, inference.duration.</summary>
    Latest,
}
