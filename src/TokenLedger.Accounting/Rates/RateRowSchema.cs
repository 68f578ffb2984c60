using System.Text.Json;
using System.Text.RegularExpressions;

namespace TokenLedger.Accounting.Rates;

/// <summary>
/// The rules of rate-table.schema.json about a row that reading it does not need. They are for who writes a table: the
/// built-in ones were checked before they were built in.
/// </summary>
internal static partial class RateRowSchema
{
    private static readonly string[] Required = ["model", "match", "from", "to", "prices", "sources", "confidence"];
    private static readonly string[] Switches = ["bucket", "free", "self_hosted", "deprecated"];
    private static readonly string[] Texts = ["kind", "native_currency", "note"];

    private static readonly (string Key, string[] Words)[] Choices =
    [
        ("confidence", ["high", "medium", "disputed"]),
        ("date_precision", ["day", "hour", "minute", "second", "observed-by"]),
        ("clock", ["request", "completion"]),
        ("cache_write_default_ttl", ["5m", "1h", "30m"]),
    ];

    public static void Check(RateTableReader table, JsonElement row)
    {
        if (table.IsTable)
        {
            CheckPresent(table, row);
        }

        foreach ((string key, string[] words) in Choices)
        {
            if (row.TryGetProperty(key, out _) && !words.Contains(RateJson.Text(row, key)))
            {
                table.Report($"{key} must be {string.Join(", ", words[..^1])} or {words[^1]}");
            }
        }

        CheckKinds(table, row);
        CheckMatch(table, row);
    }

    public static void CheckPrice(RateTableReader table, string meter, string usd)
    {
        if (!MeterName().IsMatch(meter))
        {
            table.Report($"meter \"{meter}\" must be made of small words with dots between them, such as tokens.input");
        }

        if (usd.Length > 1 && usd[0] == '0' && usd[1] != '.')
        {
            table.Report($"usd \"{usd}\" must not begin with a superfluous 0");
        }
    }

    private static void CheckPresent(RateTableReader table, JsonElement row)
    {
        foreach (string key in Required)
        {
            if (!row.TryGetProperty(key, out _))
            {
                table.Report($"{key} is missing{(key is "from" or "to" ? "; null says that the span is open" : "")}");
            }
        }

        if (RateJson.Texts(row, "sources") is { Count: 0 })
        {
            table.Report("sources must name where the figures come from, at least one");
        }
    }

    private static void CheckKinds(RateTableReader table, JsonElement row)
    {
        foreach (string key in Switches)
        {
            if (
                row.TryGetProperty(key, out JsonElement flag)
                && flag.ValueKind is not (JsonValueKind.True or JsonValueKind.False)
            )
            {
                table.Report($"{key} must be true or false");
            }
        }

        foreach (string key in Texts)
        {
            if (row.TryGetProperty(key, out JsonElement text) && text.ValueKind != JsonValueKind.String)
            {
                table.Report($"{key} must be a text");
            }
        }

        if (row.TryGetProperty("context_window", out _) && RateJson.Whole(row, "context_window") is null)
        {
            table.Report("context_window must be a whole number of tokens");
        }
    }

    private static void CheckMatch(RateTableReader table, JsonElement row)
    {
        if (!row.TryGetProperty("match", out JsonElement match) || match.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        bool sized = match.TryGetProperty("size_billion", out _);
        if (
            !sized
            && RateJson.Texts(match, "ids") is { Count: 0 }
            && RateJson.Texts(match, "prefixes") is { Count: 0 }
            && RateJson.Texts(match, "patterns") is { Count: 0 }
        )
        {
            table.Report("match names no id, prefix, pattern or size, so nothing ever finds this row; add an id");
        }

        if (sized != RateJson.Flag(row, "bucket"))
        {
            table.Report("size_billion and \"bucket\": true belong together: a price by size is an estimate");
        }
    }

    [GeneratedRegex(@"^[a-z_]+(\.[a-z0-9_]+)*\z", RegexOptions.CultureInvariant)]
    private static partial Regex MeterName();
}
