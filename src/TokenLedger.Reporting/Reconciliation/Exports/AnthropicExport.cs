using TokenLedger.Accounting.Metering;
using TokenLedger.Accounting.Reconciliation;

namespace TokenLedger.Reporting.Reconciliation.Exports;

/// <summary>
/// Reads Anthropic's messages usage report and cost report
/// (https://platform.claude.com/docs/en/api/admin). Usage is disjoint: input excludes what is read from or written to a
/// cache. Amounts are decimal texts of cents.
/// </summary>
internal sealed class AnthropicExport
{
    private const string Provider = "anthropic";
    private const decimal DollarsPerCent = 0.01m;

    private static readonly string[] _meters =
    [
        Meters.Input,
        Meters.CacheRead,
        Meters.CacheWrite5m,
        Meters.CacheWrite1h,
        Meters.Output,
        Meters.SearchesWeb,
    ];

    private readonly LineBuffer _to = new();

    public static ProviderExport Read(IReadOnlyList<ExportFile> files) => new AnthropicExport().ReadFiles(files);

    private ProviderExport ReadFiles(IReadOnlyList<ExportFile> files)
    {
        PageSet pages = new(_to);
        List<DateTimeOffset> starts = [];
        foreach (ExportFile file in files)
        {
            List<PageBucket> buckets = BucketPages.Read(file, _to);
            bool? costs = buckets.SelectMany(bucket => bucket.Results).Select(IsCost).Cast<bool?>().FirstOrDefault();
            foreach (PageBucket bucket in buckets)
            {
                pages.Take(costs == true ? "cost_report" : "usage_report", bucket);
                starts.Add(bucket.Bucket.From);
                Read(bucket, costs);
            }
        }

        pages.NoteMissingPages(starts);
        return _to.ToExport();
    }

    private static bool IsCost(JsonNode result) => result["amount"] is not null;

    private void Read(PageBucket bucket, bool? costs)
    {
        if (costs == true)
        {
            _to.CostBucket(bucket.Bucket);
        }
        else if (costs == false)
        {
            _to.UsageBucket(bucket.Bucket);
        }

        foreach (JsonNode result in bucket.Results)
        {
            ProviderLine line = new()
            {
                Place = result.Place,
                Provider = Provider,
                Day = bucket.Bucket.Day,
                From = bucket.Bucket.From,
                To = bucket.Bucket.To,
                Model = result.Text("model"),
                Key = result.Text("api_key_id"),
                Tier = result.Text("service_tier") is { } tier ? Tiers.Named(tier) : null,
            };
            if (IsCost(result))
            {
                Cost(result, line);
            }
            else
            {
                Usage(result, line);
            }
        }
    }

    private void Usage(JsonNode result, ProviderLine line)
    {
        _to.UsageMeters.UnionWith(_meters);
        _to.Usage(line, Meters.Input, result.Count("uncached_input_tokens"));
        _to.Usage(line, Meters.CacheRead, result.Count("cache_read_input_tokens"));
        _to.Usage(line, Meters.Output, result.Count("output_tokens"));
        if (result["cache_creation"] is { } written)
        {
            _to.Usage(line, Meters.CacheWrite5m, written.Count("ephemeral_5m_input_tokens"));
            _to.Usage(line, Meters.CacheWrite1h, written.Count("ephemeral_1h_input_tokens"));
        }

        if (result["server_tool_use"] is { } tools)
        {
            _to.Usage(line, Meters.SearchesWeb, tools.Count("web_search_requests"));
        }
    }

    private void Cost(JsonNode result, ProviderLine line)
    {
        Currency.CheckDollars(result.Text("currency"), result.Place);
        string? description = result.Text("description");
        string? meter = MeterOf(result, description);
        if (result["cost_type"] is not null || description is not null)
        {
            _to.CostMeters.UnionWith([.. _meters, Meters.CodeSessions]);
        }

        // Fees of tools have no tier; they are of the standard one.
        bool grouped = result["cost_type"] is not null;
        _to.Cost(
            line with
            {
                Meter = meter,
                Tier = line.Tier ?? (grouped ? Tiers.Standard : null),
                Description = description,
            },
            result.Number("amount")!.Value * DollarsPerCent
        );
    }

    private static string? MeterOf(JsonNode result, string? description) =>
        result.Text("cost_type") switch
        {
            "web_search" => Meters.SearchesWeb,
            "code_execution" => Meters.CodeSessions,
            _ => result.Text("token_type") switch
            {
                "uncached_input_tokens" => Meters.Input,
                "output_tokens" => Meters.Output,
                "cache_read_input_tokens" => Meters.CacheRead,
                "cache_creation.ephemeral_5m_input_tokens" => Meters.CacheWrite5m,
                "cache_creation.ephemeral_1h_input_tokens" => Meters.CacheWrite1h,
                _ => ChargeWords.Read(description).Meter,
            },
        };
}
