using TokenLedger.Configuration.Values;

namespace TokenLedger.Configuration.Keys;

/// <summary>The keys of the rates section.</summary>
internal static class RateKeys
{
    /// <summary>All of them, in the order of the documentation.</summary>
    public static IReadOnlyList<ConfigurationKey> All { get; } =
    [
        new(
            "rates.files[]",
            ValueKind.Text,
            "",
            "Further rate tables, files or folders; one of a provider takes the place of the built-in one."
        ),
        new(
            "rates.overlays[]",
            ValueKind.Text,
            "",
            "Rate tables searched before all others, files or folders: agreed prices and private models."
        ),
        new(
            "rates.watch",
            ValueKind.Duration("0", "1h"),
            "5s",
            "How often these files and this section are looked at for changes; 0 leaves it to SIGHUP."
        ),
        .. Factor("commitments", "Percent of the price that capacity paid in advance covers, at most 100."),
        .. Factor("discounts", "Percent off the price, at most 100."),
        .. Factor("markups", "Percent on top of the price, at most 1000."),
        new("rates.models[].provider", ValueKind.Text, "", "Whose model it is, as the calls' provider is called."),
        new(
            "rates.models[].model",
            ValueKind.Text,
            "",
            "The model's id; with * at its end every id that begins so. Searched before all tables."
        ),
        new("rates.models[].input", RateValues.Dollars, "", "USD per million fresh prompt tokens."),
        new("rates.models[].cache_read", RateValues.Dollars, "", "USD per million cached ones. Without it: as input."),
        new(
            "rates.models[].cache_write",
            RateValues.Dollars,
            "",
            "USD per million written ones. Without it: as input."
        ),
        new("rates.models[].output", RateValues.Dollars, "", "USD per million answer tokens."),
        new("rates.models[].request", RateValues.Dollars, "", "USD per request."),
        new("rates.models[].from", RateValues.Instant, "", "First instant. Without it: since ever."),
        new("rates.models[].to", RateValues.Instant, "", "First instant after. Without it: until further notice."),
    ];

    private static ConfigurationKey[] Factor(string list, string percent) =>
        [
            new($"rates.{list}[].name", RateValues.Name, "", "What entries call it, in their rate id."),
            new($"rates.{list}[].percent", RateValues.Percent, "", percent),
            new($"rates.{list}[].provider", ValueKind.Text, "*", "Which providers; * stands for any characters."),
            new($"rates.{list}[].model", ValueKind.Text, "*", "Which models, as `rates show` names them."),
            new($"rates.{list}[].meters", ValueKind.Text, "", "Which meters, between commas. Without it: all."),
            new(
                $"rates.{list}[].when.<name>",
                ValueKind.Text,
                "",
                "A fact that must hold, such as region or deployment."
            ),
            new($"rates.{list}[].from", RateValues.Instant, "", "First instant. Without it: since ever."),
            new($"rates.{list}[].to", RateValues.Instant, "", "First instant after. Without it: until further notice."),
        ];
}
