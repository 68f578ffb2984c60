using System.Globalization;
using System.Text.Json;
using TokenLedger.Accounting.Rates;

namespace TokenLedger.Functional.Tests.Running;

/// <summary>An entry as the product's own interfaces show it: JSON with snake_case members.</summary>
internal sealed record LedgerEntry(JsonElement Json)
{
    public string Kind => Text("kind")!;

    public string? Outcome => Text("outcome");

    public string? Call => Text("call");

    public string? ResponseId => Text("response_id");

    /// <summary>Whether it ends an authorization.</summary>
    public bool IsEnd => Kind is "settlement" or "void";

    /// <summary>What was used by meter, over all line items but a charge the provider stated.</summary>
    public IReadOnlyDictionary<string, long> Quantities =>
        Json.TryGetProperty("lines", out JsonElement lines)
            ? lines
                .EnumerateArray()
                .Where(line => line.GetProperty("meter").GetString() != LineItem.StatedCharge)
                .ToDictionary(
                    line => line.GetProperty("meter").GetString()!,
                    line => (long)decimal.Parse(line.GetProperty("quantity").ToString(), CultureInfo.InvariantCulture)
                )
            : new Dictionary<string, long>();

    /// <summary>Whether the amounts of the lines sum to the cost, as verification asks.</summary>
    public bool AddsUp =>
        (Text("known_cost_usd") ?? Text("cost_usd")) is not { } cost
        || !Json.TryGetProperty("lines", out JsonElement lines)
        || decimal.Parse(cost, CultureInfo.InvariantCulture)
            == lines
                .EnumerateArray()
                .Where(line => line.TryGetProperty("usd", out JsonElement usd) && usd.ValueKind == JsonValueKind.String)
                .Sum(line => decimal.Parse(line.GetProperty("usd").GetString()!, CultureInfo.InvariantCulture));

    public string? Text(string name) => Json.TryGetProperty(name, out JsonElement value) ? value.ToString() : null;

    public IReadOnlyList<string> Flags =>
        Json.TryGetProperty("flags", out JsonElement flags)
            ? [.. flags.EnumerateArray().Select(flag => flag.GetString()!)]
            : [];

    public string? Tag(string name) =>
        Json.TryGetProperty("tags", out JsonElement tags) && tags.TryGetProperty(name, out JsonElement value)
            ? value.GetString()
            : null;
}
