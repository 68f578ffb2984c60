using System.Text.Json;
using TokenLedger.Accounting.Metering;
using TokenLedger.Accounting.Reconciliation;

namespace TokenLedger.Reporting.Reconciliation.Exports;

/// <summary>
/// Reads OpenAI's organization usage and costs pages
/// (https://platform.openai.com/docs/api-reference/usage). Input tokens include cached and written ones; the text,
/// audio and image parts are of what is neither.
/// </summary>
internal sealed class OpenAiExport
{
    private const string Provider = "openai";
    private const string Prefix = "organization.";

    private static readonly string[] _tokenMeters =
    [
        Meters.Input,
        Meters.InputAudio,
        Meters.InputImage,
        Meters.CacheRead,
        Meters.CacheReadAudio,
        Meters.CacheReadImage,
        Meters.CacheWrite,
        Meters.Output,
        Meters.OutputAudio,
        Meters.OutputImage,
    ];

    private readonly LineBuffer _to = new();
    private readonly SortedSet<string> _kinds = [];

    public static ProviderExport Read(IReadOnlyList<ExportFile> files) => new OpenAiExport().ReadFiles(files);

    private ProviderExport ReadFiles(IReadOnlyList<ExportFile> files)
    {
        PageSet pages = new(_to);
        List<(PageBucket Bucket, string Kind)> all = [];
        foreach (ExportFile file in files)
        {
            PageBucket[] buckets = [.. BucketPages.Read(file, _to)];
            string? own = buckets.SelectMany(bucket => bucket.Results).Select(Kind).FirstOrDefault();
            all.AddRange(buckets.Select(bucket => (bucket, own ?? "")));
        }

        foreach ((PageBucket bucket, string kind) in all)
        {
            pages.Take(kind, bucket);
            Read(bucket, kind);
        }

        pages.NoteMissingPages([.. all.Select(one => one.Bucket.Bucket.From)]);
        if (_kinds.Count > 0)
        {
            _to.Notes.Add($"Usage of: {string.Join(", ", _kinds)}.");
        }

        return _to.ToExport();
    }

    private void Read(PageBucket bucket, string kind)
    {
        if (kind == "costs")
        {
            _to.CostBucket(bucket.Bucket);
        }
        else if (kind.Length > 0)
        {
            _to.UsageBucket(bucket.Bucket);
        }

        foreach (JsonNode result in bucket.Results)
        {
            ReadResult(result, bucket.Bucket);
        }
    }

    private void ReadResult(JsonNode result, ExportBucket bucket)
    {
        string kind = Kind(result);
        ProviderLine line = new()
        {
            Place = result.Place,
            Provider = Provider,
            Day = bucket.Day,
            From = bucket.From,
            To = bucket.To,
            Model = result.Text("model"),
            Key = result.Text("api_key_id"),
            Tier = Tier(result),
        };
        if (kind == "costs")
        {
            Cost(result, line);
            return;
        }

        _kinds.Add(kind);
        switch (kind)
        {
            case "completions":
                _to.UsageMeters.UnionWith(_tokenMeters);
                Completions(result, line);
                break;
            case "embeddings" or "moderations":
                Single(result, line, Meters.Input, "input_tokens");
                break;
            case "images":
                Single(result, line, Meters.Images, "images");
                break;
            case "audio_speeches":
                Single(result, line, "characters.in", "characters");
                break;
            case "audio_transcriptions":
                Single(result, line, Meters.AudioSeconds, "seconds");
                break;
            case "code_interpreter_sessions":
                Single(result, line, Meters.CodeSessions, "num_sessions");
                break;
            case "file_searches" or "file_search_calls":
                Single(result, line, Meters.SearchesFile, "num_requests");
                break;
            case "web_searches" or "web_search_calls":
                Single(result, line, Meters.SearchesWeb, "num_requests");
                break;
            default:
                _to.Notes.Add($"Usage of {kind} is not compared.");
                break;
        }
    }

    private void Single(JsonNode result, ProviderLine line, string meter, string member)
    {
        _to.UsageMeters.Add(meter);
        _to.Usage(line, meter, result.Count(member));
    }

    private void Completions(JsonNode result, ProviderLine line)
    {
        decimal cached = result.Count("input_cached_tokens");
        decimal written = result.Count("input_cache_write_tokens");
        decimal fresh = result.Number("input_uncached_tokens") ?? result.Count("input_tokens") - cached - written;
        decimal audio = result.Count("input_audio_tokens");
        decimal image = result.Count("input_image_tokens");
        decimal cachedAudio = result.Count("input_cached_audio_tokens");
        decimal cachedImage = result.Count("input_cached_image_tokens");
        decimal output = result.Count("output_tokens");
        decimal outputAudio = result.Count("output_audio_tokens");
        decimal outputImage = result.Count("output_image_tokens");
        if (fresh < audio + image || cached < cachedAudio + cachedImage || output < outputAudio + outputImage)
        {
            throw result.Wrong("has parts that are larger than the whole they belong to");
        }

        _to.Usage(line, Meters.Input, fresh - audio - image);
        _to.Usage(line, Meters.InputAudio, audio);
        _to.Usage(line, Meters.InputImage, image);
        _to.Usage(line, Meters.CacheRead, cached - cachedAudio - cachedImage);
        _to.Usage(line, Meters.CacheReadAudio, cachedAudio);
        _to.Usage(line, Meters.CacheReadImage, cachedImage);
        _to.Usage(line, Meters.CacheWrite, written);
        _to.Usage(line, Meters.Output, output - outputAudio - outputImage);
        _to.Usage(line, Meters.OutputAudio, outputAudio);
        _to.Usage(line, Meters.OutputImage, outputImage);
    }

    private void Cost(JsonNode result, ProviderLine line)
    {
        if (result["amount"] is not { } amount)
        {
            return;
        }

        Currency.CheckDollars(amount.Text("currency"), amount.Place);
        decimal value = amount.Number("value") ?? throw amount.Wrong("has no 'value'");
        string? item = result.Text("line_item");
        ChargeWords words = ChargeWords.Read(item);
        if (item is not null)
        {
            _to.CostMeters.UnionWith([.. _tokenMeters, Meters.SearchesWeb, Meters.SearchesFile, Meters.CodeSessions]);
        }

        _to.Cost(
            line with
            {
                Model = line.Model ?? words.Model,
                Meter = words.Meter,
                Tier = null,
                Quantity = words.Meter is null ? null : Units(result),
                Description = item,
            },
            value
        );
    }

    private static decimal? Units(JsonNode result) =>
        result.Text("quantity_unit") switch
        {
            "tokens" => result.Number("quantity"),
            "1000_tokens" => result.Number("quantity") * 1000,
            "duration_seconds" => result.Number("quantity"),
            "duration_minutes" => result.Number("quantity") * 60,
            "images" or "characters" => result.Number("quantity"),
            _ => null,
        };

    private static string? Tier(JsonNode result)
    {
        string? tier = result.Text("service_tier");
        return result["batch"] switch
        {
            { Value.ValueKind: JsonValueKind.True } => Tiers.Batch,
            { Value.ValueKind: JsonValueKind.False } => Tiers.Named(tier),
            null => tier is null ? null : Tiers.Named(tier),
            { } other => throw other.Wrong("must be true or false"),
        };
    }

    /// <summary>What a result is about: the middle of "organization.usage.completions.result".</summary>
    private static string Kind(JsonNode result)
    {
        string name = result.Text("object") ?? (result["amount"] is null ? "usage.completions" : "costs");
        name = name.StartsWith(Prefix, StringComparison.Ordinal) ? name[Prefix.Length..] : name;
        name = name.EndsWith(".result", StringComparison.Ordinal) ? name[..^".result".Length] : name;
        return name.StartsWith("usage.", StringComparison.Ordinal) ? name["usage.".Length..] : name;
    }
}
