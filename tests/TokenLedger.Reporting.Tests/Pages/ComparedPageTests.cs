using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace TokenLedger.Reporting.Tests.Pages;

/// <summary>What pages show of the time before is what the API says of it.</summary>
public sealed partial class ComparedPageTests
{
    private const string Now = "from=2026-11-02&to=2026-11-04";
    private const string Before = "from=2026-10-31&to=2026-11-02";

    [Theory]
    [InlineData("/sessions", "/api/v1/reports/sessions")]
    [InlineData("/sessions/agents", "/api/v1/reports/agents")]
    [InlineData("/waste", "/api/v1/reports/waste")]
    public async Task The_report_of_the_time_before_is_that_of_that_time(string page, string path)
    {
        await using OpenBooks books = await OpenBooks.OpenAsync(31);
        JsonElement compared = await books.ApiAsync($"{path}?{Now}&compare=previous");
        JsonElement then = await books.ApiAsync($"{path}?{Before}");
        Assert.Equal(Figures(then), Figures(compared.GetProperty("before")));

        string html = WebUtility.HtmlDecode(await books.PageAsync($"{page}?{Now}&compare=previous"));
        Assert.NotEmpty(Change().Matches(html));
        Assert.Contains($"{page}?{Now}\"", html, StringComparison.Ordinal); // the way back, without
        Assert.Empty(Change().Matches(await books.PageAsync($"{page}?{Now}")));
        Assert.Contains("compare=previous", await books.PageAsync($"{page}?{Now}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Waste_shows_beside_each_kind_what_it_was()
    {
        await using OpenBooks books = await OpenBooks.OpenAsync(31);
        JsonElement then = await books.ApiAsync($"/api/v1/reports/waste?{Before}");
        string html = await books.PageAsync($"/waste?{Now}&compare=previous");

        string[] expected =
        [
            .. then.GetProperty("findings").EnumerateArray().Select(one => one.GetProperty("cost_usd").GetString()!),
            then.GetProperty("wasted_usd").GetString()!,
        ];
        Assert.Equal(expected, Was().Matches(html).Select(match => match.Groups[1].Value));
        Assert.Contains(expected, amount => amount != "0");
    }

    [Fact]
    public async Task Agents_show_what_all_of_them_cost_before()
    {
        await using OpenBooks books = await OpenBooks.OpenAsync(31);
        JsonElement then = await books.ApiAsync($"/api/v1/reports/agents?{Before}");
        string html = await books.PageAsync($"/sessions/agents?{Now}&compare=previous");

        IReadOnlyList<string> amounts = OpenBooks.Amounts(html, "<tfoot>", "</tfoot>");
        Assert.Equal(then.GetProperty("total").GetProperty("cost_usd").GetString(), amounts[0]);
    }

    [Theory]
    [InlineData("efficiency", "/api/v1/efficiency", "cache_savings_usd")]
    [InlineData("latency", "/api/v1/latency", null)]
    public async Task Tables_of_explore_have_a_row_of_the_time_before(string shape, string path, string? figure)
    {
        await using OpenBooks books = await OpenBooks.OpenAsync(31);
        string html = await books.PageAsync($"/explore?{Now}&by=agent&as={shape}&compare=previous");
        JsonElement compared = await books.ApiAsync($"{path}?{Now}&by=agent&compare=previous");

        int rows = compared.GetProperty("rows").GetArrayLength();
        Assert.Equal(rows + 1, html.Split("<tr class=\"before\">").Length - 1);
        if (figure is not null)
        {
            string foot = html[html.IndexOf("<th>Before</th>", StringComparison.Ordinal)..];
            Assert.Equal(
                compared.GetProperty("total_before").GetProperty(figure).GetString(),
                OpenBooks.Amounts(foot, "<th>Before</th>")[0]
            );
        }
    }

    [Theory]
    [InlineData("/api/v1/errors", "errors")]
    [InlineData("/api/v1/latency", "latency")]
    public async Task Commands_have_a_line_of_the_time_before_for_each_group_that_was_there(string path, string command)
    {
        await using OpenBooks books = await OpenBooks.OpenAsync(31);
        JsonElement compared = await books.ApiAsync($"{path}?{Now}&by=agent&compare=previous");
        string text = await books.TextAsync([
            command,
            "--from",
            "2026-11-02",
            "--to",
            "2026-11-04",
            "--by",
            "agent",
            "--compare",
        ]);

        int there = compared.GetProperty("rows").EnumerateArray().Count(row => row.TryGetProperty("before", out _));
        Assert.NotEqual(0, there);
        string[] lines = text.Split('\n');
        Assert.Equal(there, lines.Count(line => line.StartsWith("  before", StringComparison.Ordinal)));
        string calls = compared.GetProperty("total_before").GetProperty("calls").GetRawText();
        Assert.Equal(
            calls,
            lines
                .Single(one => one.StartsWith("BEFORE", StringComparison.Ordinal))
                .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]
        );
        Assert.Contains("Before: 2026-10-31 00:00:00 to 2026-11-02 00:00:00 UTC.", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_statement_shows_the_month_before()
    {
        await using OpenBooks books = await OpenBooks.OpenAsync(31);
        JsonElement then = await books.ApiAsync("/api/v1/chargeback?month=2026-11");
        string html = await books.PageAsync("/reports?month=2026-12&compare=previous");

        IReadOnlyList<string> amounts = OpenBooks.Amounts(html, "<tfoot>", "</tfoot>");
        Assert.Equal(then.GetProperty("total").GetProperty("charged_usd").GetString(), amounts[3]);
        Assert.Equal("0", amounts[4]);
        Assert.Contains("&amp;compare=previous\" download", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_time_without_beginning_cannot_be_compared_and_says_why()
    {
        await using OpenBooks books = await OpenBooks.OpenAsync(31);
        (HttpStatusCode status, string html) = await books.AnswerAsync("/waste?to=2026-11-04&compare=previous");
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains("needs a window that has begun", html, StringComparison.Ordinal);
    }

    /// <summary>What a report says, but for the checkpoint, which goes on by itself.</summary>
    private static IEnumerable<(string, string)> Figures(JsonElement report) =>
        report
            .EnumerateObject()
            .Where(member => member.Name != "checkpoint")
            .Select(member => (member.Name, member.Value.GetRawText()));

    [GeneratedRegex("<span class=\"change ")]
    private static partial Regex Change();

    [GeneratedRegex("data-label=\"before\"><data value=\"([^\"]*)\"")]
    private static partial Regex Was();
}
