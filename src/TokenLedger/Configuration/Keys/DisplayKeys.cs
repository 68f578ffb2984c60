using TokenLedger.Configuration.Values;

namespace TokenLedger.Configuration.Keys;

/// <summary>The keys of the display section.</summary>
internal static class DisplayKeys
{
    /// <summary>All of them, in the order of the documentation.</summary>
    public static IReadOnlyList<ConfigurationKey> All { get; } =
    [
        new(
            "display.currencies[].code",
            DisplayValues.CurrencyCode,
            "",
            "A currency that costs can be shown in beside dollars, as ISO 4217 calls it."
        ),
        new("display.currencies[].per_usd", DisplayValues.PerUsd, "", "Its units for one dollar. Nothing is fetched."),
        new("display.currencies[].date", DisplayValues.Day, "", "The day of which that is; reports state it."),
        new("display.currencies[].source", ValueKind.Text, "", "Where it is from, in your words; reports state it."),
    ];
}
