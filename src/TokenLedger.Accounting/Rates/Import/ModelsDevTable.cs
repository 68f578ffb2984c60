using System.Text.Json;
using TokenLedger.Accounting.Metering;

namespace TokenLedger.Accounting.Rates.Import;

/// <summary>Reads the api.json of models.dev: providers, their models, and each model's cost in USD per million tokens.</summary>
internal sealed class ModelsDevTable
{
    public const string Format = "models.dev";

    private const string Over200K = "context_over_200k";
    private const string Tiers = "tiers";

    private static readonly Dictionary<string, string> Prices = new(StringComparer.Ordinal)
    {
        ["input"] = Meters.Input,
        ["output"] = Meters.Output,
        ["reasoning"] = Meters.OutputReasoning,
        ["cache_read"] = Meters.CacheRead,
        ["cache_write"] = Meters.CacheWrite,
        ["input_audio"] = Meters.InputAudio,
        ["output_audio"] = Meters.OutputAudio,
    };

    private readonly RowGathering rows = new(Format);

    public static ImportedTables Read(JsonElement root)
    {
        ModelsDevTable table = new();
        JsonElement providers = root.TryGetProperty("providers", out JsonElement below) ? below : root;
        foreach (JsonProperty provider in providers.EnumerateObject())
        {
            if (Models(provider.Value) is JsonElement models)
            {
                foreach (JsonProperty model in models.EnumerateObject())
                {
                    table.ReadModel(ProviderNames.Of(provider.Name), model.Name, model.Value);
                }
            }
        }

        return table.rows.Tables();
    }

    /// <summary>Whether a document is of this form.</summary>
    public static bool Is(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            return false;
        }

        JsonElement providers = root.TryGetProperty("providers", out JsonElement below) ? below : root;
        return providers.ValueKind == JsonValueKind.Object
            && providers.EnumerateObject().Any(provider => Models(provider.Value) is not null);
    }

    private static JsonElement? Models(JsonElement provider) =>
        provider.ValueKind == JsonValueKind.Object
        && provider.TryGetProperty("models", out JsonElement models)
        && models.ValueKind == JsonValueKind.Object
            ? models
            : null;

    private void ReadModel(string provider, string key, JsonElement model)
    {
        if (model.ValueKind != JsonValueKind.Object)
        {
            rows.Leave(provider, key, "a model of a form that is not known");
            return;
        }

        string id = RateJson.Text(model, "id") ?? key;
        if (!model.TryGetProperty("cost", out JsonElement cost) || cost.ValueKind != JsonValueKind.Object)
        {
            rows.Leave(provider, id, "no price: unknown, not free");
            return;
        }

        List<RatePrice> prices = [.. Costs((provider, id), cost, null)];
        if (cost.TryGetProperty(Tiers, out JsonElement tiers) && tiers.ValueKind == JsonValueKind.Array)
        {
            // Where there are tiers, the older context_over_200k only says the same again.
            prices.AddRange(tiers.EnumerateArray().SelectMany(tier => Tier((provider, id), tier)));
        }
        else if (cost.TryGetProperty(Over200K, out JsonElement over) && over.ValueKind == JsonValueKind.Object)
        {
            prices.AddRange(Costs((provider, id), over, new ContextBand(200_001, long.MaxValue)));
        }

        long? window =
            model.TryGetProperty("limit", out JsonElement limit) && limit.ValueKind == JsonValueKind.Object
                ? RateJson.Whole(limit, "context")
                : null;
        rows.Add(provider, id, new([id], [], [], [], []), window is > 0 ? window : null, [new(null, null, prices)]);
    }

    private IEnumerable<RatePrice> Tier((string Provider, string Model) of, JsonElement tier)
    {
        if (
            tier.ValueKind == JsonValueKind.Object
            && tier.TryGetProperty("tier", out JsonElement kind)
            && kind.ValueKind == JsonValueKind.Object
            && RateJson.Text(kind, "type") == "context"
            && RateJson.Whole(kind, "size") is long size
        )
        {
            return Costs(of, tier, new ContextBand(size + 1, long.MaxValue));
        }

        rows.Leave(of.Provider, of.Model, "a tier that is not one of the context's size");
        return [];
    }

    private IEnumerable<RatePrice> Costs((string Provider, string Model) of, JsonElement cost, ContextBand? band)
    {
        RateCondition[] when = band is null ? [] : [band];
        foreach (JsonProperty member in cost.EnumerateObject())
        {
            if (Prices.TryGetValue(member.Name, out string? meter))
            {
                if (rows.Price(of, meter, ScaledDecimal.Read(member.Value, 0), 1_000_000, when) is RatePrice price)
                {
                    yield return price;
                }
            }
            else if (member.Name is not (Tiers or Over200K or "tier"))
            {
                rows.Leave(of.Provider, of.Model, $"cost.{member.Name}");
            }
        }
    }
}
