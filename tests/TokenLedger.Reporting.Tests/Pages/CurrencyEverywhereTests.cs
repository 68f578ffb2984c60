using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using TokenLedger.Accounting.Money;
using TokenLedger.Dashboard.Pages.Elements;

namespace TokenLedger.Reporting.Tests.Pages;

/// <summary>Every report shows its amounts in another currency too: on the API, in commands, on pages.</summary>
public sealed partial class CurrencyEverywhereTests
{
    private const string Configuration = """
        display:
          currencies:
            - code: EUR
              per_usd: 0.9214
              date: 2026-11-01
              source: a bank
        """;

    private static readonly string[] s_time = ["--from", "2026-11-01", "--to", "2026-11-09"];

    [Fact]
    public async Task Behind_each_amount_of_every_report_stands_the_same_in_the_currency_asked_for()
    {
        await using OpenBooks books = await OpenBooks.OpenAsync(31);
        string[] reports = await ReportsAsync(books);
        Assert.InRange(reports.Length, 12, 100);
        foreach (string path in reports)
        {
            JsonElement plain = await books.ApiAsync($"{path}?from=2026-11-01&to=2026-11-09");
            JsonElement answer = await books.ApiAsync($"{path}?from=2026-11-01&to=2026-11-09&currency=EUR");
            Assert.Equal("EUR", answer.GetProperty("currency").GetProperty("code").GetString());
            Assert.Equal(Amounts(plain).Select(one => one.Dollars), Amounts(answer).Select(one => one.Dollars));
            Assert.All(Amounts(answer), one => Assert.Equal(InEuro(one.Dollars), one.Other));
        }

        (HttpStatusCode status, string problem) = await books.AnswerAsync("/api/v1/reports/waste?currency=CHF");
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains("display.currencies", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/api/v1/costs?by=agent", "costs", "--by", "agent")]
    [InlineData("/api/v1/costs?compare=previous", "costs", "--compare")]
    [InlineData("/api/v1/series?per=day", "costs", "--per", "day")]
    [InlineData("/api/v1/series?by=model&compare=previous", "costs", "--per", "day", "--by", "model", "--compare")]
    [InlineData("/api/v1/forecast?by=model", "forecast", "--by", "model")]
    [InlineData("/api/v1/efficiency", "efficiency")]
    [InlineData("/api/v1/coverage", "coverage")]
    [InlineData("/api/v1/chargeback", "chargeback")]
    [InlineData("/api/v1/chargeback?compare=previous", "chargeback", "--compare")]
    [InlineData("/api/v1/reports/sessions", "sessions", "report")]
    [InlineData("/api/v1/reports/agents", "agents")]
    [InlineData("/api/v1/reports/waste", "waste")]
    [InlineData("/api/v1/reports/expensive", "expensive")]
    [InlineData("/api/v1/reports/expensive?compare=previous", "expensive", "--compare")]
    [InlineData("/api/v1/reports/outcomes", "outcomes")]
    [InlineData("/api/v1/reports/drivers", "drivers")]
    [InlineData("/api/v1/reports/compare", "compare")]
    public async Task Commands_say_what_the_API_says(string path, params string[] command)
    {
        await using OpenBooks books = await OpenBooks.OpenAsync(31);
        string file = await books.FileAsync("tokenledger.yaml", Configuration);
        // A forecast goes from the clock on where it is not told when; the command's is another than the gateway's.
        string to = command[0] == "forecast" ? "2026-11-03" : "2026-11-09";
        string[] words = [.. command, "--from", "2026-11-01", "--to", to, "--currency", "EUR", "-c", file];

        string question = path + (path.Contains('?', StringComparison.Ordinal) ? '&' : '?');
        JsonElement answer = await books.ApiAsync($"{question}from=2026-11-01&to={to}&currency=EUR");
        JsonElement told = await books.CommandAsync(words);
        Assert.Equal(Amounts(answer), Amounts(told));
        Assert.NotEmpty(Amounts(told));
        Assert.All(Amounts(told), one => Assert.Equal(InEuro(one.Dollars), one.Other));

        string text = await books.TextAsync(words);
        Assert.Contains("(EUR)", text, StringComparison.Ordinal);
        Assert.EndsWith(
            "1 USD = 0.9214 EUR of 2026-11-01 (a bank); the ledger is in USD.",
            text.TrimEnd(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Accounts_of_budgets_and_what_is_unusual_are_told_in_the_currency_too()
    {
        await using OpenBooks books = await OpenBooks.OpenAsync(31);
        string file = await books.FileAsync("tokenledger.yaml", Configuration);
        string[] asked = ["--currency", "EUR", "-c", file];

        JsonElement status = await books.CommandAsync(["budgets", "status", .. asked]);
        JsonElement account = Assert.Single(
            Assert.Single(status.GetProperty("budgets").EnumerateArray()).GetProperty("accounts").EnumerateArray()
        );
        Assert.NotEqual("0", account.GetProperty("used").GetString());
        Assert.Equal(
            InEuro(account.GetProperty("used").GetString()!),
            account.GetProperty("used_in_currency").GetString()
        );
        Assert.Equal("4.607", account.GetProperty("limit_in_currency").GetString()); // of 5 dollars
        string text = await books.TextAsync(["budgets", "status", .. asked]);
        Assert.Contains("4.607", text, StringComparison.Ordinal);
        Assert.Contains("1 USD = 0.9214 EUR", text, StringComparison.Ordinal);

        string unusual = await books.TextAsync(["anomalies", .. s_time, .. asked]);
        Assert.Contains("1 USD = 0.9214 EUR", unusual, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/explore")]
    [InlineData("/sessions")]
    [InlineData("/sessions/agents")]
    [InlineData("/waste")]
    [InlineData("/rates")]
    public async Task A_page_shows_the_currency_beside_dollars_and_what_a_dollar_is(string page)
    {
        await using OpenBooks books = await OpenBooks.OpenAsync(31);
        string html = WebUtility.HtmlDecode(
            await books.PageAsync(page + "?from=2026-11-01&to=2026-11-09&currency=EUR")
        );
        List<Match> amounts = Beside().Matches(html).ToList();
        Assert.NotEmpty(amounts);
        foreach (Match amount in amounts)
        {
            string text = amount.Groups["shown"].Value;
            int decimals = text.Contains('.') ? text.Length - text.IndexOf('.') - 1 : 0;
            Assert.True(Usd.TryParse(amount.Groups["exact"].Value, out Usd exact));
            Assert.Equal(Show.Units(OpenBooks.Euro.ToUnits(exact), decimals), amount.Groups["other"].Value);
        }

        Assert.Equal(Data().Count(html), amounts.Count);
        Assert.Contains(
            "1 USD = 0.9214 EUR of 2026-11-01 (a bank); the ledger is in USD",
            html,
            StringComparison.Ordinal
        );
        (HttpStatusCode status, _) = await books.AnswerAsync(page + "?currency=CHF");
        Assert.Equal(HttpStatusCode.BadRequest, status);
    }

    [Theory]
    [InlineData("/forecast?by=model&to=2026-11-03")]
    [InlineData("/budgets")]
    [InlineData("/budgets/all")]
    public async Task What_is_foreseen_and_what_budgets_count_is_shown_in_the_currency_too(string page)
    {
        await using OpenBooks books = await OpenBooks.OpenAsync(31);
        char and = page.Contains('?', StringComparison.Ordinal) ? '&' : '?';
        string html = WebUtility.HtmlDecode(await books.PageAsync($"{page}{and}currency=EUR"));
        List<Match> amounts = Foreseen().Matches(html).ToList();
        Assert.NotEmpty(amounts);
        foreach (Match amount in amounts)
        {
            // Both are rounded for people, so they need not be the same to the last digit.
            decimal dollars = decimal.Parse(amount.Groups["shown"].Value, CultureInfo.InvariantCulture);
            decimal euros = decimal.Parse(amount.Groups["other"].Value, CultureInfo.InvariantCulture);
            Assert.InRange(euros, (dollars * 0.9214m) - 0.01m, (dollars * 0.9214m) + 0.01m);
        }

        Assert.Contains("1 USD = 0.9214 EUR of 2026-11-01 (a bank)", html, StringComparison.Ordinal);
        Assert.DoesNotContain("EUR</small>", await books.PageAsync(page), StringComparison.Ordinal);
        (HttpStatusCode status, _) = await books.AnswerAsync($"{page}{and}currency=CHF");
        Assert.Equal(HttpStatusCode.BadRequest, status);
    }

    /// <summary>The reports whose description says that they take a currency.</summary>
    /// <summary>All that take the word but for files, which are no documents.</summary>
    private static async Task<string[]> ReportsAsync(OpenBooks books) =>
        [
            .. (await books.ApiAsync("/openapi/v1.json"))
                .GetProperty("paths")
                .EnumerateObject()
                .Where(path =>
                    !path.Name.Contains('{')
                    && path.Name != "/api/v1/export"
                    && path.Value.TryGetProperty("get", out JsonElement get)
                    && Takes(get)
                )
                .Select(path => path.Name),
        ];

    private static bool Takes(JsonElement get) =>
        get.TryGetProperty("parameters", out JsonElement parameters)
        && parameters.EnumerateArray().Any(one => one.GetProperty("name").GetString() == "currency");

    /// <summary>
    /// The amounts of a document in dollars, each with what stands beside it: by their names, and every number of an object
    /// that counts dollars but for percentages and scores.
    /// </summary>
    private static List<(string Dollars, string? Other)> Amounts(JsonElement json, bool counts = false) =>
        json.ValueKind switch
        {
            JsonValueKind.Array => [.. json.EnumerateArray().SelectMany(one => Amounts(one, counts))],
            JsonValueKind.Object =>
            [
                .. json.EnumerateObject()
                    .Where(member => member.Name != "currency")
                    .Where(member => !member.Name.EndsWith("_in_currency", StringComparison.Ordinal))
                    .SelectMany(member =>
                        (member.Name.EndsWith("_usd", StringComparison.Ordinal) || IsAmount(member.Name, json, counts))
                        && member.Value.ValueKind == JsonValueKind.String
                        && Usd.TryParse(member.Value.GetString()!, out _)
                            ?
                            [
                                (
                                    member.Value.GetString()!,
                                    json.TryGetProperty(Other(member.Name), out JsonElement other)
                                        ? other.GetString()
                                        : null
                                ),
                            ]
                            : Amounts(member.Value, Counts(json, counts))
                    ),
            ],
            _ => [],
        };

    private static bool IsAmount(string name, JsonElement json, bool counts) =>
        Counts(json, counts)
        && !name.Contains("percent", StringComparison.Ordinal)
        && name is not ("score" or "meter" or "budget" or "unit" or "quantity");

    private static bool Counts(JsonElement json, bool counts) =>
        json.TryGetProperty("unit", out JsonElement unit) ? unit.ValueEquals("usd")
        : json.TryGetProperty("quantity", out JsonElement quantity) && quantity.ValueKind == JsonValueKind.String
            ? quantity.ValueEquals("cost")
        : counts;

    private static string Other(string name) =>
        (name.EndsWith("_usd", StringComparison.Ordinal) ? name[..^4] : name) + "_in_currency";

    private static string InEuro(string dollars)
    {
        Assert.True(Usd.TryParse(dollars, out Usd amount));
        return OpenBooks.Euro.Of(amount);
    }

    [GeneratedRegex(
        "<data value=\"(?<exact>[^\"]*)\"[^>]*>(?<shown>[^<]*)</data><small class=\"beside\">(?<other>[^< ]*) EUR</small>"
    )]
    private static partial Regex Beside();

    [GeneratedRegex("\\$(?<shown>[0-9.]+)<small class=\"beside\">(?<other>[0-9.]+) EUR</small>")]
    private static partial Regex Foreseen();

    [GeneratedRegex("<data ")]
    private static partial Regex Data();
}
