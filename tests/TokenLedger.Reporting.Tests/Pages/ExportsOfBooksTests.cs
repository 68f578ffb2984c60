using System.Net;

namespace TokenLedger.Reporting.Tests.Pages;

/// <summary>Files in another currency and beside the time before: the same from the API and the command, offered by the page.</summary>
public sealed class ExportsOfBooksTests
{
    private const string Configuration = """
        display:
          currencies:
            - code: EUR
              per_usd: 0.9214
              date: 2026-11-01
              source: a bank
        """;

    private static readonly string[] s_time = ["--from", "2026-11-02", "--to", "2026-11-04"];

    [Theory]
    [InlineData("rows=groups&by=agent&compare=previous", "--by", "agent", "--compare")]
    [InlineData("rows=calls", "--rows", "calls")]
    [InlineData("rows=lines", "--rows", "lines")]
    [InlineData("rows=chargeback&by=feature&compare=previous", "--rows", "chargeback", "--by", "feature", "--compare")]
    public async Task A_command_writes_what_the_API_answers(string question, params string[] command)
    {
        await using OpenBooks books = await OpenBooks.OpenAsync(31);
        string file = await books.FileAsync("tokenledger.yaml", Configuration);
        string written = await books.ExportAsync([.. command, .. s_time, "--currency", "EUR", "-c", file]);
        (HttpStatusCode status, string answered) = await books.AnswerAsync(
            $"/api/v1/export?{question}&from=2026-11-02&to=2026-11-04&currency=EUR"
        );
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains("_in_currency", written, StringComparison.Ordinal);
        Assert.Contains(",EUR", written, StringComparison.Ordinal);
        Assert.Equal(WithoutStamp(answered), WithoutStamp(written));
    }

    [Theory]
    [InlineData("rows=calls&currency=CHF", "display.currencies")]
    [InlineData("format=focus&currency=EUR", "FOCUS charges are in their billing currency")]
    [InlineData("rows=lines&compare=previous", "single facts")]
    public async Task What_a_file_cannot_have_is_refused_by_the_API(string question, string expected)
    {
        await using OpenBooks books = await OpenBooks.OpenAsync(31);
        (HttpStatusCode status, string text) = await books.AnswerAsync("/api/v1/export?" + question);
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains(expected, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_offers_both_where_they_can_be_and_its_links_keep_them()
    {
        await using OpenBooks books = await OpenBooks.OpenAsync(31);
        string page = await books.PageAsync("/reports?month=2026-11&currency=EUR&compare=previous");
        string[] forms =
        [
            .. page.Split("<form").Where(form => form.Contains("action=\"/api/v1/export\"", StringComparison.Ordinal)),
        ];
        Assert.Equal(3, forms.Length);
        Assert.Equal(
            [true, true, false],
            forms.Select(form => Form(form).Contains("name=\"currency\"", StringComparison.Ordinal))
        );
        Assert.Equal(
            [true, false, false],
            forms.Select(form => Form(form).Contains("name=\"compare\"", StringComparison.Ordinal))
        );

        int at = page.IndexOf("/api/v1/export?", StringComparison.Ordinal);
        string link = WebUtility.HtmlDecode(page[at..page.IndexOf('"', at)]);
        Assert.Contains("currency=EUR", link, StringComparison.Ordinal);
        Assert.Contains("compare=previous", link, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await books.AnswerAsync(link)).Status);
    }

    private static string Form(string from) => from[..from.IndexOf("</form>", StringComparison.Ordinal)];

    /// <summary>The checkpoint is signed while the gateway runs, so it may be another a moment later.</summary>
    private static IEnumerable<string> WithoutStamp(string csv)
    {
        string[][] lines =
        [
            .. csv.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(',')),
        ];
        int[] kept =
        [
            .. Enumerable
                .Range(0, lines[0].Length)
                .Where(i => !lines[0][i].StartsWith("checkpoint_", StringComparison.Ordinal)),
        ];
        return lines.Select(line => string.Join(',', kept.Select(i => line.ElementAtOrDefault(i))));
    }
}
