using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using TokenLedger.Reporting.Exports;
using TokenLedger.Reporting.Queries;

namespace TokenLedger.Dashboard.Pages;

/// <summary>The HTML of the home page. Every value goes through <see cref="Encode"/>; there is no script.</summary>
internal sealed class HomeText
{
    public const string Style = """
        :root{color-scheme:light dark}
        body{font:15px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem}
        dl{display:flex;flex-wrap:wrap;gap:1rem 3rem;margin:1.5rem 0}
        dt{opacity:.7}dd{margin:0;font-size:1.4rem;font-variant-numeric:tabular-nums}
        table{border-collapse:collapse;width:100%}
        th,td{text-align:left;padding:.3rem .8rem .3rem 0;border-bottom:1px solid #8884;overflow-wrap:anywhere}
        .n{text-align:right;font-variant-numeric:tabular-nums}
        pre{padding:1rem;border:1px solid #8884;overflow:auto}
        .note{border-left:4px solid #c60;padding-left:1rem}
        footer{margin-top:2rem;opacity:.7;overflow-wrap:anywhere}
        """;

    private readonly StringBuilder _html = new(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">"
            + "<meta name=\"viewport\" content=\"width=device-width\"><title>TokenLedger</title><style>"
            + Style
            + "</style></head><body><h1>TokenLedger</h1>"
    );
    private string _footer = "";

    public void Figures(CostReport today, LedgerStamp stamp)
    {
        _html.Append("<dl>");
        Figure("Cost today (UTC)", "$" + today.Total.Known);
        Figure("of it estimated", "$" + today.Total.Estimated);
        Figure("Calls today", Number(today.Total.Calls));
        Figure("Unpriced", Number(today.Total.Unpriced));
        Figure("Open now", Number(today.Total.Open));
        Figure("Ledger entries", Number(stamp.LedgerSize));
        _html.Append("</dl>");
        string checkpoint = stamp.Checkpoint is { } signed
            ? $"checkpoint {signed.Origin} size {Number(signed.Size)} root {signed.Root}"
            : "no checkpoint yet";
        _footer = $"as of entry {Number(today.AsOfEntry)}, {checkpoint}";
        if (today.DeadLetters > 0)
        {
            _footer += $", {Number(today.DeadLetters)} unreadable entries not counted";
        }
    }

    public void Calls(IReadOnlyList<RecentCall> calls)
    {
        _html.Append("<h2>Newest calls</h2><table><thead><tr>");
        foreach (string title in (string[])["Began (UTC)", "Provider", "Model", "Agent", "Outcome"])
        {
            _html.Append("<th>").Append(title);
        }

        _html.Append("<th class=n>Tokens<th class=n>ms<th class=n>Cost (USD)</tr></thead><tbody>");
        foreach (RecentCall call in calls)
        {
            Call(call);
        }

        _html.Append("</tbody></table>");
    }

    public void PointHere(Uri address)
    {
        string root = address.GetLeftPart(UriPartial.Authority);
        _html
            .Append("<h2>No calls yet</h2><p>Point an agent here; nothing else changes:</p><pre>")
            .Append(Encode($"export OPENAI_BASE_URL={root}/v1\nexport ANTHROPIC_BASE_URL={root}\n"))
            .Append("</pre><p>Without an API key, <code>tokenledger demo</code> shows real figures in a minute.</p>");
    }

    /// <summary>The whole page, with a notice if there is one.</summary>
    public string Finish(string? notice)
    {
        if (notice is not null)
        {
            _html.Append("<p class=note>").Append(Encode(notice)).Append("</p>");
        }

        return _html
            .Append("<footer><p>")
            .Append(Encode(_footer))
            .Append("</p><p><a href=\"/openapi/v1.json\">API</a> · <a href=\"/api/v1/costs\">costs</a> · ")
            .Append("<a href=\"/api/v1/checkpoint\">checkpoint</a></p></footer></body></html>")
            .ToString();
    }

    private void Call(RecentCall call)
    {
        string began = call.OccurredAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
        _html.Append("<tr><td><a href=\"/api/v1/calls/").Append(call.Call.ToString("D")).Append("\">");
        _html.Append(began).Append("</a>");
        foreach (string? cell in (string?[])[call.Provider, call.Model, call.Agent, call.Outcome ?? call.Status])
        {
            _html.Append("<td>").Append(Encode(Short(cell ?? "")));
        }

        string cost = call.Unpriced ? call.Known.ToString() + " + unpriced" : call.Known.ToString();
        string mark = call.Estimated == default ? "" : " (estimated)";
        _html.Append("<td class=n>").Append(Number(call.Tokens));
        _html.Append("<td class=n>").Append(call.LatencyMs is { } ms ? Number(ms) : "");
        _html.Append("<td class=n>").Append(call.Status == "open" ? "open" : cost + mark).Append("</tr>");
    }

    private void Figure(string name, string value) =>
        _html.Append("<div><dt>").Append(Encode(name)).Append("<dd>").Append(Encode(value)).Append("</div>");

    /// <summary>Long names are cut so that the page stays small whatever callers send.</summary>
    private static string Short(string text) => text.Length <= 48 ? text : text[..47] + "…";

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Encode(string text) => HtmlEncoder.Default.Encode(text);
}
