using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using TokenLedger.Accounting.Money;
using TokenLedger.Reporting.Documents;
using TokenLedger.Reporting.Exports;

namespace TokenLedger.Reporting.Currencies;

/// <summary>
/// Puts amounts of another currency into a report's document: behind each member NAME_usd one NAME_in_currency, and at the
/// top which currency that is. What is there already stays as it is.
/// </summary>
public static class AmountsBeside
{
    private const string Dollars = "_usd";
    private const string Beside = "_in_currency";
    private const string Which = "currency";

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
        AddTo(document, currency);
        document[Which] ??= JsonSerializer.SerializeToNode(
            CurrencyDocument.Of(currency),
            ReportJson.Default.CurrencyDocument
        );
        return document.ToJsonString(s_form);
    }

    private static void AddTo(JsonNode? node, Currency currency)
    {
        if (node is JsonArray list)
        {
            foreach (JsonNode? item in list)
            {
                AddTo(item, currency);
            }
        }
        else if (node is JsonObject members)
        {
            foreach (string name in members.Select(member => member.Key).Where(name => name != Which).ToList())
            {
                AddTo(members[name], currency);
                if (AmountOf(name, members[name]) is { } amount && !members.ContainsKey(Other(name)))
                {
                    members.Insert(members.IndexOf(name) + 1, Other(name), JsonValue.Create(currency.Of(amount)));
                }
            }
        }
    }

    /// <summary>Names are ours: those that callers chose, of tags, hold a colon or stand in values.</summary>
    private static Usd? AmountOf(string name, JsonNode? value) =>
        name.EndsWith(Dollars, StringComparison.Ordinal)
        && !name.Contains(':', StringComparison.Ordinal)
        && value is JsonValue text
        && text.TryGetValue(out string? amount)
        && Usd.TryParse(amount, out Usd dollars)
            ? dollars
            : null;

    private static string Other(string name) => name[..^Dollars.Length] + Beside;
}
