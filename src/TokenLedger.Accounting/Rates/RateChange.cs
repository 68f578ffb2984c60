namespace TokenLedger.Accounting.Rates;

/// <summary>What differs between two books.</summary>
public enum ChangeKind
{
    /// <summary>A provider is only in the second book.</summary>
    ProviderAdded,

    /// <summary>A provider is only in the first book.</summary>
    ProviderRemoved,

    /// <summary>A model, or a span of its time, is only in the second book.</summary>
    RowAdded,

    /// <summary>A model, or a span of its time, is only in the first book.</summary>
    RowRemoved,

    /// <summary>Something beside the prices of a row differs.</summary>
    RowChanged,

    /// <summary>A price is only in the second book.</summary>
    PriceAdded,

    /// <summary>A price is only in the first book.</summary>
    PriceRemoved,

    /// <summary>A price has other dollars.</summary>
    PriceChanged,
}

/// <summary>One difference between two books.</summary>
/// <param name="Kind">What kind.</param>
/// <param name="Provider">The provider.</param>
/// <param name="Model">The row's model; null when it is about the whole provider.</param>
/// <param name="From">From when the row counts; null for "since ever".</param>
public sealed record RateChange(ChangeKind Kind, string Provider, string? Model, DateTimeOffset? From)
{
    /// <summary>The meter of a price, or what of the row changed ("to", "match", "multipliers" …).</summary>
    public string? What { get; init; }

    /// <summary>Units of a price; 0 when it is about none.</summary>
    public long Per { get; init; }

    /// <summary>A price's conditions as text; empty when it has none.</summary>
    public string When { get; init; } = "";

    /// <summary>What the first book says.</summary>
    public string? Before { get; init; }

    /// <summary>What the second book says.</summary>
    public string? After { get; init; }

    /// <summary>Whether the new price begins with a row that follows the one compared with, on its date.</summary>
    public bool AtItsDate { get; init; }
}
