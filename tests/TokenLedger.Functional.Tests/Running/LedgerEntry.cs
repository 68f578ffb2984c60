using System.Globalization;
using System.Text.Json;

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

    /// <summary>Tokens by meter, over all line items.</summary>
    public IReadOnlyDictionary<string, long> Quantities =>
        Json.TryGetProperty("lines", out JsonElement lines)
            ? lines
                .EnumerateArray()
                .ToDictionary(
                    line => line.GetProperty("meter").GetString()!,
                    line => (long)decimal.Parse(line.GetProperty("quantity").ToString(), CultureInfo.InvariantCulture)
                )
            : new Dictionary<string, long>();

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
