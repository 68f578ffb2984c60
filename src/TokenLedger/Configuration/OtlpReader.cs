using TokenLedger.Configuration.Values;
using TokenLedger.Gateway.Otlp;

namespace TokenLedger.Configuration;

/// <summary>Reads the otlp section.</summary>
internal sealed class OtlpReader(Settings settings, Remarks remarks)
{
    private const string Headers = "otlp.headers";

    /// <summary>Reads it. What is wrong is remarked; the result counts only when nothing is.</summary>
    public OtlpOptions Read() =>
        new()
        {
            Endpoint = (Uri?)settings.Find("otlp.endpoint")?.Value,
            Protocol = settings.Get<string>("otlp.protocol") switch
            {
                "http/json" => OtlpProtocol.Json,
                "grpc" => OtlpProtocol.Grpc,
                _ => OtlpProtocol.Protobuf,
            },
            Headers = [.. HeadersSet().Concat(HeadersOfFile())],
            Traces = settings.Get<bool>("otlp.traces"),
            Metrics = settings.Get<bool>("otlp.metrics"),
            MetricsEvery = settings.Get<TimeSpan>("otlp.metrics_interval"),
            Timeout = settings.Get<TimeSpan>("otlp.timeout"),
            Names = settings.Get<string>("otlp.semconv") switch
            {
                "1.36" => SemanticNames.V136,
                "latest" => SemanticNames.Latest,
                _ => SemanticNames.V141,
            },
            Langfuse = settings.Get<bool>("otlp.langfuse"),
            Resource = [.. Resource()],
        };

    private IEnumerable<KeyValuePair<string, string>> HeadersSet() =>
        AlertHeaders.Of(
            settings
                .All.Where(setting => setting.Path.StartsWith(Headers + ".", StringComparison.Ordinal))
                .Select(setting => (setting.Path[(Headers.Length + 1)..], setting)),
            remarks
        );

    private IEnumerable<KeyValuePair<string, string>> HeadersOfFile()
    {
        // The file is a secret like any other: read, and warned of, in the same way.
        if (SecretText.Read(settings, remarks, Headers) is not { } read)
        {
            yield break;
        }

        foreach (string line in read.Text.Split('\n', StringSplitOptions.TrimEntries))
        {
            int colon = line.IndexOf(':');
            if (colon > 0 && AlertValues.Header.Parse(line[(colon + 1)..].Trim()).Value is string value)
            {
                yield return new(line[..colon].Trim(), value);
            }
            else if (line.Length > 0)
            {
                remarks.Problem(
                    read.Setting.Origin,
                    $"{read.Setting.Path}: each line of the file must be a header, as in \"authorization: Bearer …\""
                );
            }
        }
    }

    private IEnumerable<KeyValuePair<string, string>> Resource()
    {
        if (settings.Find("otlp.resource") is not { } said)
        {
            yield break;
        }

        foreach (string pair in AlertValues.Split(said.Text))
        {
            int equals = pair.IndexOf('=');
            if (equals > 0)
            {
                yield return new(pair[..equals].Trim(), pair[(equals + 1)..].Trim());
            }
            else
            {
                remarks.Problem(said.Origin, "otlp.resource: must be name=value, more of them between commas");
            }
        }
    }
}
