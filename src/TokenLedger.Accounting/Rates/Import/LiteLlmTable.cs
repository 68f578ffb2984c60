using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using TokenLedger.Accounting.Metering;

namespace TokenLedger.Accounting.Rates.Import;

/// <summary>
/// Reads LiteLLM's model_prices_and_context_window.json: one object whose members are models, with prices per single
/// unit; thresholds, tiers and lifetimes are part of a price's name.
/// </summary>
internal sealed partial class LiteLlmTable
{
    public const string Format = "litellm";

    private const int PerMillion = 6;
    private const string SearchSize = "search_context_size";

    private static readonly Dictionary<string, (string Meter, long Per, int Tens)> Prices = new(StringComparer.Ordinal)
    {
        ["input_cost_per_token"] = (Meters.Input, 1_000_000, PerMillion),
        ["output_cost_per_token"] = (Meters.Output, 1_000_000, PerMillion),
        ["cache_read_input_token_cost"] = (Meters.CacheRead, 1_000_000, PerMillion),
        ["cache_creation_input_token_cost"] = (Meters.CacheWrite, 1_000_000, PerMillion),
        ["cache_creation_input_token_cost_above_1hr"] = (Meters.CacheWrite1h, 1_000_000, PerMillion),
        ["output_cost_per_reasoning_token"] = (Meters.OutputReasoning, 1_000_000, PerMillion),
        ["input_cost_per_audio_token"] = (Meters.InputAudio, 1_000_000, PerMillion),
        ["output_cost_per_audio_token"] = (Meters.OutputAudio, 1_000_000, PerMillion),
        ["cache_read_input_audio_token_cost"] = (Meters.CacheReadAudio, 1_000_000, PerMillion),
        ["cache_read_input_token_cost_per_audio_token"] = (Meters.CacheReadAudio, 1_000_000, PerMillion),
        ["input_cost_per_image_token"] = (Meters.InputImage, 1_000_000, PerMillion),
        ["output_cost_per_image_token"] = (Meters.OutputImage, 1_000_000, PerMillion),
        ["cache_read_input_image_token_cost"] = (Meters.CacheReadImage, 1_000_000, PerMillion),
        ["citation_cost_per_token"] = ("tokens.output.citation", 1_000_000, PerMillion),
        ["output_cost_per_image"] = (Meters.Images, 1, 0),
        ["input_cost_per_request"] = (Meters.Requests, 1, 0),
        ["input_cost_per_query"] = ("searches.rerank", 1, 0),
        ["input_cost_per_character"] = ("characters.in", 1_000_000, PerMillion),
        ["ocr_cost_per_page"] = ("pages", 1, 0),
        ["annotation_cost_per_page"] = ("pages.annotated", 1, 0),
        ["code_interpreter_cost_per_session"] = (Meters.CodeSessions, 1, 0),
        ["file_search_cost_per_1k_calls"] = (Meters.SearchesFile, 1_000, 0),
    };

    private readonly RowGathering rows = new(Format);

    public static ImportedTables Read(JsonElement root)
    {
        LiteLlmTable table = new();
        foreach (JsonProperty model in root.EnumerateObject())
        {
            if (model.Name != "sample_spec" && model.Value.ValueKind == JsonValueKind.Object)
            {
                table.ReadModel(model.Name, model.Value);
            }
        }

        return table.rows.Tables();
    }

    /// <summary>Whether a document is of this form.</summary>
    public static bool Is(JsonElement root) =>
        root.ValueKind == JsonValueKind.Object
        && root.EnumerateObject()
            .Any(model =>
                model.Value.ValueKind == JsonValueKind.Object && model.Value.TryGetProperty("litellm_provider", out _)
            );

    private void ReadModel(string key, JsonElement model)
    {
        if (RateJson.Text(model, "litellm_provider") is not string foreign)
        {
            rows.Leave("?", key, "names no litellm_provider");
            return;
        }

        string provider = ProviderNames.Of(foreign);
        string id = Id(key, foreign, provider);
        if (id.Contains('/', StringComparison.Ordinal) && provider is "azure" or "bedrock" or "openai")
        {
            rows.Leave(provider, id, "a region, size or step count in the model's name");
            return;
        }

        List<RatePrice> prices = [];
        foreach (JsonProperty member in model.EnumerateObject())
        {
            prices.AddRange(Member((provider, id), model, member));
        }

        ModelMatch match = id.StartsWith("ft:", StringComparison.Ordinal)
            ? new([], [id], [], [], [])
            : new([id], [], [], [], []);
        rows.Add(provider, id, match, RateJson.Whole(model, "max_input_tokens"), [new(null, null, prices)]);
    }

    /// <summary>"gemini/gemini-2.5-pro" is gemini-2.5-pro there.</summary>
    private static string Id(string key, string foreign, string provider)
    {
        int slash = key.IndexOf('/', StringComparison.Ordinal);
        string first = slash < 0 ? "" : key[..slash];
        return first.Length > 0 && (first == foreign || ProviderNames.Of(first) == provider) ? key[(slash + 1)..] : key;
    }

    private IEnumerable<RatePrice> Member((string Provider, string Model) of, JsonElement model, JsonProperty member)
    {
        if (member.Value.ValueKind == JsonValueKind.Null || !IsPrice(member.Name))
        {
            return [];
        }

        if (member.Name == "search_context_cost_per_query")
        {
            return Searches(of, member.Value);
        }

        bool isAudio = RateJson.Text(model, "mode") == "audio_transcription";
        if (member.Name == "input_cost_per_second" && isAudio)
        {
            return One(rows.Price(of, Meters.AudioSeconds, ScaledDecimal.Read(member.Value, 0), 1));
        }

        Match name = Name().Match(member.Name);
        if (!Prices.TryGetValue(name.Groups["base"].Value, out (string Meter, long Per, int Tens) price))
        {
            bool isNothing = ScaledDecimal.Read(member.Value, 0) == "0";
            if (!isNothing)
            {
                rows.Leave(of.Provider, of.Model, member.Name);
            }

            return [];
        }

        List<RateCondition> when = [];
        if (name.Groups["over"].Success)
        {
            long over = long.Parse(name.Groups["over"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);
            when.Add(new ContextBand(over * 1_000 + 1, long.MaxValue));
        }

        if (name.Groups["tier"].Success)
        {
            string tier = name.Groups["tier"].Value;
            when.Add(
                new OneOf(
                    "service_tier",
                    tier == "batches" ? ["batch"]
                        : tier == "priority" ? ["fast", "priority"]
                        : [tier],
                    false
                )
            );
        }

        return One(rows.Price(of, price.Meter, ScaledDecimal.Read(member.Value, price.Tens), price.Per, [.. when]));
    }

    private IEnumerable<RatePrice> Searches((string Provider, string Model) of, JsonElement sizes)
    {
        // Perplexity's fee is for the request, whether it searched or not.
        string meter = of.Provider == "perplexity" ? Meters.Requests : Meters.SearchesWeb;
        foreach (JsonProperty size in sizes.ValueKind == JsonValueKind.Object ? sizes.EnumerateObject() : default)
        {
            string word = size.Name[(size.Name.LastIndexOf('_') + 1)..];
            if (
                rows.Price(of, meter, ScaledDecimal.Read(size.Value, 3), 1_000, new OneOf(SearchSize, [word], false))
                is RatePrice price
            )
            {
                yield return price;
            }
        }
    }

    private static RatePrice[] One(RatePrice? price) => price is null ? [] : [price];

    private static bool IsPrice(string name) =>
        name.Contains("cost", StringComparison.Ordinal)
        || name.Contains("pricing", StringComparison.Ordinal)
        || name.Contains("multiplier", StringComparison.Ordinal);

    [GeneratedRegex(
        "^(?<base>.+?)(?:_above_(?<over>[0-9]+)k_tokens)?(?:_(?<tier>batches|flex|priority))?$",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Name();
}
