using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using TokenLedger.Accounting.Money;
using TokenLedger.Reporting.Exports.Rows;
using TokenLedger.Reporting.Queries;
using TokenLedger.Reporting.Queries.Chargeback;

namespace TokenLedger.Reporting.Exports.Statements;

/// <summary>The texts of an <see cref="HtmlStatement"/>. What anybody chose is encoded, everything that is not plain ASCII too.</summary>
internal static class StatementText
{
    private const string Style = """
        :root{color-scheme:light}body{font:14px/1.5 system-ui,"Segoe UI",Roboto,"DejaVu Sans",sans-serif;color:#1a1f24;max-width:1040px;margin:32px auto;padding:0 20px}
        h1{font-size:24px;margin:0 0 4px}h2{font-size:15px;margin:28px 0 8px}p{margin:0 0 10px;max-width:80ch}.dim,small{color:#58626b}
        table{border-collapse:collapse;width:100%;margin:20px 0;font-variant-numeric:tabular-nums}th,td{padding:6px 0 6px 16px;text-align:right;border-bottom:1px solid #e2e3de;white-space:nowrap}
        th:first-child{text-align:left;padding-left:0;white-space:normal;overflow-wrap:anywhere;font-weight:500}thead th{font-weight:500;color:#58626b;vertical-align:bottom}tfoot th,tfoot td{font-weight:700;border-top:2px solid #1a1f24;border-bottom:0}
        dl{display:grid;grid-template-columns:max-content 1fr;gap:4px 18px;margin:0}dt{color:#58626b}dd{margin:0;overflow-wrap:anywhere}code{font:12.5px ui-monospace,Menlo,"DejaVu Sans Mono",monospace}
        @page{margin:14mm}@media print{body{margin:0;padding:0;font-size:11px}tr,dl{break-inside:avoid}thead{display:table-header-group}th,td{padding:4px 0 4px 10px}}
        """;

    /// <summary>Everything above the rows.</summary>
    /// <param name="facts">What it says beside its rows.</param>
    /// <param name="columns">What stands above the figures.</param>
    public static string Head(StatementFacts facts, IEnumerable<string> columns)
    {
        ExportQuery query = facts.Query;
        string title = $"Statement of {PeriodOf(query)}, by {query.By[0].Name}";
        StringBuilder text = new("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n");
        // It runs nothing and asks nobody, wherever it is opened.
        text.Append(
                "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
            )
            .Append("<meta name=\"viewport\" content=\"width=device-width\">\n")
            .Append(
                CultureInfo.InvariantCulture,
                $"<title>{Encode(title)}</title>\n<style>\n{Style}\n</style></head><body>\n"
            )
            .Append(CultureInfo.InvariantCulture, $"<h1>{Encode(title)}</h1>\n")
            .Append(CultureInfo.InvariantCulture, $"<p class=\"dim\">{Encode(Subtitle(query))}</p>\n");
        text.Append("<table><thead><tr><th scope=\"col\">")
            .Append(Encode(query.By[0].Name))
            .Append("</th><th scope=\"col\">")
            .AppendJoin("</th><th scope=\"col\">", columns)
            .Append("</th></tr></thead><tbody>\n");
        return text.ToString();
    }

    /// <summary>Everything below the table.</summary>
    public static void Foot(StringBuilder to, StatementFacts facts, string csvSha256)
    {
        if (facts.Shared.Count > 0)
        {
            to.Append("<h2>What was shared</h2><dl>\n");
            foreach (SharedCost shared in facts.Shared)
            {
                string corrections =
                    shared.Corrections == Usd.Zero ? "" : $"; corrections {Amount(shared.Corrections, facts.Query)}";
                Fact(to, shared.Why, Amount(shared.Amount, facts.Query) + corrections);
            }

            to.Append("</dl>\n");
        }

        to.Append("<h2>What it rests on</h2><dl>\n");
        ExportedEntries entries = facts.Entries;
        Fact(to, "Ledger", entries.Origin);
        Fact(to, "Entries", entries.AsOfEntry == 0 ? "none" : $"0 to {Text(entries.AsOfEntry - 1)}");
        Fact(to, "Merkle root of these", entries.Root ?? "-");
        if (facts.Checkpoint is { } signed)
        {
            Fact(to, "Signed checkpoint", $"size {Text(signed.Size)}, root {signed.Root}");
        }

        Fact(to, "SHA-256 of the rows as CSV", csvSha256);
        if (facts.Query.Currency is { } currency)
        {
            string rate = $"1 USD = {currency.PerUsdText} {currency.Code}";
            Fact(to, currency.Code, $"{rate} of {currency.Date:yyyy-MM-dd} ({currency.Source})");
        }

        Fact(to, "Made", Instant(facts.MadeAt));
        to.Append(
                "</dl>\n<p class=\"dim\">Columns sum to what the ledger booked, to the pico-dollar. Calls without a price are in no "
            )
            .Append("amount: with them the true cost is higher. Whoever has the ledger checks this file with ")
            .Append("<code>tokenledger export check FILE</code>, its manifest beside it.</p>\n</body></html>\n");
    }

    /// <summary>A cell with numbers, one below the other.</summary>
    public static void Numbers(StringBuilder to, IEnumerable<(ExportColumn Column, string Number)> numbers) =>
        to.Append("<td>").AppendJoin("<br>", numbers.Select(one => Number(one.Column, one.Number))).Append("</td>");

    /// <summary>A number. Exact amounts have all decimals, so that points stand below each other.</summary>
    private static string Number(ExportColumn column, string number)
    {
        string shown = number;
        if (column.Decimals == ExportColumn.AmountDecimals)
        {
            int point = number.IndexOf('.', StringComparison.Ordinal);
            string whole = point < 0 ? number : number[..point];
            string decimals = (point < 0 ? "" : number[(point + 1)..]).PadRight(column.Decimals, '0');
            shown = $"{whole}.{decimals[..2]}<small>{decimals[2..]}</small>";
        }

        return $"<data class=\"{column.Name}\" value=\"{number}\">{shown}</data>";
    }

    /// <summary>A text as HTML.</summary>
    public static string Encode(string text) => HtmlEncoder.Default.Encode(text);

    private static void Fact(StringBuilder to, string name, string value) =>
        to.Append(CultureInfo.InvariantCulture, $"<dt>{Encode(name)}</dt><dd>{Encode(value)}</dd>\n");

    /// <summary>An amount, and the same in the currency that is shown.</summary>
    private static string Amount(Usd amount, ExportQuery query) =>
        query.Currency is { } currency ? $"{amount} USD, {currency.Of(amount)} {currency.Code}" : $"{amount} USD";

    /// <summary>The month, where it is one; otherwise its instants.</summary>
    private static string PeriodOf(ExportQuery query)
    {
        if (query.Window is not { From: { } from, To: { } to })
        {
            return $"{Instant(query.Window.From)} to {Instant(query.Window.To)}";
        }

        DateTimeOffset first = TimeZoneInfo.ConvertTime(from, query.Zone);
        bool isMonth =
            first is { Day: 1, TimeOfDay.Ticks: 0 }
            && TimeZoneInfo.ConvertTime(to, query.Zone).DateTime == first.DateTime.AddMonths(1);
        return isMonth
            ? first.ToString("MMMM yyyy", CultureInfo.InvariantCulture)
            : $"{Instant(query.Window.From)} to {Instant(query.Window.To)}";
    }

    private static string Subtitle(ExportQuery query)
    {
        List<string> parts =
        [
            $"{Instant(query.Window.From)} to {Instant(query.Window.To)} ({query.Zone.Id})",
            query.AsBooked ? "as booked" : "as corrected",
            $"shared cost {query.Chargeback.RuleName}",
            $"months close {query.Chargeback.Closing.Text} after their end",
        ];
        parts.AddRange(query.Where.Select(condition => condition.ToString()));
        parts.AddRange(query.Currency is { } currency ? [$"below each amount the same in {currency.Code}"] : []);
        parts.AddRange(
            query.Before is { } before
                ? [$"below the figures those of {Instant(before.From)} to {Instant(before.To)}"]
                : []
        );
        return string.Join("; ", parts);
    }

    private static string Instant(DateTimeOffset? instant) =>
        instant?.UtcDateTime.ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture) ?? "...";

    private static string Text(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
