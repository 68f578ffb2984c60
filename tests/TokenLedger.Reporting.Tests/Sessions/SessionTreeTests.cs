using TokenLedger.Accounting.Money;
using TokenLedger.Ledger.Entries;
using TokenLedger.Reporting.Queries;
using TokenLedger.Reporting.Queries.Sessions;
using TokenLedger.Reporting.Tests.Support;

namespace TokenLedger.Reporting.Tests.Sessions;

public sealed class SessionTreeTests : IAsyncDisposable
{
    private readonly MemoryLedger _ledger = new();
    private int _seconds;

    public ValueTask DisposeAsync() => _ledger.DisposeAsync();

    [Fact]
    public async Task An_agent_costs_what_it_called_and_what_those_it_started_called()
    {
        Call("planner", null, "1");
        Call("coder", "planner", "2");
        Call("tester", "coder", "4");
        Call("planner", null, "8");
        Assert.Equal(["planner 9 15", " coder 2 6", "  tester 4 4"], Lines(await Show()));
    }

    [Fact]
    public async Task Agents_that_start_each_other_in_a_circle_lose_no_cost()
    {
        Call("a", "b", "1");
        Call("b", "c", "2");
        Call("c", "a", "4");
        SessionReport report = await Show();
        Assert.Equal(["c 4 7 Circle", " b 2 3", "  a 1 1"], Lines(report));
    }

    [Fact]
    public async Task An_agent_that_names_itself_as_its_parent_stands_at_the_top()
    {
        Call("a", "a", "1");
        Assert.Equal(["a 1 1 Circle"], Lines(await Show()));
    }

    [Fact]
    public async Task A_parent_that_never_called_has_a_place_without_calls()
    {
        Call("coder", "planner", "2", root: "boss");
        Assert.Equal(["boss 0 2 NotCalled", " planner 0 2 NotCalled", "  coder 2 2"], Lines(await Show()));
    }

    [Fact]
    public async Task An_agent_below_two_parents_is_two_places()
    {
        Call("planner", null, "1");
        Call("reviewer", null, "2");
        Call("coder", "planner", "4");
        Call("coder", "reviewer", "8");
        Assert.Equal(["planner 1 5", " coder 4 4", "reviewer 2 10", " coder 8 8"], Lines(await Show()));
    }

    [Fact]
    public async Task A_root_tells_apart_agents_of_one_name()
    {
        Call("coder", "planner", "1", root: "red");
        Call("coder", "planner", "2", root: "blue");
        Call("tester", "coder", "4", root: "blue");
        Assert.Contains("  coder 2 6", Lines(await Show()));
    }

    [Fact]
    public async Task Spans_stand_below_their_trace_and_below_the_newest_span_of_the_agent_that_started_them()
    {
        Call("planner", null, "1", span: "00000000000000aa");
        Call("coder", "planner", "2", span: "00000000000000bb");
        Call("planner", null, "4", span: "00000000000000cc");
        Call("tester", "planner", "8", span: "00000000000000dd");
        Call("planner", null, "16", span: "00000000000000aa");
        Call("planner", null, "32");

        Assert.Equal(
            [
                "trace  0 31",
                " 00000000000000aa planner 17 19",
                "  00000000000000bb coder 2 2",
                " 00000000000000cc planner 4 12",
                "  00000000000000dd tester 8 8",
                "no trace  32 32",
            ],
            (await Show()).Spans.Nodes.Select(span =>
                new string(' ', span.Depth)
                + (span.Span ?? (span.Trace is null ? "no trace" : "trace"))
                + $" {span.Agent} {span.Exclusive.Costs.Known} {span.Inclusive.Costs.Known}"
            )
        );
    }

    [Fact]
    public async Task The_spans_of_a_long_session_are_told_a_thousand_calls_at_a_time_and_always_add_up()
    {
        for (int i = 0; i < 2100; i++)
        {
            Call("planner", null, "1", span: $"{i / 300:x16}");
        }

        Call("planner", null, "1");

        foreach (
            (int skip, string[] expected, string stretch) in ((int, string[], string)[])
                [
                    (0, ["trace 0", "0 300", "1 300", "2 300", "3 100", "further 1101"], "0 1000"),
                    (999, ["trace 0", "0 300", "1 300", "2 300", "3 100", "further 1101"], "0 1000"),
                    (1000, ["trace 0", "3 200", "4 300", "5 300", "6 200", "further 1101"], "1000 1000"),
                    (2060, ["trace 0", "6 100", "no trace 1", "further 2000"], "2000 101"),
                ]
        )
        {
            SessionSpans spans = (await Show(skip)).Spans;
            Assert.Equal(expected, spans.Nodes.Select(Line));
            Assert.Equal(stretch, $"{spans.Skipped} {spans.Calls}");
            Assert.Equal(2101, spans.Nodes.Sum(span => span.Exclusive.Costs.Calls));
        }

        static string Line(SpanNode span) =>
            (
                span.Span?.TrimStart('0').PadLeft(1, '0')
                ?? (
                    span.Trace is not null ? "trace"
                    : span.IsFurther ? "further"
                    : "no trace"
                )
            ) + $" {span.Exclusive.Costs.Known}";
    }

    [Fact]
    public async Task Calls_that_name_no_agent_are_put_by_the_span_that_made_them()
    {
        Call(null, null, "1", span: "00000000000000aa");
        Call(null, null, "2", span: "00000000000000bb");
        Call(null, null, "4", span: "00000000000000aa");
        Call(null, null, "8");
        SessionReport report = await Show();
        Assert.Equal(
            ["00000000000000aa 5", "00000000000000bb 2", " 8"],
            report.Agents.Select(node => $"{node.Span} {node.Exclusive.Costs.Known}")
        );
        Assert.Equal([0, 1, 0, 2], report.Calls.Select(call => call.Node));
    }

    [Fact]
    public async Task Sessions_of_one_id_in_two_tenants_stay_apart()
    {
        Call("a", null, "1", tenant: "red");
        Call("a", null, "2", tenant: "blue");
        using LedgerViews opened = new(_ledger);
        SessionsReport list = opened.Views.Sessions(new SessionsQuery());
        Assert.Equal(["blue 2", "red 1"], list.Rows.Select(row => $"{row.Tenant} {row.Figures.Costs.Known}"));
        SessionAnswer both = await Ask(opened, new SessionQuery { Session = "s" });
        Assert.Null(both.Report);
        Assert.Equal(["blue", "red"], both.Tenants);
        SessionQuery one = new() { Session = "s", Where = [new Filter(Grouping.Tenant, "red")] };
        Assert.Equal(Samples.Dollars("1"), (await Ask(opened, one)).Report!.Figures.Costs.Known);
    }

    [Fact]
    public async Task A_call_says_what_a_reader_must_know_of_it_and_which_entry_it_is()
    {
        Entry authorization = Authorization("coder", null);
        Entry settlement = Samples.Settlement(authorization, "1") with
        {
            ToolsCalled = ["grep", "edit"],
            Flags = ["stream_truncated"],
            Warnings = ["loop"],
            Outcome = "stream_cut",
        };
        _ledger.Append(authorization);
        _ledger.Append(settlement);
        _ledger.Append(Samples.Adjustment(settlement, "-0.25"));
        SessionReport report = await Show();
        SessionCall call = Assert.Single(report.Calls);
        Assert.Equal((settlement.Id, 1L), (call.Entry.Id, call.Sequence));
        Assert.Equal(["grep", "edit"], call.Entry.ToolsCalled);
        Assert.Equal((true, 1L, "0.75"), (call.Failed, call.Adjustments, call.Known.ToString()));
        Assert.Equal((1L, 1L), (report.Figures.Failed, report.Figures.Costs.Calls));
    }

    [Fact]
    public async Task Calls_can_be_read_page_by_page_while_sums_are_over_all()
    {
        for (int i = 0; i < 5; i++)
        {
            Call("a", null, "1");
        }

        using LedgerViews opened = new(_ledger);
        SessionQuery query = new()
        {
            Session = "s",
            Skip = 3,
            Limit = 1,
        };
        SessionReport report = (await Ask(opened, query)).Report!;
        Assert.Equal((1, 5, Samples.Dollars("5")), (report.Calls.Count, report.CallCount, report.Figures.Costs.Known));
        Assert.Equal(7, report.Calls[0].Sequence);
    }

    [Fact]
    public async Task An_open_call_is_in_its_session_with_what_it_holds()
    {
        _ledger.Append(Authorization("coder", null));
        SessionReport report = await Show();
        Assert.Equal((1L, "0.5"), (report.Figures.Costs.Open, report.Figures.Costs.OpenHold.ToString()));
        Assert.Equal("open", Assert.Single(report.Calls).Status);
    }

    [Fact]
    public async Task A_session_nobody_had_is_none()
    {
        Call("a", null, "1");
        using LedgerViews opened = new(_ledger);
        SessionAnswer answer = await Ask(opened, new SessionQuery { Session = "other" });
        Assert.Null(answer.Report);
        Assert.Empty(answer.Tenants);
    }

    [Fact]
    public void A_chain_of_a_thousand_agents_is_a_tree_of_that_depth()
    {
        for (int i = 0; i < 1000; i++)
        {
            Call("agent-" + i, i == 0 ? null : "agent-" + (i - 1), "1");
        }

        using LedgerViews opened = new(_ledger);
        AgentsReport report = opened.Views.Agents(new AgentsQuery { Limit = 1000 });
        Assert.Equal(999, report.Tree[^1].Depth);
        Assert.Equal(Samples.Dollars("1000"), report.Rows[0].Inclusive.Costs.Known);
    }

    private void Call(
        string? agent,
        string? parent,
        string cost,
        string? root = null,
        string? span = null,
        string? tenant = null
    )
    {
        Entry authorization = Authorization(agent, parent, root, tenant);
        authorization = span is null
            ? authorization
            : authorization with
            {
                TraceId = new string('a', 32),
                ParentSpanId = span,
            };
        _ledger.Append(authorization);
        _ledger.Append(
            Samples.Settlement(authorization, cost) with
            {
                TraceId = authorization.TraceId,
                ParentSpanId = authorization.ParentSpanId,
            }
        );
    }

    private Entry Authorization(string? agent, string? parent, string? root = null, string? tenant = null) =>
        Samples.Authorization(
            who: new Attribution
            {
                Tenant = tenant,
                Session = "s",
                Agent = agent,
                ParentAgent = parent,
                RootAgent = root,
            },
            at: Samples.Began.AddSeconds(_seconds++)
        );

    private async Task<SessionReport> Show(int skip = 0)
    {
        using LedgerViews opened = new(_ledger);
        return (await Ask(opened, new SessionQuery { Session = "s", Skip = skip })).Report!;
    }

    private static Task<SessionAnswer> Ask(LedgerViews opened, SessionQuery query) =>
        opened.Views.SessionAsync(query, opened.Source, TestContext.Current.CancellationToken);

    private static List<string> Lines(SessionReport report) =>
        [
            .. report.Agents.Select(node =>
            {
                Usd own = node.Exclusive.Costs.Known;
                string note = node.Note == AgentNote.None ? "" : " " + node.Note;
                return $"{new string(' ', node.Depth)}{node.Agent} {own} {node.Inclusive.Costs.Known}{note}";
            }),
        ];
}
