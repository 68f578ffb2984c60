using TokenLedger.Accounting.Money;
using TokenLedger.Ledger.Entries;
using TokenLedger.Reporting.Projections;
using TokenLedger.Reporting.Queries;
using TokenLedger.Reporting.Tests.Support;

namespace TokenLedger.Reporting.Tests.Queries;

public sealed class CostQueryTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly MemoryLedger _ledger = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_model_of_two_providers_is_two_rows()
    {
        Samples.Call(_ledger, "1", "openai", "llama");
        Samples.Call(_ledger, "2", "groq", "llama");
        CostReport report = await Ask(new CostQuery());
        Assert.Equal(["provider", "model"], report.Query.Columns.Select(by => by.Name));
        Assert.Equal(
            [
                ["groq", "llama"],
                ["openai", "llama"],
            ],
            report.Rows.Select(row => row.Keys)
        );
    }

    [Fact]
    public async Task Every_grouping_says_which_providers_are_in_a_row()
    {
        Attribution who = new() { Agent = "coder" };
        Samples.Call(_ledger, "1", "openai", who: who);
        Samples.Call(_ledger, "2", "groq", who: who);
        CostRow row = Assert.Single((await Ask(By("agent"))).Rows);
        Assert.Equal(["groq", "openai"], row.Providers);
        Assert.Equal(["coder"], row.Keys);
    }

    [Theory]
    [InlineData("key", "k")]
    [InlineData("agent", "a")]
    [InlineData("session", "s")]
    [InlineData("user", "u")]
    [InlineData("feature", "f")]
    [InlineData("tenant", "t")]
    [InlineData("environment", "e")]
    [InlineData("project", "p")]
    [InlineData("cost-center", "c")]
    [InlineData("tag:team", "core")]
    [InlineData("provider", "openai")]
    public async Task Each_grouping_groups_by_what_it_says(string name, string expected)
    {
        Attribution who = new()
        {
            Key = "k",
            Agent = "a",
            Session = "s",
            User = "u",
            Feature = "f",
            Tenant = "t",
            Environment = "e",
            Project = "p",
            CostCenter = "c",
            Tags = [new("area", "x"), new("team", "core")],
        };
        Samples.Call(_ledger, "2", "openai", who: who);
        Samples.Call(_ledger, "1", "groq");
        CostReport report = await Ask(By(name));
        Assert.Equal([expected, name == "provider" ? "groq" : null], report.Rows.Select(row => row.Keys[^1]));
        Assert.Equal([Samples.Dollars("2"), Samples.Dollars("1")], report.Rows.Select(row => row.Figures.Known));
    }

    [Fact]
    public async Task Three_groupings_and_a_filter_work_together()
    {
        Samples.Call(_ledger, "1", who: Who("a", "blue", "acme"));
        Samples.Call(_ledger, "2", who: Who("a", "red", "acme"));
        Samples.Call(_ledger, "4", who: Who("b", "red", "acme"));
        Samples.Call(_ledger, "8", who: Who("b", "red", "other"));
        CostReport report = await Ask(
            By("agent,tag:team,model") with
            {
                Where = [new(Grouping.Tenant, "acme"), new(Grouping.Find("tag:team")!, "red")],
            }
        );
        Assert.Equal(
            ["openai/b/red/gpt-5.6-sol", "openai/a/red/gpt-5.6-sol"],
            report.Rows.Select(row => string.Join('/', row.Keys))
        );
        Assert.Equal(Samples.Dollars("6"), report.Total.Known);
    }

    [Fact]
    public async Task The_limit_leaves_rows_out_but_nothing_out_of_the_total()
    {
        for (int i = 1; i <= 5; i++)
        {
            Samples.Call(_ledger, i.ToString(System.Globalization.CultureInfo.InvariantCulture), model: "m" + i);
        }

        CostReport report = await Ask(new CostQuery { Limit = 2 });
        Assert.Equal([Samples.Dollars("5"), Samples.Dollars("4")], report.Rows.Select(row => row.Figures.Known));
        Assert.Equal((3, Samples.Dollars("15")), (report.RowsLeftOut, report.Total.Known));
    }

    [Fact]
    public async Task A_window_is_half_open_and_goes_by_the_beginning_of_the_request()
    {
        DateTimeOffset noon = Samples.Began.AddHours(12);
        Samples.Call(_ledger, "1", at: noon.AddMicroseconds(-1));
        Samples.Call(_ledger, "2", at: noon);
        Samples.Call(_ledger, "4", at: noon.AddHours(1).AddMicroseconds(-1));
        Samples.Call(_ledger, "8", at: noon.AddHours(1));
        CostReport report = await Ask(new CostQuery { Window = new(noon, noon.AddHours(1)) });
        Assert.Equal(Samples.Dollars("6"), report.Total.Known);
    }

    [Fact]
    public async Task Estimated_and_unpriced_are_shown_beside_the_known_cost()
    {
        Entry first = Samples.Authorization();
        Entry second = Samples.Authorization();
        foreach (
            Entry entry in (Entry[])
                [
                    first,
                    second,
                    Samples.Settlement(first, "3", estimated: "1"),
                    Samples.Settlement(second, null, known: "0.5"),
                ]
        )
        {
            _ledger.Append(entry);
        }

        CostFigures total = (await Ask(new CostQuery())).Total;
        Assert.Equal((Samples.Dollars("3.5"), Samples.Dollars("1")), (total.Known, total.Estimated));
        Assert.Equal((2, 1), (total.Calls, total.Unpriced));
    }

    [Fact]
    public async Task Text_in_values_is_never_sql()
    {
        const string attack = "x'; DROP TABLE calls; --";
        Samples.Call(_ledger, "1", who: new Attribution { Tenant = attack, Tags = [new(attack, attack)] });
        CostReport report = await Ask(By("tag:" + attack) with { Where = [new(Grouping.Tenant, attack)] });
        Assert.Equal([attack], Assert.Single(report.Rows).Keys);
    }

    [Fact]
    public async Task The_answer_says_how_many_entries_it_has_seen()
    {
        Samples.Call(_ledger, "1");
        Assert.Equal(2, (await Ask(new CostQuery())).AsOfEntry);
    }

    [Fact]
    public async Task An_empty_ledger_costs_nothing()
    {
        CostReport report = await Ask(new CostQuery());
        Assert.Empty(report.Rows);
        Assert.Equal((0L, Usd.Zero, 0L), (report.AsOfEntry, report.Total.Known, report.Total.Calls));
    }

    [Fact]
    public async Task Entries_are_found_by_session_trace_call_kind_and_time()
    {
        Entry authorization = Samples.Authorization(who: new Attribution { Session = "s1" }) with { TraceId = "abc" };
        _ledger.Append(Samples.Authorization());
        _ledger.Append(authorization);
        long poison = _ledger.AppendBytes("{"u8.ToArray());
        _ledger.Append(Samples.Void(authorization) with { Attribution = new() { Session = "s1" } });
        using Views views = await OpenAsync();
        IReadOnlyList<long> Found(EntryFilter filter) => views.Find(filter).Sequences;
        Assert.Equal([1, 3], Found(new() { Session = "s1" }));
        Assert.Equal([1], Found(new() { Trace = "abc" }));
        Assert.Equal([1, 3], Found(new() { Call = authorization.Call }));
        Assert.Equal([3], Found(new() { Kind = EntryKind.Void }));
        Assert.Equal([1, poison, 3], Found(new() { Window = new(MemoryLedger.Clock(1), null) }));
        Assert.Equal([0], Found(new() { Window = new(null, MemoryLedger.Clock(1)) }));
        Assert.Equal([poison, 3], Found(new() { Limit = 2 }));
        Assert.Empty(Found(new() { Session = "unknown" }));
    }

    [Theory]
    [InlineData("24h", 86_400)]
    [InlineData("90m", 5_400)]
    [InlineData("7d", 604_800)]
    [InlineData("1h30m", 5_400)]
    [InlineData("1.5h", 5_400)]
    [InlineData("1500ms", 1.5)]
    public void Lengths_of_time_are_read_as_typed(string text, double seconds)
    {
        Assert.True(Duration.TryParse(text, out TimeSpan duration));
        Assert.Equal(TimeSpan.FromSeconds(seconds), duration);
    }

    [Theory]
    [InlineData("")]
    [InlineData("24")]
    [InlineData("h")]
    [InlineData("-1h")]
    [InlineData("0s")]
    [InlineData("1h ")]
    [InlineData("1w")]
    [InlineData("1..5h")]
    [InlineData("NaNh")]
    [InlineData("99999999999999999999h")]
    [InlineData("999999999999d")]
    public void Other_texts_are_no_lengths_of_time(string text) => Assert.False(Duration.TryParse(text, out _));

    [Theory]
    [InlineData("colour")]
    [InlineData("tag:")]
    [InlineData("")]
    [InlineData("model,model")]
    [InlineData("model,agent,session,user")]
    [InlineData("Model")]
    public void An_unknown_grouping_is_an_error_that_says_what_to_choose(string by)
    {
        Assert.Null(CostQuery.ParseBy(by, out string? problem));
        Assert.NotNull(problem);
    }

    private static CostQuery By(string names) => new() { By = CostQuery.ParseBy(names, out _)! };

    private static Attribution Who(string agent, string team, string tenant) =>
        new()
        {
            Agent = agent,
            Tenant = tenant,
            Tags = [new("team", team)],
        };

    private async Task<CostReport> Ask(CostQuery query)
    {
        using Views views = await OpenAsync();
        return views.Costs(query);
    }

    private async Task<Views> OpenAsync()
    {
        ViewsFolder folder = new(_folder["views"]);
        await new ProjectionFollower(folder).CatchUpAsync(
            new LedgerSource(_ledger),
            null,
            TestContext.Current.CancellationToken
        );
        return Views.Open(folder)!;
    }
}
