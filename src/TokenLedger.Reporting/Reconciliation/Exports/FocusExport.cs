using System.Text.Json;
using TokenLedger.Accounting;
using TokenLedger.Accounting.Metering;
using TokenLedger.Accounting.Reconciliation;
using TokenLedger.Reporting.Exports.Focus;

namespace TokenLedger.Reporting.Reconciliation.Exports;

/// <summary>
/// Reads FOCUS 1.x cost and usage rows (https://focus.finops.org), CSV or JSON: charges of usage of the service category
/// "AI and Machine Learning". The model and the meter are read from SkuPriceDetails, SkuMeter, SkuId and
/// ChargeDescription, in this order; a mapping may name columns that say it better.
/// </summary>
internal sealed class FocusExport(TableMapping? map)
{
    private static readonly string[] _needed =
    [
        FocusNames.ChargePeriodStart,
        FocusNames.ChargePeriodEnd,
        FocusNames.BilledCost,
        FocusNames.BillingCurrency,
    ];
    private static readonly string[] _modelDetails = ["ModelId", FocusNames.ModelDetail, "x_Model"];
    private static readonly string[] _typeDetails =
    [
        FocusNames.TypeDetail,
        "TokenType",
        "x_TokenDirection",
        "TokenDirection",
    ];
    private static readonly string[] _keyColumns =
    [
        "CredentialId",
        "x_ApiKeyId",
        "x_CredentialId",
        FocusNames.KeyColumn,
    ];

    private static readonly string[] _meters =
    [
        Meters.Input,
        Meters.InputAudio,
        Meters.InputImage,
        Meters.CacheRead,
        Meters.CacheReadAudio,
        Meters.CacheReadImage,
        Meters.CacheWrite,
        Meters.CacheWrite5m,
        Meters.CacheWrite1h,
        Meters.Output,
        Meters.OutputAudio,
        Meters.OutputImage,
        Meters.SearchesWeb,
        Meters.SearchesFile,
        Meters.CodeSessions,
    ];

    private readonly LineBuffer _to = new();
    private readonly BucketTimes _times = new(map?.Zone ?? TimeZoneInfo.Utc, null);
    private readonly SortedDictionary<string, int> _left = new(StringComparer.Ordinal);

    public static ProviderExport Read(IReadOnlyList<ExportFile> files, TableMapping? map)
    {
        FocusExport reader = new(map);
        foreach (ExportFile file in files)
        {
            reader.Read(file);
        }

        foreach ((string what, int rows) in reader._left)
        {
            reader._to.Notes.Add($"{Counted.Of(rows, "row is", "rows are")} not compared: {what}.");
        }

        return reader._to.ToExport();
    }

    private void Read(ExportFile file)
    {
        ExportTable table = ExportTable.Read(file, map?.Separator);
        foreach (string column in _needed.Concat(map?.Columns ?? []))
        {
            table.Require(file, column);
        }

        _to.CostMeters.UnionWith(_meters);
        foreach (TableRow row in table.Rows)
        {
            if (Reason(row) is { } reason)
            {
                _left[reason] = _left.GetValueOrDefault(reason) + 1;
            }
            else
            {
                ReadRow(row);
            }
        }
    }

    /// <summary>Why a row is not about the use of a model; null when it is.</summary>
    private static string? Reason(TableRow row)
    {
        string category = row[FocusNames.ServiceCategory] ?? FocusNames.AiCategory;
        string charge = row[FocusNames.ChargeCategory] ?? FocusNames.Usage;
        return category != FocusNames.AiCategory ? $"service category {category}"
            : charge != FocusNames.Usage ? $"charge category {charge}"
            : null;
    }

    private void ReadRow(TableRow row)
    {
        Currency.CheckDollars(row[FocusNames.BillingCurrency], row.Place);
        ExportBucket bucket = Bucket(row);
        Dictionary<string, string> details = Details(row);
        string words = string.Join(
            ' ',
            new[]
            {
                row[FocusNames.SkuMeter],
                row[FocusNames.SkuId],
                row[FocusNames.ChargeDescription],
            }.OfType<string>()
        );
        ChargeWords said = ChargeWords.Read(words);
        string? meter =
            row[map?.Meter] is { } name && map!.MeterNames.TryGetValue(name, out string? mapped)
                ? mapped
                : MeterOf(details) ?? said.Meter;
        _to.CostBucket(bucket);
        _to.Cost(
            new()
            {
                Place = row.Place,
                Provider = Provider(row),
                Day = bucket.Day,
                From = bucket.From,
                To = bucket.To,
                Model =
                    row[map?.Model]
                    ?? First(details, _modelDetails)
                    ?? row["x_Model"]
                    ?? ModelOfSku(row[FocusNames.SkuId])
                    ?? said.Model,
                Key = row[map?.Key] ?? _keyColumns.Select(column => row[column]).FirstOrDefault(key => key is not null),
                Tier = Tier(row, details, said),
                Meter = meter,
                Quantity = meter is null ? null : Quantity(row),
                Description = row[FocusNames.ChargeDescription] ?? row[FocusNames.SkuMeter],
            },
            Number(row, FocusNames.BilledCost)
                ?? throw row.Wrong(FocusNames.BilledCost, "is empty, but every charge has one")
        );
    }

    private ExportBucket Bucket(TableRow row)
    {
        DateTimeOffset from = Instant(row, FocusNames.ChargePeriodStart);
        DateTimeOffset to = Instant(row, FocusNames.ChargePeriodEnd);
        return to > from && to - from <= TimeSpan.FromHours(28)
            ? new(_times.DayOf(from), from, to)
            : throw row.Wrong(
                FocusNames.ChargePeriodStart,
                "begins a period longer than a day; export it by day or by hour"
            );
    }

    private DateTimeOffset Instant(TableRow row, string column) =>
        row[column] is not { } text
            ? throw row.Wrong(column, "is empty")
            : _times.Instant(text)
                ?? throw row.Wrong(column, $"'{text}' is not an instant such as 2026-11-02T00:00:00Z");

    private string Provider(TableRow row)
    {
        if (map?.Provider is { } only)
        {
            return only;
        }

        string name =
            row[map?.ProviderColumn]
            ?? row[FocusNames.ServiceProviderName]
            ?? row[FocusNames.ProviderName]
            ?? row[FocusNames.PublisherName]
            ?? "";
        return map?.ProviderNames.GetValueOrDefault(name)
            ?? FocusProviders.Find(name)
            ?? throw row.Wrong(
                FocusNames.ProviderName,
                $"'{name}' is no provider known here; name it in a mapping file (provider_names)"
            );
    }

    private static Dictionary<string, string> Details(TableRow row)
    {
        Dictionary<string, string> details = new(StringComparer.OrdinalIgnoreCase);
        if (row[FocusNames.SkuPriceDetails] is not { } json)
        {
            return details;
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            foreach (JsonProperty member in document.RootElement.EnumerateObject())
            {
                details[member.Name] =
                    member.Value.ValueKind == JsonValueKind.String
                        ? member.Value.GetString()!
                        : member.Value.GetRawText();
            }
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException)
        {
            throw row.Wrong(FocusNames.SkuPriceDetails, "is not a JSON object");
        }

        return details;
    }

    private static string? MeterOf(Dictionary<string, string> details)
    {
        string type = string.Concat(First(details, _typeDetails)?.Where(char.IsLetterOrDigit) ?? "").ToLowerInvariant();
        return type switch
        {
            "" => null,
            "input" => Meters.Input,
            "output" => Meters.Output,
            "cacheread" or "cachedinput" => Meters.CacheRead,
            "cachewrite" => Meters.CacheWrite,
            "cachewrite5m" => Meters.CacheWrite5m,
            "cachewrite1h" => Meters.CacheWrite1h,
            _ => ChargeWords.MeterOf(type),
        };
    }

    private static string? Tier(TableRow row, Dictionary<string, string> details, ChargeWords said)
    {
        string? tier =
            details.GetValueOrDefault(FocusNames.TierDetail) ?? details.GetValueOrDefault("ServiceTier") ?? said.Tier;
        return tier is not null ? Tiers.Named(tier)
            : row[FocusNames.PricingCategory] == FocusNames.Standard ? Tiers.Standard
            : null;
    }

    /// <summary>"claude-sonnet-4-5/cache-read": the model is what stands before the meter.</summary>
    private static string? ModelOfSku(string? sku)
    {
        int slash = sku?.LastIndexOf('/') ?? -1;
        return slash > 0 && ChargeWords.MeterOf(sku![(slash + 1)..].Replace('-', ' ').ToLowerInvariant()) is not null
            ? sku[..slash]
            : null;
    }

    private static decimal? Quantity(TableRow row) =>
        Number(row, FocusNames.ConsumedQuantity) is { } consumed ? consumed * UnitSize.Of(row[FocusNames.ConsumedUnit])
        : Number(row, FocusNames.PricingQuantity) is { } priced ? priced * UnitSize.Of(row[FocusNames.PricingUnit])
        : null;

    private static decimal? Number(TableRow row, string column) =>
        row[column] is not { } text
            ? null
            : ExactAmount.Number(text) ?? throw row.Wrong(column, $"'{text}' is not a decimal number");

    private static string? First(Dictionary<string, string> details, string[] names) =>
        names.Select(details.GetValueOrDefault).FirstOrDefault(value => value is not null);
}
