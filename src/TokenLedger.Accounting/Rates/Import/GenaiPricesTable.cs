using System.Globalization;
using System.Text.Json;
using TokenLedger.Accounting.Metering;

namespace TokenLedger.Accounting.Rates.Import;

/// <summary>
/// Reads the data of genai-prices: a list of providers with their models, how a name matches, and prices per million
/// tokens, plain or as a list in which the last that is active counts.
/// </summary>
internal sealed class GenaiPricesTable
{
    public const string Format = "genai-prices";

    private static readonly Dictionary<string, (string Meter, long Per)> Prices = new(StringComparer.Ordinal)
    {
        ["input_mtok"] = (Meters.Input, 1_000_000),
        ["cache_write_mtok"] = (Meters.CacheWrite, 1_000_000),
        ["cache_read_mtok"] = (Meters.CacheRead, 1_000_000),
        ["output_mtok"] = (Meters.Output, 1_000_000),
        ["input_audio_mtok"] = (Meters.InputAudio, 1_000_000),
        ["cache_audio_read_mtok"] = (Meters.CacheReadAudio, 1_000_000),
        ["output_audio_mtok"] = (Meters.OutputAudio, 1_000_000),
        ["input_image_mtok"] = (Meters.InputImage, 1_000_000),
        ["output_image_mtok"] = (Meters.OutputImage, 1_000_000),
        ["requests_kcount"] = (Meters.Requests, 1_000),
        ["web_searches_kcount"] = (Meters.SearchesWeb, 1_000),
        ["file_searches_kcount"] = (Meters.SearchesFile, 1_000),
    };

    private readonly RowGathering rows = new(Format);

    public static ImportedTables Read(JsonElement root)
    {
        GenaiPricesTable table = new();
        foreach (JsonElement provider in root.EnumerateArray())
        {
            string name = ProviderNames.Of(RateJson.Text(provider, "id") ?? "unnamed");
            foreach (JsonElement model in provider.GetProperty("models").EnumerateArray())
            {
                table.ReadModel(name, model);
            }
        }

        return table.rows.Tables();
    }

    /// <summary>Whether a document is of this form.</summary>
    public static bool Is(JsonElement root) =>
        root.ValueKind == JsonValueKind.Array
        && root.GetArrayLength() > 0
        && root.EnumerateArray()
            .All(provider =>
                provider.ValueKind == JsonValueKind.Object
                && provider.TryGetProperty("models", out JsonElement models)
                && models.ValueKind == JsonValueKind.Array
            );

    private void ReadModel(string provider, JsonElement model)
    {
        if (model.ValueKind != JsonValueKind.Object || RateJson.Text(model, "id") is not string id)
        {
            rows.Leave(provider, "?", "a model without an id");
            return;
        }

        GenaiPricesMatch match = new(id);
        if (model.TryGetProperty("match", out JsonElement clause) && !match.Add(clause))
        {
            rows.Leave(provider, id, "a match clause that is not known: only its id matches");
        }

        List<ImportedSpan> spans = model.TryGetProperty("prices", out JsonElement prices)
            ? Spans((provider, id), prices)
            : [];
        rows.Add(provider, id, match.Result, RateJson.Whole(model, "context_window"), spans);
    }

    private List<ImportedSpan> Spans((string Provider, string Model) of, JsonElement prices)
    {
        if (prices.ValueKind == JsonValueKind.Object)
        {
            return [new(null, null, Costs(of, prices, null))];
        }

        List<ImportedSpan> spans = [];
        List<RatePrice> timed = [];
        foreach (JsonElement item in prices.ValueKind == JsonValueKind.Array ? prices.EnumerateArray() : default)
        {
            if (
                item.ValueKind != JsonValueKind.Object
                || !item.TryGetProperty("prices", out JsonElement costs)
                || costs.ValueKind != JsonValueKind.Object
            )
            {
                rows.Leave(of.Provider, of.Model, "a price of a form that is not known");
            }
            else if (
                !item.TryGetProperty("constraint", out JsonElement constraint)
                || constraint.ValueKind != JsonValueKind.Object
            )
            {
                spans.Add(new(null, null, Costs(of, costs, null)));
            }
            else if (Start(constraint) is DateTimeOffset from)
            {
                spans.Add(new(from, null, Costs(of, costs, null)));
            }
            else if (Window(constraint) is TimeOfDay window)
            {
                timed.AddRange(Costs(of, costs, window));
            }
            else
            {
                rows.Leave(of.Provider, of.Model, "a constraint that is neither a date nor a time of day");
            }
        }

        return Joined(spans, timed);
    }

    /// <summary>Each span ends where the next begins; prices by the time of day hold in all of them.</summary>
    private static List<ImportedSpan> Joined(List<ImportedSpan> spans, List<RatePrice> timed)
    {
        if (spans.Count == 0)
        {
            return timed.Count == 0 ? [] : [new(null, null, timed)];
        }

        ImportedSpan[] ordered = [.. spans.OrderBy(span => span.From ?? DateTimeOffset.MinValue)];
        return
        [
            .. ordered.Select(
                (span, i) =>
                    span with
                    {
                        To = i + 1 < ordered.Length ? ordered[i + 1].From : null,
                        Prices = [.. span.Prices, .. timed],
                    }
            ),
        ];
    }

    private List<RatePrice> Costs((string Provider, string Model) of, JsonElement costs, TimeOfDay? window)
    {
        List<RatePrice> prices = [];
        RateCondition[] when = window is null ? [] : [window];
        foreach (JsonProperty cost in costs.EnumerateObject())
        {
            if (!Prices.TryGetValue(cost.Name, out (string Meter, long Per) price))
            {
                rows.Leave(of.Provider, of.Model, cost.Name);
            }
            else if (cost.Value.ValueKind == JsonValueKind.Object)
            {
                prices.AddRange(Tiered(of, cost.Value, price, when));
            }
            else if (rows.Price(of, price.Meter, ScaledDecimal.Read(cost.Value, 0), price.Per, when) is RatePrice plain)
            {
                prices.Add(plain);
            }
        }

        return prices;
    }

    private IEnumerable<RatePrice> Tiered(
        (string Provider, string Model) of,
        JsonElement tiered,
        (string Meter, long Per) price,
        RateCondition[] when
    )
    {
        if (
            tiered.TryGetProperty("base", out JsonElement start)
            && rows.Price(of, price.Meter, ScaledDecimal.Read(start, 0), price.Per, when) is RatePrice low
        )
        {
            yield return low;
        }

        foreach (
            JsonElement tier in tiered.TryGetProperty("tiers", out JsonElement tiers)
            && tiers.ValueKind == JsonValueKind.Array
                ? tiers.EnumerateArray()
                : default
        )
        {
            if (
                tier.ValueKind == JsonValueKind.Object
                && RateJson.Whole(tier, "start") is long over
                && tier.TryGetProperty("price", out JsonElement usd)
                && rows.Price(
                    of,
                    price.Meter,
                    ScaledDecimal.Read(usd, 0),
                    price.Per,
                    [.. when, new ContextBand(over + 1, long.MaxValue)]
                )
                    is RatePrice high
            )
            {
                yield return high;
            }
        }
    }

    private static DateTimeOffset? Start(JsonElement constraint)
    {
        string? text = RateJson.Text(constraint, "start_date") ?? RateJson.Text(constraint, "start");
        return DateTimeOffset.TryParse(
            text,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out DateTimeOffset start
        )
            ? start
            : null;
    }

    private static TimeOfDay? Window(JsonElement constraint) =>
        TryTime(RateJson.Text(constraint, "start_time"), out TimeSpan start)
        && TryTime(RateJson.Text(constraint, "end_time"), out TimeSpan end)
            ? new TimeOfDay([new TimeWindow(TimeSpan.Zero, start, end, null, [])])
            : null;

    /// <summary>"16:30:00Z"; another offset than UTC is not known there.</summary>
    private static bool TryTime(string? text, out TimeSpan time)
    {
        time = default;
        string? plain = text?.TrimEnd('Z').Replace("+00:00", "", StringComparison.Ordinal);
        return TimeSpan.TryParseExact(plain, [@"hh\:mm", @"hh\:mm\:ss"], CultureInfo.InvariantCulture, out time)
            && time.Seconds == 0;
    }
}
