using TokenLedger.Gateway.Otlp.Wire;
using TokenLedger.Ledger.Entries;

namespace TokenLedger.Gateway.Otlp;

/// <summary>
/// The metrics of the conventions, counted from entries since the start, with the buckets the conventions ask for, and what
/// was spent. Safe for several threads.
/// </summary>
/// <seealso href="https://opentelemetry.io/docs/specs/semconv/gen-ai/gen-ai-metrics/"/>
internal sealed class OtlpTally
{
    private const string InputTokens = "gen_ai.client.inference.usage.input_tokens";
    private const string OutputTokens = "gen_ai.client.inference.usage.output_tokens";
    private const string CacheReadTokens = "gen_ai.client.inference.usage.cache_read.input_tokens";
    private const string CacheWriteTokens = "gen_ai.client.inference.usage.cache_write.input_tokens";
    private const string ReasoningTokens = "gen_ai.client.inference.usage.reasoning.output_tokens";

    /// <summary>Powers of four.</summary>
    private static readonly double[] s_tokens = [.. Enumerable.Range(0, 14).Select(static power => Math.Pow(4, power))];

    /// <summary>A hundredth of a second, doubled again and again.</summary>
    private static readonly double[] s_seconds =
    [
        .. Enumerable.Range(0, 14).Select(static power => 0.01 * Math.Pow(2, power)),
    ];

    private static readonly double[] s_first =
    [
        0.001,
        0.005,
        0.01,
        0.02,
        0.04,
        0.06,
        0.08,
        0.1,
        0.25,
        0.5,
        0.75,
        1,
        2.5,
        5,
        7.5,
        10,
    ];

    private readonly Lock _gate = new();
    private readonly SemanticNames _names;
    private readonly ulong _start;
    private readonly OtlpMetric _tokens = new("gen_ai.client.token.usage", "{token}", s_tokens);
    private readonly OtlpMetric _duration;
    private readonly OtlpMetric _firstToken = new("gen_ai.server.time_to_first_token", "s", s_first);
    private readonly OtlpMetric _cost = new("tokenledger.cost", "USD", []);
    private readonly OtlpMetric _refusals = new("tokenledger.refusals", "{call}", []);
    private readonly Dictionary<string, OtlpMetric> _counters = new(StringComparer.Ordinal);

    /// <summary>Begins to count.</summary>
    public OtlpTally(SemanticNames names, DateTimeOffset start)
    {
        _names = names;
        _start = Nanoseconds(start);
        string duration =
            names == SemanticNames.Latest ? "gen_ai.client.inference.duration" : "gen_ai.client.operation.duration";
        _duration = new(duration, "s", s_seconds);
        foreach (
            string name in (string[])[InputTokens, OutputTokens, CacheReadTokens, CacheWriteTokens, ReasoningTokens]
        )
        {
            _counters[name] = new(name, "{token}", []);
        }
    }

    /// <summary>Counts entries.</summary>
    public void Take(IReadOnlyList<Entry> entries)
    {
        lock (_gate)
        {
            foreach (Entry entry in entries)
            {
                Take(entry);
            }
        }
    }

    /// <summary>How many data points it has.</summary>
    public int Points
    {
        get
        {
            lock (_gate)
            {
                return All.Sum(metric => metric.Points);
            }
        }
    }

    /// <summary>Words all as OTLP's ExportMetricsServiceRequest.</summary>
    public ReadOnlyMemory<byte> Write(IOtlpWriter to, OtlpResource resource, DateTimeOffset now)
    {
        to.OpenList("resourceMetrics");
        to.OpenElement(1);
        resource.Write(to);
        to.OpenList("scopeMetrics");
        to.OpenElement(2);
        OtlpResource.WriteScope(to);
        to.OpenList("metrics");
        lock (_gate)
        {
            foreach (OtlpMetric metric in All)
            {
                metric.Write(to, _start, Nanoseconds(now));
            }
        }

        to.CloseList();
        to.Close();
        to.CloseList();
        to.Close();
        to.CloseList();
        return to.Finish();
    }

    private IEnumerable<OtlpMetric> All =>
        _counters.Values.Prepend(_tokens).Concat([_duration, _firstToken, _cost, _refusals]);

    private void Take(Entry entry)
    {
        (string, string?) operation = ("gen_ai.operation.name", CallAttributes.OperationOf(entry));
        (string, string?) provider =
            _names == SemanticNames.V136
                ? ("gen_ai.system", ProviderName.OldOf(entry.Provider ?? ""))
                : ("gen_ai.provider.name", ProviderName.Of(entry.Provider ?? ""));
        (string, string?) model = ("gen_ai.request.model", entry.ModelRequested);
        (string, string?) served = ("gen_ai.response.model", entry.ModelServed);
        (string, string?) error = ("error.type", CallSpan.ErrorOf(entry));
        if (entry.Kind == EntryKind.Rejection)
        {
            _refusals.Add(entry.Repeats ?? 1, error, ("tokenledger.refused_by", entry.Subject));
        }

        if (entry.Kind is not (EntryKind.Settlement or EntryKind.Void or EntryKind.Import))
        {
            return;
        }

        if (entry.LatencyMs is { } latency && entry.ModelRequested is not null)
        {
            _duration.Add(latency / 1000m, operation, provider, model, served, error);
        }

        if (entry.FirstByteMs is { } first && entry.Streamed is true)
        {
            _firstToken.Add(first / 1000m, operation, provider, model, served);
        }

        if ((entry.KnownCost ?? entry.Cost) is { } cost)
        {
            _cost.Add(cost.ToDecimal(), provider, model, ("tokenledger.tenant", entry.Attribution.Tenant));
        }

        if (entry.Lines.Count > 0)
        {
            TakeTokens(TokenSums.Of(entry.Lines), operation, provider, model, served);
        }
    }

    private void TakeTokens(
        TokenSums tokens,
        (string, string?) operation,
        (string, string?) provider,
        (string, string?) model,
        (string, string?) served
    )
    {
        if (_names != SemanticNames.Latest)
        {
            _tokens.Add(tokens.Input, operation, provider, ("gen_ai.token.type", "input"), model, served);
            _tokens.Add(tokens.Output, operation, provider, ("gen_ai.token.type", "output"), model, served);
            return;
        }

        void Count(string name, long quantity)
        {
            if (quantity > 0)
            {
                _counters[name].Add(quantity, operation, provider, model, served);
            }
        }

        Count(InputTokens, tokens.Input);
        Count(OutputTokens, tokens.Output);
        Count(CacheReadTokens, tokens.CacheRead);
        Count(CacheWriteTokens, tokens.CacheWrite);
        Count(ReasoningTokens, tokens.Reasoning);
    }

    private static ulong Nanoseconds(DateTimeOffset at) => (ulong)(at.UtcTicks - DateTime.UnixEpoch.Ticks) * 100;
}
