using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using TokenLedger.Accounting.Money;
using TokenLedger.Dashboard.Pages;
using TokenLedger.Dashboard.Pages.Elements;
using TokenLedger.Ledger.Entries;
using TokenLedger.Reporting.Projections;
using TokenLedger.Reporting.Queries;
using TokenLedger.Reporting.Tests.Support;

namespace TokenLedger.Reporting.Tests.Pages;

/// <summary>
/// The figures at the head of each page of the navigation, over random histories: each is what the entries sum to by hand,
/// or stands on a short list of those that are no sum. A new figure fails until somebody says which.
/// </summary>
public sealed partial class PageFigureTests
{
    private const string Time = "from=2026-11-01&to=2026-11-09";
    private static readonly Slice s_all = new CostQuery { Window = new(Samples.Began, Samples.Began.AddDays(8)) };

    /// <summary>Pages whose figures are estimates or states: their own tests say what they must be.</summary>
    private static readonly string[] s_noSums = ["/forecast", "/anomalies"];

    private static readonly Dictionary<(string Page, string Name), Func<PlainBook, string>> s_figures = new()
    {
        [("/", "Spent today (UTC)")] = book => Sum(Since(book, new(2026, 11, 3, 0, 0, 0, default))),
        [("/", "Spent in the last hour")] = book => Sum(Since(book, OpenBooks.Now.AddMinutes(-59))),
        [("/", "Calls today")] = book => Count(Today(book).Calls),
        [("/", "Active sessions")] = book => Show.Count(Sessions(Since(book, OpenBooks.Now.AddMinutes(-15)))),
        [("/", "Held by open calls")] = book =>
            Since(book, new(2026, 11, 3, 0, 0, 0, default))
                .Where(call => call.IsOpen)
                .Aggregate(Usd.Zero, (sum, call) => sum + (call.First.Hold!.Amount ?? Usd.Zero))
                .ToString(),
        [("/", "Refused today")] = book => Count(Today(book).Rejected),
        [("/explore", "Cost")] = book => Sum(book.Of(s_all)),
        [("/explore", "Calls")] = book => Count(All(book).Calls),
        [("/explore", "Tokens")] = book => Show.Short(Tokens(All(book).Tokens)),
        [("/explore", "Per call")] = book =>
            All(book) is var all && all.Calls > all.Unpriced
                ? Show.Dollars(new(all.Known.Pico / (all.Calls - all.Unpriced)))
                : "–",
        [("/explore", "Without a price")] = book => Count(All(book).Unpriced),
        [("/sessions", "Sessions")] = book => Show.Count(Sessions(book.Of(s_all))),
        [("/sessions", "Cost of them")] = book => Sum(InSessions(book)),
        [("/sessions", "Per session")] = book =>
            new Usd(Sums(InSessions(book)).Known.Pico / Sessions(book.Of(s_all))).ToString(),
        [("/sessions", "Calls in them")] = book => Count(Sums(InSessions(book)).Calls),
        [("/sessions", "Outside any session")] = book => Sum(book.Of(s_all).Except(InSessions(book))),
        [("/waste", "Wasted")] = book => Sum(Wasted(book)),
        [("/waste", "Calls for nothing")] = book => Show.Count(Wasted(book).Count),
        [("/waste", "Caching could have saved")] = book =>
            new PlainCaching(book.Of(s_all)) is var caching
            && caching.Missed.Count > 0
            && caching.Missed.Count == caching.Unknown
                ? "not known"
                : new PlainCaching(book.Of(s_all)).Most.ToString(),
        [("/rates", "Calls with a price")] = book =>
            All(book) is var all && all.Unpriced > 0 && all.Unpriced * 200 < all.Calls
                ? "> 99.5 %"
                : Show.Share(All(book).Calls - All(book).Unpriced, All(book).Calls),
        [("/rates", "Unpriced calls")] = book => Count(All(book).Unpriced),
        [("/rates", "Priced")] = book => Sum(book.Of(s_all)),
        [("/keys", "Spent in November")] = book => Sum(book.Of(s_all)),
        [("/keys", "Calls this month")] = book => Count(All(book).Calls),
        [("/keys", "Valid virtual keys")] = _ => "0",
        [("/keys", "Tenants")] = _ => "0", // nobody has set one up
        [("/budgets", "Budgets in force")] = _ => "1",
        [("/budgets", "Overrides")] = _ => "0",
        [("/audit", "Writes")] = _ => "yes",
        [("/audit", "Unreadable in the views")] = _ => "0",
    };

    /// <summary>What is no sum of entries: the state of the budget, of the book of rates and of the checkpoint.</summary>
    private static readonly (string, string)[] s_states =
    [
        ("/budgets", "Reached"),
        ("/budgets", "Near their limit"),
        ("/rates", "Book in force"),
        ("/audit", "Entries in the ledger"),
        ("/audit", "Signed by its checkpoint"),
    ];

    [Theory]
    [InlineData(5)]
    [InlineData(77)]
    public async Task Every_figure_at_the_head_of_a_page_is_what_the_entries_sum_to(int seed)
    {
        await using OpenBooks books = await OpenBooks.OpenAsync(seed);
        HashSet<(string, string)> seen = [];
        foreach (
            string page in AllPages.List.Where(one => one.Group is not null).Select(one => one.Path).Except(s_noSums)
        )
        {
            string html = await books.PageAsync(
                page is "/" or "/keys" or "/budgets" or "/audit" ? page : $"{page}?{Time}"
            );
            foreach (Match figure in Figures().Matches(html).SelectMany(row => Figure().Matches(row.Value)))
            {
                (string, string) at = (page, WebUtility.HtmlDecode(figure.Groups["name"].Value));
                seen.Add(at);
                if (s_states.Contains(at))
                {
                    continue;
                }

                Assert.True(s_figures.ContainsKey(at), $"{at} is a figure that no test knows");
                string expected = s_figures[at](books.Book);
                Assert.True(expected == Shown(figure), $"{at}: {Shown(figure)} instead of {expected}");
            }
        }

        Assert.Equal([], s_figures.Keys.Except(seen));
    }

    [Fact]
    public async Task Percentiles_on_the_page_are_those_of_the_API_the_command_and_the_entries()
    {
        await using OpenBooks books = await OpenBooks.OpenAsync(9);
        string html = await books.PageAsync($"/explore?{Time}&by=model&as=latency");
        html = html[html.IndexOf("How long calls took", StringComparison.Ordinal)..];
        string[] cells = [.. Cell().Matches(html[..html.IndexOf("</table>", StringComparison.Ordinal)]).Select(Shown)];
        JsonElement answer = await books.ApiAsync($"/api/v1/latency?{Time}&by=model");
        JsonElement told = await books.CommandAsync("latency", "--from", "2026-11-01", "--to", "2026-11-09");
        Assert.True(JsonElement.DeepEquals(answer.GetProperty("total"), told.GetProperty("total")));

        List<List<PlainCall>> groups =
        [
            .. answer
                .GetProperty("rows")
                .EnumerateArray()
                .Select(row => row.GetProperty("group"))
                .Select(group =>
                    Ended(books)
                        .FindAll(call =>
                            call.Provider == group.GetProperty("provider").GetString()
                            && call.Model == group.GetProperty("model").GetString()
                        )
                ),
            Ended(books),
        ];
        Assert.Equal(groups.SelectMany(Times), cells);
    }

    private static List<PlainCall> Ended(OpenBooks books) => [.. books.Book.Of(s_all).Where(call => call.HasEnded)];

    /// <summary>Calls, the part that failed, and places among the times in ascending order.</summary>
    private static IEnumerable<string> Times(List<PlainCall> calls)
    {
        long[] answers = [.. calls.Select(call => call.Last!.LatencyMs).OfType<long>().Order()];
        long[] firsts = [.. calls.Select(call => call.Last!.FirstByteMs).OfType<long>().Order()];
        return
        [
            Show.Count(calls.Count),
            Show.Share(calls.Count(call => call.HasFailed), calls.Count),
            Rank(firsts, 50),
            Rank(firsts, 95),
            Rank(answers, 50),
            Rank(answers, 95),
            Rank(answers, 99),
            Rank(answers, 100),
        ];
    }

    private static string Rank(long[] times, int percent) =>
        times.Length == 0 ? "–" : Show.Milliseconds(times[((percent * times.Length) + 99) / 100 - 1]);

    private static string Sum(IEnumerable<PlainCall> calls) => Sums(calls).Known.ToString();

    private static string Count(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static CostFigures Sums(IEnumerable<PlainCall> calls) => PlainCall.Figures(calls, booked: false);

    private static CostFigures All(PlainBook book) => Sums(book.Of(s_all));

    private static CostFigures Today(PlainBook book) => Sums(Since(book, new(2026, 11, 3, 0, 0, 0, default)));

    private static IEnumerable<PlainCall> Since(PlainBook book, DateTimeOffset from) =>
        book.Of(new CostQuery { Window = new(from, null) }).Where(call => call.First.Kind != EntryKind.Admin);

    private static IEnumerable<PlainCall> InSessions(PlainBook book) =>
        book.Of(s_all).Where(call => call.Who.Session is not null);

    private static int Sessions(IEnumerable<PlainCall> calls) =>
        calls
            .Where(call => call.Who.Session is not null)
            .Select(call => (call.Who.Tenant, call.Who.Session))
            .Distinct()
            .Count();

    private static List<PlainCall> Wasted(PlainBook book) =>
        [
            .. book.Of(s_all)
                .Where(call => call.HasFailed || (call.HasEnded && call.Last!.Outcome == "client_gone"))
                .Where(call => call.Known(booked: false) > Usd.Zero),
        ];

    private static long Tokens(TokenCounts tokens) =>
        tokens.Input + tokens.Cached + tokens.Written + tokens.Output + tokens.Reasoning;

    /// <summary>The exact amount where there is one, else the text.</summary>
    private static string Shown(Match match)
    {
        string html = match.Groups["value"].Value;
        Match exact = Data().Match(html);
        return exact.Success ? exact.Groups[1].Value : WebUtility.HtmlDecode(Tag().Replace(html, "")).Trim();
    }

    [GeneratedRegex("<dl class=\"figures\">.*?</dl>", RegexOptions.Singleline)]
    private static partial Regex Figures();

    [GeneratedRegex("<dt>(?<name>[^<]*)</dt><dd>(?<value>.*?)</dd>", RegexOptions.Singleline)]
    private static partial Regex Figure();

    [GeneratedRegex("<td class=\"n[^\"]*\">(?<value>.*?)</td>", RegexOptions.Singleline)]
    private static partial Regex Cell();

    [GeneratedRegex("<data value=\"([^\"]*)\"")]
    private static partial Regex Data();

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tag();
}
