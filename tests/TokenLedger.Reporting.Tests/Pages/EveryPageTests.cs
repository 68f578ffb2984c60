using System.Globalization;
using System.Text.Json;
using TokenLedger.Accounting.Money;
using TokenLedger.Dashboard.Charts;
using TokenLedger.Ledger.Entries;
using TokenLedger.Reporting.Queries;
using TokenLedger.Reporting.Tests.Support;

namespace TokenLedger.Reporting.Tests.Pages;

/// <summary>
/// Whatever a page says an amount is, the API, the command line and the entries themselves say too, over random histories
/// of late, corrected, estimated, counted, unpriced, refused and open calls.
/// </summary>
public sealed class EveryPageTests
{
    private const string Time = "from=2026-11-01&to=2026-11-09";
    private static readonly string?[] s_abandoned = ["client_gone", "killed", "cut_by_budget", "shutdown"];
    private static readonly string[] s_time = ["--from", "2026-11-01", "--to", "2026-11-09"];
    private static readonly Slice s_all = new CostQuery { Window = new(Samples.Began, Samples.Began.AddDays(8)) };
    private static readonly Slice s_today = new CostQuery { Window = new(Samples.Began.AddDays(2), null) };

    /// <summary>Where amounts stand on a page, and who else says them.</summary>
    /// <param name="Name">What they are.</param>
    /// <param name="Page">The page.</param>
    /// <param name="From">The text before them.</param>
    /// <param name="To">The text after them.</param>
    /// <param name="Api">The API's address.</param>
    /// <param name="Command">The command; null where none answers this.</param>
    /// <param name="Of">The amounts of an answer, in the order of the page.</param>
    /// <param name="Folded">The same, summed by hand, in any order; null where the answer is no plain sum.</param>
    private sealed record Place(
        string Name,
        string Page,
        string From,
        string? To,
        string Api,
        string[]? Command,
        Func<JsonElement, IEnumerable<string>> Of,
        Func<BookOnBasis, IEnumerable<Usd>>? Folded
    )
    {
        /// <summary>Whether its address says a slice, and so can ask for figures as booked.</summary>
        public bool HasBasis =>
            Page.Contains(Time, StringComparison.Ordinal) || Page.StartsWith("/reports?", StringComparison.Ordinal);

        /// <summary>The same figures as they were first booked.</summary>
        public Place AsBooked() =>
            this with
            {
                Name = Name + ", as booked",
                Page = Page + "&basis=as_booked",
                Api = Api + "&basis=as_booked",
                Command = Command is null ? null : [.. Command, "--as", "booked"],
            };
    }

    /// <summary>The entries, and how they are summed: with every adjustment, or as they were first booked.</summary>
    private sealed record BookOnBasis(PlainBook Book, bool Booked)
    {
        public CostFigures Figures(IEnumerable<PlainCall> calls) => PlainCall.Figures(calls, Booked);

        public Usd Sum(IEnumerable<PlainCall> calls) => Figures(calls).Known;

        /// <summary>What the line under a title tells: what was reported, and of the others what there is.</summary>
        public IEnumerable<Usd> Provenance(IEnumerable<PlainCall> calls)
        {
            CostFigures sum = Figures(calls);
            return [sum.Reported, .. ((Usd[])[sum.Counted, sum.Estimated]).Where(amount => amount != default)];
        }
    }

    private static readonly Place[] s_places =
    [
        new(
            "Now, spent today",
            "/",
            "Spent today",
            "yesterday",
            "/api/v1/costs?from=2026-11-03",
            ["costs", "--from", "2026-11-03"],
            answer => [Text(answer, "total", "cost_usd")],
            book => [book.Sum(Calls(book, s_today))]
        ),
        new(
            "Now, what it rests on",
            "/",
            "known-from",
            "</p>",
            "/api/v1/costs?from=2026-11-03",
            ["costs", "--from", "2026-11-03"],
            Provenance,
            book => book.Provenance(Calls(book, s_today))
        ),
        new(
            "Now, held by open calls",
            "/",
            "Held by open calls",
            "under way",
            "/api/v1/costs?from=2026-11-03",
            ["costs", "--from", "2026-11-03"],
            answer => [Text(answer, "total", "open_hold_usd")],
            book =>
                [
                    Calls(book, s_today)
                        .Where(call => call.IsOpen)
                        .Aggregate(Usd.Zero, (sum, call) => sum + (call.First.Hold!.Amount ?? Usd.Zero)),
                ]
        ),
        Explored("model", call => (call.Provider, call.Model)),
        Explored("tenant,feature,tag:team", call => (call.Who.Tenant, call.Who.Feature, call.Team)),
        Explored("agent,key", call => (call.Who.Agent, call.Who.Key)),
        new(
            "Explore, all",
            "/explore?" + Time,
            "<tfoot>",
            "</tfoot>",
            "/api/v1/costs?" + Time,
            ["costs", .. s_time],
            answer => [Text(answer, "total", "cost_usd")],
            book => [book.Sum(Calls(book, s_all))]
        ),
        new(
            "Explore, what it rests on",
            "/explore?" + Time,
            "known-from",
            "</p>",
            "/api/v1/costs?" + Time,
            ["costs", .. s_time],
            Provenance,
            book => book.Provenance(Calls(book, s_all))
        ),
        new(
            "Sessions",
            "/sessions?" + Time,
            "<th class=\"n\">Cost</th>",
            "</table>",
            "/api/v1/reports/sessions?" + Time,
            ["sessions", "report", .. s_time],
            answer => Each(answer, "sessions", "figures", "cost_usd"),
            book =>
                Calls(book, s_all)
                    .Where(call => call.Who.Session is not null)
                    .GroupBy(call => (call.Who.Tenant, call.Who.Session))
                    .Select(book.Sum)
        ),
        new(
            "Agents, alone and with all below",
            "/sessions/agents?" + Time,
            "With all below",
            "<tfoot>",
            "/api/v1/reports/agents?" + Time,
            ["agents", .. s_time],
            answer =>
                answer
                    .GetProperty("tree")
                    .EnumerateArray()
                    .SelectMany(one =>
                        (string[])[Text(one, "exclusive", "cost_usd"), Text(one, "inclusive", "cost_usd")]
                    ),
            book => PlainForest.Costs(Calls(book, s_all), book.Sum)
        ),
        new(
            "Agents, all",
            "/sessions/agents?" + Time,
            "<tfoot>",
            "</tfoot>",
            "/api/v1/reports/agents?" + Time,
            ["agents", .. s_time],
            answer => [Text(answer, "total", "cost_usd")],
            book => [book.Sum(Calls(book, s_all))]
        ),
        new(
            "Compare, what each cost",
            "/compare?" + Time,
            "<th class=\"n d\">Cost</th>",
            "</table>",
            "/api/v1/reports/compare?" + Time,
            ["compare", .. s_time],
            answer => Each(answer, "variants", "cost_usd"),
            book =>
                Calls(book, s_all)
                    .GroupBy(call => call.Model)
                    .Where(model => model.Any(call => call.HasEnded))
                    .Select(book.Sum)
        ),
        new(
            "Compare, what was achieved",
            "/compare?" + Time,
            "<table class=\"outcomes\">",
            "</table>",
            "/api/v1/reports/compare?" + Time,
            ["compare", .. s_time],
            answer =>
                answer
                    .GetProperty("variants")
                    .EnumerateArray()
                    .Where(one => one.TryGetProperty("outcomes", out _))
                    .Select(one => one.GetProperty("outcomes"))
                    .SelectMany(one =>
                        ((string[])["cost_usd", "cost_per_success_usd", "value_usd"])
                            .Where(name => one.TryGetProperty(name, out _))
                            .Select(name => Text(one, name))
                    ),
            Achieved
        ),
        new(
            "Waste",
            "/waste?" + Time,
            "<dt>Wasted</dt>",
            "</div>",
            "/api/v1/reports/waste?" + Time,
            ["waste", .. s_time],
            answer => [Text(answer, "wasted_usd"), Text(answer, "spent_usd")],
            book => [book.Sum(Wasted(book, _ => true)), book.Sum(Calls(book, s_all))]
        ),
        new(
            "Waste, kind by kind",
            "/waste?" + Time,
            "Kind by kind",
            "#missedcaching",
            "/api/v1/reports/waste?" + Time,
            ["waste", .. s_time],
            answer => Each(answer, "findings", "cost_usd").Take(4),
            // Nothing of these histories was tried again or asked twice.
            book =>
                [
                    book.Sum(Wasted(book, outcome => !s_abandoned.Contains(outcome))),
                    Usd.Zero,
                    book.Sum(Wasted(book, s_abandoned.Contains)),
                    Usd.Zero,
                ]
        ),
        new(
            "Waste, missed caching",
            "/waste?" + Time,
            "#missedcaching",
            "<tfoot>",
            "/api/v1/reports/waste?" + Time,
            ["waste", .. s_time],
            answer => Each(answer, "findings", "cost_usd").Skip(4),
            book => [book.Sum(Caching(book).Missed)]
        ),
        new(
            "Waste, what caching could have saved",
            "/waste?" + Time,
            "Caching could have saved",
            "</div>",
            "/api/v1/reports/waste?" + Time,
            ["waste", .. s_time],
            answer =>
                answer
                    .GetProperty("findings")
                    .EnumerateArray()
                    .Skip(4)
                    .Where(one => one.GetProperty("saving_known_calls").GetInt64() > 0)
                    .Select(one => Text(one, "most_saved_usd")),
            book => Caching(book) is var caching && caching.Missed.Count > caching.Unknown ? [caching.Most] : []
        ),
        new(
            "Waste, all spending",
            "/waste?" + Time,
            "known-from",
            "</p>",
            "/api/v1/costs?" + Time,
            ["costs", .. s_time],
            Provenance,
            book => book.Provenance(Calls(book, s_all))
        ),
        new(
            "Rates, priced and estimated",
            "/rates?" + Time,
            "<dt>Priced</dt>",
            "</div>",
            "/api/v1/costs?" + Time,
            ["costs", .. s_time],
            answer => [Text(answer, "total", "cost_usd"), Text(answer, "total", "estimated_usd")],
            book => [book.Sum(Calls(book, s_all)), book.Figures(Calls(book, s_all)).Estimated]
        ),
        new(
            "Reports, the statement",
            "/reports?by=feature&month=2026-11",
            "<h2>Statement",
            "<tfoot>",
            "/api/v1/chargeback?by=feature&month=2026-11",
            ["chargeback", "--by", "feature", "--month", "2026-11"],
            answer =>
                answer
                    .GetProperty("rows")
                    .EnumerateArray()
                    .SelectMany(row =>
                        (string[])["direct_usd", "allocated_usd", "corrections_usd", "charged_usd"] switch
                        {
                            var names => names.Select(name => Text(row, name)),
                        }
                    ),
            book => PlainStatement.Rows(Statement(book), book.Sum)
        ),
        new(
            "Reports, all of the statement",
            "/reports?by=feature&month=2026-11",
            "<tfoot>",
            "</tfoot>",
            "/api/v1/chargeback?by=feature&month=2026-11",
            ["chargeback", "--by", "feature", "--month", "2026-11"],
            answer =>
                [
                    .. ((string[])["direct_usd", "allocated_usd", "corrections_usd", "charged_usd"]).Select(name =>
                        Text(answer, "total", name)
                    ),
                ],
            book => PlainStatement.Total(Statement(book), book.Sum)
        ),
        new(
            "Keys of providers",
            "/keys",
            "Other keys",
            "</table>",
            "/api/v1/costs?from=2026-11-01&by=key",
            ["costs", "--from", "2026-11-01", "--by", "key"],
            answer => Each(answer, "rows", "figures", "cost_usd"),
            book => Calls(book, s_all).GroupBy(call => call.Who.Key).Select(book.Sum)
        ),
        new(
            "Tenants",
            "/keys",
            "<h2>Tenants</h2>",
            "</table>",
            "/api/v1/costs?from=2026-11-01&by=tenant",
            ["costs", "--from", "2026-11-01", "--by", "tenant"],
            answer => Each(answer, "rows", "figures", "cost_usd"),
            book => Calls(book, s_all).GroupBy(call => call.Who.Tenant).Select(book.Sum)
        ),
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    [InlineData(300)]
    public async Task Every_amount_of_a_page_is_that_of_the_API_the_command_and_the_entries(int seed)
    {
        await using OpenBooks books = await OpenBooks.OpenAsync(seed);
        foreach (
            (Place place, bool booked) in s_places
                .Select(place => (place, false))
                .Concat(s_places.Where(place => place.HasBasis).Select(place => (place.AsBooked(), true)))
        )
        {
            IReadOnlyList<string> shown = OpenBooks.Amounts(await books.PageAsync(place.Page), place.From, place.To);
            IReadOnlyList<string> answered = [.. place.Of(await books.ApiAsync(place.Api))];
            Equal(answered, shown, place.Name + ", the API");
            if (place.Command is { } words)
            {
                Equal([.. place.Of(await books.CommandAsync(words))], shown, place.Name + ", the command");
            }

            if (place.Folded is { } folded)
            {
                Equal(
                    Sorted(folded(new(books.Book, booked)).Select(one => one.ToString())),
                    Sorted(shown),
                    place.Name + ", by hand"
                );
            }
        }
    }

    [Fact]
    public async Task A_session_a_call_and_an_entry_say_what_the_API_and_the_entries_say()
    {
        await using OpenBooks books = await OpenBooks.OpenAsync(4000);
        BookOnBasis book = new(books.Book, Booked: false);
        foreach (
            IGrouping<(string?, string?), PlainCall> session in Calls(book, s_all)
                .Where(call => call.Who.Session is not null)
                .GroupBy(call => (call.Who.Tenant, call.Who.Session))
                .Take(4)
        )
        {
            (string? tenant, string? id) = session.Key;
            string html = await books.PageAsync($"/sessions/one?session={id}&of={tenant}");
            if (html.Contains("<dt>Cost</dt>", StringComparison.Ordinal))
            {
                Assert.Equal(book.Sum(session).ToString(), OpenBooks.Amounts(html, "<dt>Cost</dt>")[0]);
            }
        }

        foreach (PlainCall call in Calls(book, s_all).Where(call => call.HasEnded).Take(12))
        {
            JsonElement answer = await books.ApiAsync($"/api/v1/calls/{call.First.Call}");
            string html = await books.PageAsync($"/calls/{call.First.Call}");
            string shown = OpenBooks.Amounts(html, "<dl class=\"figures\">")[0];
            Assert.Equal(call.Known(false).ToString(), shown);
            Assert.Equal(Text(answer, "known_cost_usd"), shown);
            JsonElement last = answer.GetProperty("entries").EnumerateArray().Last();
            string entry = await books.PageAsync($"/entries/{last.GetProperty("sequence").GetInt64()}");
            if (last.GetProperty("entry").TryGetProperty("cost_usd", out JsonElement cost))
            {
                Assert.Equal(cost.GetString(), OpenBooks.Amounts(entry, "<dl class=\"figures\">")[0]);
            }
        }
    }

    [Fact]
    public async Task The_dearest_calls_cost_what_their_entries_sum_to()
    {
        await using OpenBooks books = await OpenBooks.OpenAsync(50_000);

        string html = await books.PageAsync($"/calls?{Time}&order=cost");

        IReadOnlyList<string> shown = OpenBooks.Amounts(html, "<th class=\"n\">Cost</th>");
        string[] dearest = Sorted(
            Calls(new(books.Book, Booked: false), s_all)
                .Where(call => call.HasEnded)
                .Select(call => call.Known(false).ToString())
        );
        Assert.Equal(dearest.Take(20), shown.Take(20));
    }

    [Fact]
    public async Task Budgets_and_forecasts_round_what_the_API_and_the_commands_say()
    {
        await using OpenBooks books = await OpenBooks.OpenAsync(600_000);
        JsonElement budget = await books.ApiAsync("/api/v1/budgets/all");
        string used = Text(budget.GetProperty("accounts")[0], "used");
        BookOnBasis book = new(books.Book, Booked: false);
        Assert.Equal(book.Sum(Calls(book, s_all)).ToString(), used);
        JsonElement told = await books.CommandAsync("budgets", "status", "all");
        Assert.Contains($"\"used\":\"{used}\"", told.GetRawText().Replace(" ", ""), StringComparison.Ordinal);
        foreach (string page in (string[])["/budgets", "/budgets/all"])
        {
            Assert.Contains(Dollars(used), await books.PageAsync(page), StringComparison.Ordinal);
        }

        // A budget is followed up to now; what a clock that is ahead dated later is in its balance alone.
        CostFigures all = book.Figures(Calls(book, s_all).Where(call => call.First.OccurredAt < OpenBooks.Now));
        string status = await books.TextAsync("budgets", "status", "all");
        string basis =
            $": calls of {all.Known} USD: {all.Reported} reported by providers, {all.Counted} counted here, "
            + $"{all.Estimated} estimated; {all.Unpriced} calls without a price";
        Assert.True(status.Contains(basis, StringComparison.Ordinal), $"{status} does not say {basis}");

        JsonElement forecast = await books.ApiAsync("/api/v1/forecast?to=2026-11-03T22:00:00Z");
        JsonElement whole = forecast.GetProperty("whole");
        Assert.True(
            JsonElement.DeepEquals(
                whole,
                (await books.CommandAsync("forecast", "--to", "2026-11-03T22:00:00Z")).GetProperty("whole")
            )
        );
        Dictionary<string, Usd> days = Calls(book, s_all)
            .GroupBy(call => call.First.OccurredAt.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))
            .ToDictionary(day => day.Key, book.Sum);
        Assert.NotEmpty(whole.GetProperty("past").EnumerateArray());
        foreach (JsonElement day in whole.GetProperty("past").EnumerateArray())
        {
            Usd folded = days.GetValueOrDefault(Text(day, "day"));
            Assert.Equal(Decimal(folded.ToString()), Decimal(Text(day, "used")));
        }

        string html = await books.PageAsync("/forecast?to=2026-11-03T22:00:00Z");
        foreach (JsonElement day in whole.GetProperty("past").EnumerateArray())
        {
            string exact = ChartText.Exact(Decimal(Text(day, "used")));
            Assert.Contains($"<td>{exact}</td>", html, StringComparison.Ordinal);
        }
    }

    private static Place Explored<T>(string by, Func<PlainCall, T> key) =>
        new(
            "Explore by " + by,
            $"/explore?{Time}&by={string.Join("&by=", by.Split(','))}",
            "<th class=\"n\">Cost</th>",
            "<tfoot>",
            $"/api/v1/costs?{Time}&by={by}",
            ["costs", "--by", by, .. s_time],
            answer => Each(answer, "rows", "figures", "cost_usd").Take(25),
            book => Calls(book, s_all).GroupBy(key).Select(book.Sum)
        );

    private static void Equal(IReadOnlyList<string> expected, IReadOnlyList<string> shown, string where) =>
        Assert.True(
            expected.SequenceEqual(shown),
            $"{where}: the page shows {string.Join(' ', shown)} instead of {string.Join(' ', expected)}"
        );

    private static string[] Sorted(IEnumerable<string> amounts) => [.. amounts.OrderByDescending(Decimal)];

    private static decimal Decimal(string amount) => decimal.Parse(amount, CultureInfo.InvariantCulture);

    private static string Dollars(string amount) => ChartText.Dollars(Decimal(amount));

    /// <summary>Of each model: what its calls cost in the sessions it served that had outcomes, by success, and their value.</summary>
    private static IEnumerable<Usd> Achieved(BookOnBasis book)
    {
        ILookup<(string?, string?), Entry> outcomes = book
            .Book.OutcomesOf(s_all with { AsBooked = book.Booked })
            .ToLookup(one => (one.Attribution.Tenant, one.Attribution.Session));
        foreach (IGrouping<string?, PlainCall> model in Calls(book, s_all).GroupBy(call => call.Model))
        {
            IGrouping<(string?, string?), PlainCall>[] sessions =
            [
                .. model
                    .GroupBy(call => (call.Who.Tenant, call.Who.Session))
                    .Where(session => session.Any(call => call.Last?.Kind == EntryKind.Settlement))
                    .Where(session => outcomes.Contains(session.Key)),
            ];
            Entry[] told = [.. sessions.SelectMany(session => outcomes[session.Key])];
            if (told.Length == 0)
            {
                continue;
            }

            Usd cost = book.Sum(sessions.SelectMany(session => session));
            yield return cost;
            if (told.Count(one => one.Success is true) is var successes and > 0)
            {
                yield return ExactShare.Of(cost, successes);
            }

            if (told.Any(one => one.Value is not null))
            {
                yield return told.Aggregate(Usd.Zero, (sum, one) => sum + (one.Value ?? Usd.Zero));
            }
        }
    }

    private static IEnumerable<PlainCall> Calls(BookOnBasis book, Slice slice) =>
        book.Book.Of(slice with { AsBooked = book.Booked }).Where(call => call.First.Kind != EntryKind.Admin);

    /// <summary>Calls that cost something and ended without their answer, or that nobody waited for, by their outcome.</summary>
    private static IEnumerable<PlainCall> Wasted(BookOnBasis book, Func<string?, bool> which) =>
        Calls(book, s_all)
            .Where(call => call.HasFailed || (call.HasEnded && s_abandoned.Contains(call.Last!.Outcome)))
            .Where(call => call.Known(book.Booked) > Usd.Zero && which(call.Last!.Outcome));

    private static PlainCaching Caching(BookOnBasis book) => new(Calls(book, s_all));

    /// <summary>A statement is of the calls that began in its month, on either basis.</summary>
    private static ILookup<string?, PlainCall> Statement(BookOnBasis book) =>
        Calls(book with { Booked = false }, s_all).ToLookup(call => call.Who.Feature);

    private static IEnumerable<string> Provenance(JsonElement answer) =>
        [
            Text(answer, "total", "reported_usd"),
            .. ((string[])[Text(answer, "total", "counted_usd"), Text(answer, "total", "estimated_usd")]).Where(text =>
                text != "0"
            ),
        ];

    private static IEnumerable<string> Each(JsonElement answer, string list, params string[] path) =>
        answer.GetProperty(list).EnumerateArray().Select(one => Text(one, path));

    private static string Text(JsonElement json, params string[] path) =>
        path.Aggregate(json, (at, name) => at.GetProperty(name)).GetString()!;
}
