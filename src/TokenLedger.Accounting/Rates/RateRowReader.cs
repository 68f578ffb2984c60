using System.Globalization;
using System.Text.Json;

namespace TokenLedger.Accounting.Rates;

/// <summary>Reads one row of a table.</summary>
internal sealed class RateRowReader(RateTableReader table, string provider, BookVersion version, int place)
{
    /// <summary>Characters of a multiplier: a row's factors multiply in 128 bits.</summary>
    private const int MostFactorDigits = 8;

    private static readonly string[] RowKeys =
    [
        "model",
        "kind",
        "match",
        "from",
        "to",
        "date_precision",
        "context_window",
        "prices",
        "multipliers",
        "counting",
        "quantize",
        "clock",
        "cache_write_default_ttl",
        "bucket",
        "free",
        "self_hosted",
        "deprecated",
        "native_currency",
        "sources",
        "disagreements",
        "confidence",
        "note",
    ];

    private static readonly string[] MatchKeys =
    [
        "ids",
        "prefixes",
        "patterns",
        "not_ids",
        "not_prefixes",
        "size_billion",
    ];

    private static readonly string[] PriceKeys = ["meter", "usd", "per", "when"];
    private static readonly string[] MultiplierKeys = ["dimension", "when", "times", "meters"];

    public RateRow Read(JsonElement row)
    {
        string model = RateJson.Text(row, "model") ?? "";
        if (model.Length == 0)
        {
            table.Report("model is missing");
        }
        else
        {
            table.NamePlace(model);
        }

        table.RefuseUnknownKeys(row, RowKeys);
        if (table.IsStrict)
        {
            RateRowSchema.Check(table, row);
        }

        DateTimeOffset? from = Instant(row, "from");
        DateTimeOffset? to = Instant(row, "to");
        if (from >= to)
        {
            table.Report("from must be before to");
        }

        IReadOnlyList<string> sources = Texts(row, "sources");
        foreach (string source in sources)
        {
            table.CheckSource(source);
        }

        string dated = from is null ? "" : "/" + RateJson.Text(row, "from");
        return new RateRow
        {
            Provider = provider,
            Model = model,
            Place = place,
            Match = Match(row),
            From = from,
            To = to,
            ByCompletion = RateJson.Text(row, "clock") == "completion",
            ContextWindow = RateJson.Whole(row, "context_window"),
            CacheWriteDefaultTtl = RateJson.Text(row, "cache_write_default_ttl"),
            Bucket = RateJson.Flag(row, "bucket"),
            Free = RateJson.Flag(row, "free"),
            SelfHosted = RateJson.Flag(row, "self_hosted"),
            NativeCurrency = RateJson.Text(row, "native_currency") is string own and not "USD" ? own : null,
            OncePerPrompt = OncePerPrompt(row),
            Prices = Prices(row),
            Multipliers = Multipliers(row),
            Minimums = Minimums(row),
            Confidence = Interned(RateJson.Text(row, "confidence") ?? ""),
            Sources = sources,
            Note = RateJson.Text(row, "note"),
            Key = $"{provider}/{model}{dated}",
            Version = version,
        };
    }

    private DateTimeOffset? Instant(JsonElement row, string name)
    {
        if (!row.TryGetProperty(name, out JsonElement value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        if (
            value.ValueKind == JsonValueKind.String
            && RateJson.TryInstant(value.GetString()!, out DateTimeOffset instant)
        )
        {
            return instant;
        }

        table.Report($"{name} must be an instant such as 2026-08-21T00:00:00Z, or null");
        return null;
    }

    private ModelMatch Match(JsonElement row)
    {
        if (!row.TryGetProperty("match", out JsonElement match) || match.ValueKind != JsonValueKind.Object)
        {
            table.Report("match must be an object");
            return new([], [], [], [], []);
        }

        table.RefuseUnknownKeys(match, MatchKeys);
        return new(
            Texts(match, "ids"),
            Texts(match, "prefixes"),
            Texts(match, "patterns"),
            Texts(match, "not_ids"),
            Texts(match, "not_prefixes"),
            Size(match)
        );
    }

    private SizeRange? Size(JsonElement match)
    {
        if (!match.TryGetProperty("size_billion", out JsonElement size))
        {
            return null;
        }

        decimal? over = null;
        decimal? from = null;
        decimal? upTo = null;
        decimal? below = null;
        bool good = size.ValueKind == JsonValueKind.Object;
        foreach (JsonProperty bound in good ? size.EnumerateObject() : default)
        {
            good &= TryDecimal(bound.Value, out decimal billions);
            switch (bound.Name)
            {
                case "gt":
                    over = billions;
                    break;
                case "gte":
                    from = billions;
                    break;
                case "lte":
                    upTo = billions;
                    break;
                case "lt":
                    below = billions;
                    break;
                default:
                    good = false;
                    break;
            }
        }

        if (!good)
        {
            table.Report("size_billion must have bounds gt, gte, lt or lte, each a decimal text such as \"4\"");
        }

        return new(over, from, upTo, below);
    }

    private static bool TryDecimal(JsonElement value, out decimal number)
    {
        number = 0;
        return value.ValueKind == JsonValueKind.String
            && decimal.TryParse(
                value.GetString(),
                NumberStyles.AllowDecimalPoint,
                CultureInfo.InvariantCulture,
                out number
            );
    }

    /// <summary>
    /// How a meter is counted where the provider reports more than it charges: "one per …" a prompt or a unique query.
    /// A usage reader counts unique queries; that a prompt is charged once is applied when the bill is made.
    /// </summary>
    private List<string> OncePerPrompt(JsonElement row)
    {
        List<string> meters = [];
        if (!row.TryGetProperty("counting", out JsonElement counting))
        {
            return meters;
        }

        if (counting.ValueKind != JsonValueKind.Object)
        {
            table.Report("counting must be an object of meters and rules");
            return meters;
        }

        foreach (JsonProperty rule in counting.EnumerateObject())
        {
            switch (RateJson.Text(counting, rule.Name))
            {
                case "one per grounded prompt":
                    meters.Add(Interned(rule.Name));
                    break;
                case "one per unique non-empty query":
                    break;
                default:
                    table.Report(
                        $"counting of {rule.Name} must be \"one per grounded prompt\" or \"one per unique non-empty query\""
                    );
                    break;
            }
        }

        return meters;
    }

    private IReadOnlyList<string> Texts(JsonElement owner, string name)
    {
        if (RateJson.Texts(owner, name) is IReadOnlyList<string> texts)
        {
            return texts;
        }

        table.Report($"{name} must be an array of texts");
        return [];
    }

    private RatePrice[] Prices(JsonElement row)
    {
        List<RatePrice> prices = [];
        foreach (JsonElement price in Items(row, "prices", required: true))
        {
            table.RefuseUnknownKeys(price, PriceKeys);
            string? meter = RateJson.Text(price, "meter");
            string? usd = RateJson.Text(price, "usd");
            long? per = RateJson.Whole(price, "per");
            if (meter is null || usd is null || per is null or < 1)
            {
                table.Report("a price needs meter and usd as texts and per as a whole number of at least 1");
            }
            else if (!ExactRatio.TryParse(usd, out ExactRatio dollars))
            {
                table.Report(
                    $"usd of {meter} is not a plain decimal of at most {ExactRatio.MaxDigits} digits: \"{usd}\""
                );
            }
            else
            {
                if (table.IsStrict)
                {
                    RateRowSchema.CheckPrice(table, meter, usd);
                }

                IReadOnlyList<RateCondition> when = RateConditionReader.Read(table, price);
                if (dollars.TryPicoPerUnit(per.Value, out ExactRatio picoPerUnit))
                {
                    prices.Add(new(Interned(meter), usd, per.Value, when, picoPerUnit));
                }
                else
                {
                    table.Report($"{usd} for {per} units of {meter} is out of range");
                }
            }
        }

        return [.. prices];
    }

    private RateMultiplier[] Multipliers(JsonElement row)
    {
        List<RateMultiplier> multipliers = [];
        foreach (JsonElement item in Items(row, "multipliers", required: false))
        {
            table.RefuseUnknownKeys(item, MultiplierKeys);
            string? dimension = RateJson.Text(item, "dimension");
            string? times = RateJson.Text(item, "times");
            if (
                dimension is null
                || times is not { Length: <= MostFactorDigits }
                || !ExactRatio.TryParse(times, out ExactRatio factor)
            )
            {
                table.Report(
                    $"a multiplier needs dimension, and times as a plain decimal of at most {MostFactorDigits} characters"
                );
                continue;
            }

            IReadOnlyList<RateCondition> when = RateConditionReader.Read(table, item);
            multipliers.Add(new(dimension, when, times, factor, Texts(item, "meters")));
        }

        return [.. multipliers];
    }

    private KeyValuePair<string, decimal>[] Minimums(JsonElement row)
    {
        if (!row.TryGetProperty("quantize", out JsonElement quantize) || quantize.ValueKind != JsonValueKind.Object)
        {
            return [];
        }

        List<KeyValuePair<string, decimal>> minimums = [];
        foreach (JsonProperty meter in quantize.EnumerateObject())
        {
            if (meter.Value.ValueKind == JsonValueKind.Object && RateJson.Whole(meter.Value, "min") is long least)
            {
                minimums.Add(new(meter.Name, least));
            }
            else
            {
                table.Report($"quantize of {meter.Name} must be an object with a whole min");
            }
        }

        return [.. minimums];
    }

    private List<JsonElement> Items(JsonElement row, string name, bool required)
    {
        List<JsonElement> items = [];
        if (!row.TryGetProperty(name, out JsonElement list))
        {
            if (required)
            {
                table.Report($"{name} is missing");
            }

            return items;
        }

        if (list.ValueKind != JsonValueKind.Array)
        {
            table.Report($"{name} must be an array");
            return items;
        }

        foreach (JsonElement item in list.EnumerateArray())
        {
            if (item.ValueKind == JsonValueKind.Object)
            {
                items.Add(item);
            }
            else
            {
                table.Report($"{name} must hold objects");
            }
        }

        return items;
    }

    /// <summary>Meter names are few: sharing their instances makes comparing them a pointer comparison.</summary>
    private static string Interned(string meter) => string.Intern(meter);
}
