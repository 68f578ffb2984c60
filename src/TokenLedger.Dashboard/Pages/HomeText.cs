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
        :root{color-scheme:light dark;--line:#8883;--dim:color-mix(in srgb,currentColor 62%,transparent);--good:light-dark(#1a7f37,#4ac26b);--bad:light-dark(#b35900,#e0903c)}
        body{font:15px/1.5 system-ui,sans-serif;max-width:70rem;margin:0 auto;padding:2rem 1.25rem}
        h1{font-size:1.25rem;margin:0 0 1.25rem}h1 small{font-weight:400;font-size:.9rem;color:var(--dim);margin-left:.6rem}
        h2{font-size:1rem;margin:2rem 0 .5rem}
        dl{display:grid;grid-template-columns:repeat(auto-fit,minmax(9.5rem,1fr));gap:1px;margin:0;background:var(--line);border:1px solid var(--line);border-radius:.6rem;overflow:hidden}
        dl div{background:Canvas;padding:.8rem 1rem}
        dt,th,footer{color:var(--dim);font-size:.85rem}
        dd{margin:0;font-size:1.3rem;overflow-wrap:anywhere}dd,.n{font-variant-numeric:tabular-nums}
        .w{overflow-x:auto}
        table{border-collapse:collapse;width:100%;white-space:nowrap}
        th,td{text-align:left;padding:.4rem 1.25rem .4rem 0;border-bottom:1px solid var(--line)}
        th{font-weight:400}td:first-child{font-variant-numeric:tabular-nums}
        th:last-child,td:last-child{padding-right:0}
        .n{text-align:right}.ok{color:var(--good)}.no{color:var(--bad)}
        a{color:inherit;text-decoration-color:var(--dim);text-underline-offset:.2em}
        pre{padding:1rem;border:1px solid var(--line);border-radius:.6rem;overflow-x:auto}
        .note{border-left:3px solid var(--bad);padding-left:1rem}
        @media(max-width:40rem){dl{grid-template-columns:1fr 1fr}table{white-space:normal;overflow-wrap:anywhere;font-size:.9rem}.n{white-space:nowrap}th,td{padding-right:.8rem}:is(th,td):is(:nth-child(2),:nth-child(4),:nth-child(6),:nth-child(7)),.d{display:none}}
        footer{margin-top:2rem;overflow-wrap:anywhere}
        """;

    private readonly StringBuilder _html = new(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">"
            + "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><title>TokenLedger</title><style>"
            + Style
            + "</style></head><body><h1>TokenLedger<small>the record of every call</small></h1>"
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
        _html.Append("<h2>Newest calls</h2><div class=w><table><thead><tr>");
        foreach (string title in (string[])["Began (UTC)", "Provider", "Model", "Agent", "Outcome"])
        {
            _html.Append("<th>").Append(title);
        }

        _html.Append("<th class=n>Tokens<th class=n>ms<th class=n>Cost (USD)</tr></thead><tbody>");
        foreach (RecentCall call in calls)
        {
            Call(call);
        }

        _html.Append("</tbody></table></div>");
    }

    public void PointHere(string root)
    {
        _html
            .Append("<h2>No calls yet</h2><p>Point an agent here; nothing else changes:</p><pre>")
            .Append(Encode($"export OPENAI_BASE_URL={root}/v1"))
            .Append('\n')
            .Append(Encode($"export ANTHROPIC_BASE_URL={root}"))
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
        DateTime began = call.OccurredAt.UtcDateTime;
        string day = began.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        string time = began.ToString("HH:mm:ss", CultureInfo.InvariantCulture);
        _html.Append("<tr><td><a href=\"/api/v1/calls/").Append(call.Call.ToString("D")).Append("\">");
        _html.Append("<span class=d>").Append(day).Append(" </span>").Append(time).Append("</a>");
        foreach (string? cell in (string?[])[call.Provider, call.Model, call.Agent])
        {
            _html.Append("<td>").Append(Encode(Short(cell ?? "")));
        }

        string outcome = call.Outcome ?? call.Status;
        string tone =
            outcome is "served" ? "ok"
            : call.Status is "open" ? ""
            : "no";
        _html.Append("<td class=\"").Append(tone).Append("\">").Append(Encode(Short(outcome.Replace('_', ' '))));
        string known = call.Known.ToString();
        string cost =
            !call.Unpriced ? known
            : call.Known == default ? "unpriced"
            : known + " + unpriced";
        string mark = call.Estimated == default ? "" : " est.";
        _html.Append("<td class=n>").Append(call.Tokens > 0 ? Number(call.Tokens) : "");
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
