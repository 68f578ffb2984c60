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
    [InlineData("/api/v1/efficiency", "efficiency")]
    [InlineData("/api/v1/coverage", "coverage")]
    [InlineData("/api/v1/chargeback", "chargeback")]
    [InlineData("/api/v1/reports/sessions", "sessions", "report")]
    [InlineData("/api/v1/reports/agents", "agents")]
    [InlineData("/api/v1/reports/waste", "waste")]
    [InlineData("/api/v1/reports/expensive", "expensive")]
    [InlineData("/api/v1/reports/outcomes", "outcomes")]
    [InlineData("/api/v1/reports/drivers", "drivers")]
    [InlineData("/api/v1/reports/compare", "compare")]
    public async Task Commands_say_what_the_API_says(string path, params string[] command)
    {
        await using OpenBooks books = await OpenBooks.OpenAsync(31);
        string file = await books.FileAsync("tokenledger.yaml", Configuration);
        string[] words = [.. command, .. s_time, "--currency", "EUR", "-c", file];

        JsonElement answer = await books.ApiAsync($"{path}?from=2026-11-01&to=2026-11-09&currency=EUR");
        JsonElement told = await books.CommandAsync(words);
        Assert.Equal(Amounts(answer), Amounts(told));
        Assert.NotEmpty(Amounts(told));

        string text = await books.TextAsync(words);
        Assert.Contains("(EUR)", text, StringComparison.Ordinal);
        Assert.EndsWith(
            "1 USD = 0.9214 EUR of 2026-11-01 (a bank); the ledger is in USD.",
            text.TrimEnd(),
            StringComparison.Ordinal
        );
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

    /// <summary>The reports whose description says that they take a currency.</summary>
    private static async Task<string[]> ReportsAsync(OpenBooks books) =>
        [
            .. (await books.ApiAsync("/openapi/v1.json"))
                .GetProperty("paths")
                .EnumerateObject()
                .Where(path =>
                    !path.Name.Contains('{') && path.Value.TryGetProperty("get", out JsonElement get) && Takes(get)
                )
                .Select(path => path.Name),
        ];

    private static bool Takes(JsonElement get) =>
        get.TryGetProperty("parameters", out JsonElement parameters)
        && parameters.EnumerateArray().Any(one => one.GetProperty("name").GetString() == "currency");

    /// <summary>The amounts of a document in dollars, each with what stands beside it.</summary>
    private static List<(string Dollars, string? Other)> Amounts(JsonElement json) =>
        json.ValueKind switch
        {
            JsonValueKind.Array => [.. json.EnumerateArray().SelectMany(Amounts)],
            JsonValueKind.Object =>
            [
                .. json.EnumerateObject()
                    .Where(member => member.Name != "currency")
                    .SelectMany(member =>
                        member.Name.EndsWith("_usd", StringComparison.Ordinal)
                        && member.Value.ValueKind == JsonValueKind.String
                        && Usd.TryParse(member.Value.GetString()!, out _)
                            ?
                            [
                                (
                                    member.Value.GetString()!,
                                    json.TryGetProperty(member.Name[..^4] + "_in_currency", out JsonElement other)
                                        ? other.GetString()
                                        : null
                                ),
                            ]
                            : Amounts(member.Value)
                    ),
            ],
            _ => [],
        };

    private static string InEuro(string dollars)
    {
        Assert.True(Usd.TryParse(dollars, out Usd amount));
        return OpenBooks.Euro.Of(amount);
    }

    [GeneratedRegex(
        "<data value=\"(?<exact>[^\"]*)\"[^>]*>(?<shown>[^<]*)</data><small class=\"beside\">(?<other>[^< ]*) EUR</small>"
    )]
    private static partial Regex Beside();

    [GeneratedRegex("<data ")]
    private static partial Regex Data();
}
