using System.Collections.Frozen;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using TokenLedger.Accounting.Money;
using TokenLedger.Reporting.Documents;
using TokenLedger.Reporting.Exports;

namespace TokenLedger.Reporting.Currencies;

/// <summary>
/// Puts amounts of another currency into a report's document: behind each member NAME_usd one NAME_in_currency, and at the
/// top which currency that is. Where an object says that it counts dollars (its "unit" is usd, or its "quantity" cost, as in
/// forecasts, anomalies and accounts of budgets), the same is done with each amount in it.
/// </summary>
public static class AmountsBeside
{
    private const string Dollars = "_usd";
    private const string Beside = "_in_currency";
    private const string Which = "currency";

    /// <summary>Amounts that are in the unit that stands beside or above them.</summary>
    private static readonly FrozenSet<string> s_inUnit = FrozenSet.Create(
        StringComparer.Ordinal,
        "today",
        "before",
        "expected",
        "low",
        "high",
        "value",
        "usual_from",
        "usual_to",
        "excess",
        "amount",
        "limit",
        "used",
        "held",
        "remaining",
        "per_hour",
        "so_far",
        "elsewhere"
    );

    private static readonly JsonSerializerOptions s_form = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The document with the amounts in it.</summary>
    /// <param name="json">A JSON object.</param>
    /// <param name="currency">The currency.</param>
    /// <exception cref="JsonException">It is no JSON object.</exception>
    public static string Add(string json, Currency currency)
    {
        ArgumentNullException.ThrowIfNull(currency);
        JsonObject document = JsonNode.Parse(json) as JsonObject ?? throw new JsonException("It is no JSON object.");
        AddTo(document, currency, isInDollars: false);
        document[Which] ??= JsonSerializer.SerializeToNode(
            CurrencyDocument.Of(currency),
            ReportJson.Default.CurrencyDocument
        );
        return document.ToJsonString(s_form);
    }

    private static void AddTo(JsonNode? node, Currency currency, bool isInDollars)
    {
        if (node is JsonArray list)
        {
            foreach (JsonNode? item in list)
            {
                AddTo(item, currency, isInDollars);
            }
        }
        else if (node is JsonObject members)
        {
            bool counts = CountsDollars(members) ?? isInDollars;
            foreach (string name in members.Select(member => member.Key).Where(name => name != Which).ToList())
            {
                AddTo(members[name], currency, counts);
                if (AmountOf(name, members[name], counts) is { } amount)
                {
                    members.Insert(members.IndexOf(name) + 1, Other(name), JsonValue.Create(currency.Of(amount)));
                }
            }
        }
    }

    /// <summary>Whether an object counts dollars; null when it does not say.</summary>
    private static bool? CountsDollars(JsonObject members) =>
        Text(members["unit"]) is { } unit ? unit == "usd"
        : Text(members["quantity"]) is { } quantity ? quantity == "cost"
        : null;

    private static string? Text(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    /// <summary>Names are ours: those that callers chose, of tags, hold a colon or stand in values.</summary>
    private static Usd? AmountOf(string name, JsonNode? value, bool isInDollars) =>
        (name.EndsWith(Dollars, StringComparison.Ordinal) || (isInDollars && s_inUnit.Contains(name)))
        && !name.Contains(':', StringComparison.Ordinal)
        && value is JsonValue text
        && text.TryGetValue(out string? amount)
        && Usd.TryParse(amount, out Usd dollars)
            ? dollars
            : null;

    private static string Other(string name) =>
        (name.EndsWith(Dollars, StringComparison.Ordinal) ? name[..^Dollars.Length] : name) + Beside;
}
