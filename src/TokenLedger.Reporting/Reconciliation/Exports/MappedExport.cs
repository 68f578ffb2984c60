using TokenLedger.Accounting.Metering;
using TokenLedger.Accounting.Reconciliation;

namespace TokenLedger.Reporting.Reconciliation.Exports;

/// <summary>Reads any table by a mapping of its columns.</summary>
internal sealed class MappedExport(TableMapping map)
{
    private readonly LineBuffer _to = new();
    private readonly BucketTimes _times = new(map.Zone, map.TimeFormat);

    public static ProviderExport Read(IReadOnlyList<ExportFile> files, TableMapping map)
    {
        MappedExport reader = new(map);
        foreach (ExportFile file in files)
        {
            reader.Read(file);
        }

        return reader._to.ToExport();
    }

    private void Read(ExportFile file)
    {
        ExportTable table = ExportTable.Read(file, map.Separator);
        foreach (string column in map.Columns)
        {
            table.Require(file, column);
        }

        _to.UsageMeters.UnionWith(map.MeterColumns.Values);
        if (map is { Meter: not null, Amount: null })
        {
            _to.UsageMeters.UnionWith(map.MeterNames.Values);
        }

        if (map is { Meter: not null, Amount: not null })
        {
            _to.CostMeters.UnionWith(map.MeterNames.Values);
        }

        foreach (TableRow row in table.Rows)
        {
            Read(row);
        }
    }

    private void Read(TableRow row)
    {
        ExportBucket bucket = Bucket(row);
        ProviderLine line = new()
        {
            Place = row.Place,
            Provider = Provider(row),
            Day = bucket.Day,
            From = bucket.From,
            To = bucket.To,
            Model = row[map.Model],
            Key = row[map.Key],
            Tier = map.Tier is null ? null : Tiers.Named(row[map.Tier]),
        };
        foreach ((string meter, decimal quantity) in Quantities(row))
        {
            _to.UsageBucket(bucket);
            _to.Usage(line, meter, quantity);
        }

        string? named = Meter(row);
        decimal? units = map.Quantity is null ? null : Number(row, map.Quantity) * map.QuantityFactor;
        if (map.Amount is not null)
        {
            Currency.CheckDollars(row[map.CurrencyColumn], row.Place);
            _to.CostBucket(bucket);
            ProviderLine charge = line with
            {
                Meter = named,
                Quantity = named is null ? null : units,
                Description = row[map.Meter],
            };
            _to.Cost(charge, Number(row, map.Amount) * map.AmountFactor ?? 0);
        }
        else if (named is not null && units is { } quantity)
        {
            _to.UsageBucket(bucket);
            _to.Usage(line, named, quantity);
        }
    }

    private ExportBucket Bucket(TableRow row)
    {
        if (map.Day is { } day)
        {
            string text = row[day] ?? throw row.Wrong(day, "is empty, but every row needs its day");
            return _times.Day(text)
                ?? throw row.Wrong(day, $"'{text}' is not a date{Form()}; say how it is written with time_format");
        }

        string column = map.From!;
        DateTimeOffset from = Instant(row, column);
        DateTimeOffset to = map.To is { } end ? Instant(row, end) : from + map.Width;
        return to > from && to - from <= TimeSpan.FromHours(28)
            ? new(_times.DayOf(from), from, to)
            : throw row.Wrong(column, "begins a bucket that is longer than a day or ends before it begins");
    }

    private DateTimeOffset Instant(TableRow row, string column)
    {
        string text = row[column] ?? throw row.Wrong(column, "is empty, but every row needs its time");
        return _times.Instant(text)
            ?? throw row.Wrong(column, $"'{text}' is not a time{Form()}; say how it is written with time_format");
    }

    private string Form() => map.TimeFormat is null ? " such as 2026-11-02" : $" of the form {map.TimeFormat}";

    private string Provider(TableRow row)
    {
        if (map.Provider is { } only)
        {
            return only;
        }

        string name = row[map.ProviderColumn] ?? throw row.Wrong(map.ProviderColumn!, "is empty");
        return map.ProviderNames.TryGetValue(name, out string? known)
            ? known
            : throw row.Wrong(map.ProviderColumn!, $"'{name}' is not among provider_names");
    }

    private string? Meter(TableRow row)
    {
        if (row[map.Meter] is not { } name)
        {
            return null;
        }

        return map.MeterNames.TryGetValue(name, out string? meter) ? meter
            : map.Amount is not null ? null
            : throw row.Wrong(map.Meter!, $"'{name}' is not among meter_names");
    }

    private List<KeyValuePair<string, decimal>> Quantities(TableRow row)
    {
        Dictionary<string, decimal> sums = [];
        foreach ((string column, string meter) in map.MeterColumns)
        {
            decimal quantity = (Number(row, column) ?? 0) * map.QuantityFactor;
            sums[meter] = sums.GetValueOrDefault(meter) + quantity;
        }

        foreach (string included in map.InputIncludes)
        {
            sums[Meters.Input] = sums.GetValueOrDefault(Meters.Input) - sums.GetValueOrDefault(included);
        }

        return sums.GetValueOrDefault(Meters.Input) < 0
            ? throw row.Wrong("the input", "is smaller than the parts that input_includes says it has")
            : [.. sums];
    }

    private decimal? Number(TableRow row, string column)
    {
        if (row[column] is not { } text)
        {
            return null;
        }

        string plain = map.Thousands is { } thousands
            ? text.Replace(thousands.ToString(), "", StringComparison.Ordinal)
            : text;
        plain = map.Decimal == '.' ? plain : plain.Replace(map.Decimal, '.');
        return ExactAmount.Number(plain)
            ?? throw row.Wrong(
                column,
                $"'{text}' is not a decimal number; say with decimal and thousands how it is written"
            );
    }
}
