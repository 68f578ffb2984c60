using FsCheck;
using FsCheck.Fluent;
using TokenLedger.Accounting.Money;
using TokenLedger.Ledger.Entries;
using TokenLedger.Reporting.Queries;
using TokenLedger.Reporting.Queries.Sessions;
using TokenLedger.Reporting.Queries.Waste;
using TokenLedger.Reporting.Tests.Support;

namespace TokenLedger.Reporting.Tests.Sessions;

/// <summary>Whatever the history, sessions and agents say what a plain fold of the ledger's entries says.</summary>
public sealed class SessionPropertyTests
{
    [Fact]
    public void A_list_of_sessions_equals_a_fold_of_the_entries() =>
        OverHistories(
            (ledger, opened, slice) =>
            {
                SessionsReport report = opened.Views.Sessions(
                    new()
                    {
                        Window = slice.Window,
                        AsBooked = slice.AsBooked,
                        Limit = 1000,
                    }
                );
                List<FoldedCall> calls = FoldedCall.Of(ledger, slice);
                List<string> expected =
                [
                    .. calls
                        .Where(call => call.Who.Session is not null)
                        .GroupBy(call => (call.Who.Tenant, call.Who.Session))
                        .Select(group => Line(group.Key.Tenant, group.Key.Session!, [.. group], slice.AsBooked))
                        .Order(StringComparer.Ordinal),
                ];
                Assert.Equal(expected, report.Rows.Select(Line).Order(StringComparer.Ordinal));
                Assert.Equal(report.Rows.Count, report.Sessions);
                Assert.Equal(
                    Cost(calls.Where(call => call.Who.Session is not null), slice.AsBooked),
                    report.Total.Costs.Known
                );
                Assert.Equal(
                    Cost(calls.Where(call => call.Who.Session is null), slice.AsBooked),
                    report.WithoutSession.Costs.Known
                );
            }
        );

    [Fact]
    public void A_session_s_tree_steps_and_calls_each_add_up_to_it() =>
        OverHistories(
            (ledger, opened, slice) =>
            {
                SessionsReport list = opened.Views.Sessions(
                    new()
                    {
                        Window = slice.Window,
                        AsBooked = slice.AsBooked,
                        Limit = 1000,
                    }
                );
                foreach (SessionSummary summary in list.Rows)
                {
                    SessionReport report = Show(opened, slice, summary);
                    Assert.Equal(summary.Figures, report.Figures);
                    Assert.Equal(summary.EndedAt, report.EndedAt);
                    CheckTree(report);
                    CheckSpans(ledger, slice, summary, report);
                    Usd steps = report.Steps.Aggregate(Usd.Zero, (sum, step) => sum + step.Figures.Costs.Known);
                    Assert.Equal(report.Figures.Costs.Known, steps);
                    CheckCalls(ledger, slice, summary, report);
                }
            }
        );

    [Fact]
    public void Agents_exclusive_costs_equal_a_fold_and_inclusive_ones_the_trees_of_the_sessions() =>
        OverHistories(
            (ledger, opened, slice) =>
            {
                AgentsReport report = opened.Views.Agents(
                    new()
                    {
                        Window = slice.Window,
                        AsBooked = slice.AsBooked,
                        Limit = 1000,
                    }
                );
                List<FoldedCall> calls = FoldedCall.Of(ledger, slice);
                foreach (AgentSummary agent in report.Rows)
                {
                    List<FoldedCall> own = calls.FindAll(call =>
                        call.Who.Tenant == agent.Tenant && call.Who.Agent == agent.Agent
                    );
                    Assert.Equal(Cost(own, slice.AsBooked), agent.Exclusive.Costs.Known);
                    Assert.Equal(own.Count(call => call.IsCall), agent.Exclusive.Costs.Calls);
                }

                Assert.Equal(Cost(calls, slice.AsBooked), report.Total.Costs.Known);
                Usd tops = report
                    .Tree.Where(place => place.Above is null)
                    .Aggregate(Usd.Zero, (sum, place) => sum + place.Inclusive.Costs.Known);
                Assert.Equal(report.Total.Costs.Known, tops);
                CheckInclusive(opened, slice, report);
            }
        );

    [Fact]
    public void What_is_told_of_the_time_before_equals_a_fold_of_that_time() =>
        OverHistories(
            (ledger, opened, slice) =>
            {
                Window before = new(Samples.Began.AddMinutes(5), Samples.Began.AddMinutes(50));
                List<FoldedCall> calls = FoldedCall.Of(
                    ledger,
                    new SessionsQuery { Window = before, AsBooked = slice.AsBooked }
                );
                SessionsReport sessions = opened.Views.Sessions(
                    new()
                    {
                        Window = slice.Window,
                        AsBooked = slice.AsBooked,
                        Before = before,
                    }
                );
                AgentsReport agents = opened.Views.Agents(
                    new()
                    {
                        Window = slice.Window,
                        AsBooked = slice.AsBooked,
                        Before = before,
                    }
                );
                Assert.Equal(
                    Cost(calls.Where(call => call.Who.Session is not null), slice.AsBooked),
                    sessions.Before!.Total.Costs.Known
                );
                Assert.Equal(Cost(calls, slice.AsBooked), agents.Before!.Total.Costs.Known);
                Assert.Equal(calls.Count(call => call.IsCall), agents.Before.Total.Costs.Calls);
                Assert.Null(agents.Before.Before);
                WasteReport waste = opened
                    .Views.WasteAsync(
                        new()
                        {
                            Window = slice.Window,
                            AsBooked = slice.AsBooked,
                            Before = before,
                        },
                        opened.Source,
                        TestContext.Current.CancellationToken
                    )
                    .GetAwaiter()
                    .GetResult();
                Assert.Equal(Cost(calls, slice.AsBooked), waste.Before!.Spent);
            }
        );

    /// <summary>Inclusive cost within sessions: the outermost nodes of an agent in the tree of each session.</summary>
    private static void CheckInclusive(LedgerViews opened, Slice slice, AgentsReport report)
    {
        Dictionary<(string?, string?), (Usd Cost, long Sessions)> expected = [];
        SessionsReport list = opened.Views.Sessions(
            new()
            {
                Window = slice.Window,
                AsBooked = slice.AsBooked,
                Limit = 1000,
            }
        );
        foreach (SessionSummary summary in list.Rows)
        {
            SessionReport session = Show(opened, slice, summary);
            foreach (IGrouping<string?, AgentNode> agent in Called(session).GroupBy(node => node.Agent))
            {
                Usd cost = agent
                    .Where(node => node.Agent is null || !IsBelowItself(session, node))
                    .Aggregate(Usd.Zero, (sum, node) => sum + node.Inclusive.Costs.Known);
                (Usd known, long sessions) = expected.GetValueOrDefault((summary.Tenant, agent.Key));
                expected[(summary.Tenant, agent.Key)] = (known + cost, sessions + 1);
            }
        }

        foreach (AgentSummary agent in report.Rows)
        {
            (Usd cost, long sessions) = expected.GetValueOrDefault((agent.Tenant, agent.Agent));
            Assert.Equal(cost, agent.Inclusive.Costs.Known - agent.OutsideSessions);
            Assert.Equal(sessions, agent.Sessions);
        }
    }

    // What is only open is in a session, and in no tree.
    private static IEnumerable<AgentNode> Called(SessionReport session) => session.Agents;

    /// <summary>Spans cost what a fold of their calls says, and what is below each is in it once.</summary>
    private static void CheckSpans(MemoryLedger ledger, Slice slice, SessionSummary summary, SessionReport report)
    {
        List<FoldedCall> calls = FoldedCall
            .Of(ledger, slice)
            .FindAll(call => call.Who.Tenant == summary.Tenant && call.Who.Session == summary.Session && !call.IsOpen);
        IReadOnlyList<SpanNode> spans = report.Spans.Nodes;
        if (calls.TrueForAll(call => Told(call).TraceId is null))
        {
            Assert.Empty(spans);
            return;
        }

        foreach (SpanNode span in spans)
        {
            List<FoldedCall> own = calls.FindAll(call =>
                Told(call).TraceId == span.Trace && (span.Trace is null || Told(call).ParentSpanId == span.Span)
            );
            Assert.Equal(Cost(own, slice.AsBooked), span.Exclusive.Costs.Known);
            Usd below = spans
                .Where(one => one.Above == span.Node)
                .Aggregate(span.Exclusive.Costs.Known, (sum, one) => sum + one.Inclusive.Costs.Known);
            Assert.Equal(below, span.Inclusive.Costs.Known);
            Assert.Equal(span.Above is { } above ? spans[above].Depth + 1 : 0, span.Depth);
            Assert.True(span.Above is null || span.Above < span.Node);
        }

        Usd tops = spans
            .Where(span => span.Above is null)
            .Aggregate(Usd.Zero, (sum, span) => sum + span.Inclusive.Costs.Known);
        Assert.Equal(report.Figures.Costs.Known, tops);
        Assert.Equal(
            report.Figures.Costs.Calls,
            spans.Where(span => span.Above is null).Sum(span => span.Inclusive.Costs.Calls)
        );
    }

    private static Entry Told(FoldedCall call) => call.Ended ?? call.Opened;

    private static bool IsBelowItself(SessionReport session, AgentNode node)
    {
        for (int? above = node.Above; above is { } at; above = session.Agents[at].Above)
        {
            if (session.Agents[at].Agent == node.Agent)
            {
                return true;
            }
        }

        return false;
    }

    private static void CheckTree(SessionReport report)
    {
        Usd exclusive = Usd.Zero;
        for (int i = 0; i < report.Agents.Count; i++)
        {
            AgentNode node = report.Agents[i];
            Assert.Equal(i, node.Node);
            Assert.True(node.Above is null ? node.Depth == 0 : node.Above < i);
            Usd below = report
                .Agents.Where(child => child.Above == i)
                .Aggregate(node.Exclusive.Costs.Known, (sum, child) => sum + child.Inclusive.Costs.Known);
            Assert.Equal(below, node.Inclusive.Costs.Known);
            exclusive += node.Exclusive.Costs.Known;
        }

        Assert.Equal(report.Figures.Costs.Known, exclusive);
    }

    private static void CheckCalls(MemoryLedger ledger, Slice slice, SessionSummary summary, SessionReport report)
    {
        List<FoldedCall> calls = FoldedCall
            .Of(ledger, slice)
            .FindAll(call => call.Who.Tenant == summary.Tenant && call.Who.Session == summary.Session);
        Assert.Equal(calls.Count, report.CallCount);
        Assert.Equal(
            calls
                .OrderBy(call => call.OccurredAt)
                .Select(call => (call.OccurredAt, Booked: call.Cost(slice.AsBooked)))
                .Select(call => $"{call.OccurredAt:O}")
                .ToList(),
            [.. report.Calls.Select(call => $"{call.Entry.OccurredAt:O}")]
        );
        Usd sum = report.Calls.Aggregate(Usd.Zero, (total, call) => total + call.Known);
        Assert.Equal(report.Figures.Costs.Known, sum);
        foreach (IGrouping<int?, SessionCall> node in report.Calls.GroupBy(call => call.Node))
        {
            Usd own = node.Aggregate(Usd.Zero, (total, call) => total + call.Known);
            Assert.Equal(node.Key is { } at ? report.Agents[at].Exclusive.Costs.Known : Usd.Zero, own);
        }
    }

    private static SessionReport Show(LedgerViews opened, Slice slice, SessionSummary summary)
    {
        SessionQuery query = new()
        {
            Session = summary.Session,
            Window = slice.Window,
            AsBooked = slice.AsBooked,
            Where = [new Filter(Grouping.Tenant, [summary.Tenant])],
            Limit = SessionQuery.MostLimit,
        };
        SessionAnswer answer = opened
            .Views.SessionAsync(query, opened.Source, TestContext.Current.CancellationToken)
            .GetAwaiter()
            .GetResult();
        Assert.Equal([summary.Tenant], answer.Tenants);
        return answer.Report!;
    }

    private static string Line(SessionSummary row) =>
        string.Join(
            ' ',
            row.Tenant ?? "-",
            row.Session,
            row.Figures.Costs.Known,
            row.Figures.Tokens,
            row.Figures.Costs.Calls,
            row.Figures.Failed,
            row.Figures.Costs.Rejected,
            row.Figures.Costs.Open,
            row.AgentCount,
            $"{row.Figures.FirstAt:O} {row.Figures.LastAt:O} {row.EndedAt:O}"
        );

    private static string Line(string? tenant, string session, List<FoldedCall> all, bool booked)
    {
        List<FoldedCall> calls = all.FindAll(call => !call.IsScope);
        List<FoldedCall> ended = calls.FindAll(call => !call.IsOpen);
        return string.Join(
            ' ',
            tenant ?? "-",
            session,
            Cost(all, booked),
            all.Sum(call => call.Tokens(booked)),
            ended.Count(call => call.IsCall),
            ended.Count(call => call.Failed),
            ended.Where(call => call.IsRefused).Sum(call => call.Ended!.Repeats ?? 1),
            calls.Count(call => call.IsOpen),
            ended.Where(call => call.Who.Agent is not null).Select(call => call.Who.Agent).Distinct().Count(),
            $"{Least(calls):O} {Most(calls):O} {(ended.Count == 0 ? null : ended.Max(call => call.EndedAt)):O}"
        );
    }

    private static DateTimeOffset? Least(List<FoldedCall> calls) =>
        calls.Count == 0 ? null : calls.Min(call => call.OccurredAt);

    private static DateTimeOffset? Most(List<FoldedCall> calls) =>
        calls.Count == 0 ? null : calls.Max(call => call.OccurredAt);

    private static Usd Cost(IEnumerable<FoldedCall> calls, bool booked) =>
        calls.Aggregate(Usd.Zero, (sum, call) => sum + call.Cost(booked));

    private static void OverHistories(Action<MemoryLedger, LedgerViews, Slice> check) => CallHistories.Check(check);
}
