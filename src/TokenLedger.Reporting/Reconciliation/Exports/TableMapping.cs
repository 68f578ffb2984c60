using TokenLedger.Accounting.Reconciliation;

namespace TokenLedger.Reporting.Reconciliation.Exports;

/// <summary>Which columns of a table say what. Columns are names of the header; null where there is none.</summary>
public sealed record TableMapping
{
    /// <summary>The ledger's short name of the provider of all rows; null when <see cref="ProviderColumn"/> says it.</summary>
    public string? Provider { get; init; }

    /// <summary>The column that names the provider.</summary>
    public string? ProviderColumn { get; init; }

    /// <summary>The ledger's short name for each name in that column.</summary>
    public IReadOnlyDictionary<string, string> ProviderNames { get; init; } = new Dictionary<string, string>();

    /// <summary>The column of the day, a date.</summary>
    public string? Day { get; init; }

    /// <summary>The column of a bucket's first instant, instead of a day.</summary>
    public string? From { get; init; }

    /// <summary>The column of a bucket's end; null when <see cref="Width"/> says how long buckets are.</summary>
    public string? To { get; init; }

    /// <summary>How long a bucket is that has no end.</summary>
    public TimeSpan Width { get; init; } = TimeSpan.FromDays(1);

    /// <summary>How days and instants are written, a .NET format such as "dd.MM.yyyy"; null for ISO 8601.</summary>
    public string? TimeFormat { get; init; }

    /// <summary>The zone of days, and of instants without an offset.</summary>
    public TimeZoneInfo Zone { get; init; } = TimeZoneInfo.Utc;

    /// <summary>The column of the model.</summary>
    public string? Model { get; init; }

    /// <summary>The column of the provider's key id.</summary>
    public string? Key { get; init; }

    /// <summary>The column of the service tier.</summary>
    public string? Tier { get; init; }

    /// <summary>The column that names the meter, where each row is about one.</summary>
    public string? Meter { get; init; }

    /// <summary>The ledger's meter for each name in that column.</summary>
    public IReadOnlyDictionary<string, string> MeterNames { get; init; } = new Dictionary<string, string>();

    /// <summary>The column of the quantity, where each row is about one meter.</summary>
    public string? Quantity { get; init; }

    /// <summary>Units that one of the quantity stands for (1000 for thousands of tokens).</summary>
    public decimal QuantityFactor { get; init; } = 1;

    /// <summary>The ledger's meter of each column of quantities, where a row has several.</summary>
    public IReadOnlyDictionary<string, string> MeterColumns { get; init; } = new Dictionary<string, string>();

    /// <summary>The meters that the input's quantity includes and that have columns of their own.</summary>
    public IReadOnlyList<string> InputIncludes { get; init; } = [];

    /// <summary>The column of the charge.</summary>
    public string? Amount { get; init; }

    /// <summary>Dollars that one of the amount stands for: 1, or 0.01 for cents.</summary>
    public decimal AmountFactor { get; init; } = 1;

    /// <summary>The column of the currency.</summary>
    public string? CurrencyColumn { get; init; }

    /// <summary>The separator of columns; null to find it out.</summary>
    public char? Separator { get; init; }

    /// <summary>The separator of thousands in numbers; null when there is none.</summary>
    public char? Thousands { get; init; }

    /// <summary>The decimal separator of numbers.</summary>
    public char Decimal { get; init; } = '.';

    /// <summary>All columns it names.</summary>
    public IEnumerable<string> Columns =>
        new[] { ProviderColumn, Day, From, To, Model, Key, Tier, Meter, Quantity, Amount, CurrencyColumn }
            .OfType<string>()
            .Concat(MeterColumns.Keys);
}
