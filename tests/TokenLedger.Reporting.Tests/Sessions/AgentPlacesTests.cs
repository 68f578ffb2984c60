using FsCheck;
using FsCheck.Fluent;
using TokenLedger.Accounting.Money;
using TokenLedger.Ledger.Entries;
using TokenLedger.Reporting.Queries;
using TokenLedger.Reporting.Queries.Sessions;
using TokenLedger.Reporting.Tests.Support;

namespace TokenLedger.Reporting.Tests.Sessions;

/// <summary>
/// Most agents stand in one place in all sessions, and are added up over all at once; whatever some calls say otherwise, the
/// places say what the trees of single sessions say that are built by hand.
/// </summary>
public sealed class AgentPlacesTests
{
    [Theory]
    [InlineData(0)] // every agent names one parent
    [InlineData(12)] // now and then one names none, or another
    public void Places_and_agents_equal_the_trees_of_the_sessions_built_by_hand(int odd)
    {
        Gen<int[]> steps = Gen.Choose(0, 99_999).ArrayOf(60);
        Gen<(bool Roots, int Window)> forms = Gen.Elements(true, false).Zip(Gen.Choose(0, 3000));
        Prop.ForAll(
                steps.ToArbitrary(),
                forms.ToArbitrary(),
                (script, form) =>
                {
                    MemoryLedger ledger = Ledger(script, form.Roots, odd);
                    using LedgerViews opened = new(ledger);
                    DateTimeOffset from = Samples.Began.AddSeconds(form.Window);
                    AgentsQuery all = new() { Limit = AgentsQuery.MostLimit };
                    AgentsQuery[] asked =
                    [
                        all,
                        all with
                        {
                            AsBooked = true,
                        },
                        all with
                        {
                            Window = new(from, from.AddMinutes(20)),
                        },
                    ];
                    foreach (AgentsQuery query in asked.Concat(asked)) // the second time much is remembered
                    {
                        Check(FoldedCall.Of(ledger, query), opened.Views.Agents(query), query.AsBooked);
                    }
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(15));
    }

    [Fact]
    public void An_agent_above_that_did_not_call_in_a_session_stands_at_the_top_of_it()
    {
        MemoryLedger ledger = new();
        Call(ledger, "0", "lead", null);
        Call(ledger, "0", "coder", "lead");
        Call(ledger, "0", "tester", "coder");
        Call(ledger, "1", "tester", "coder");
        using LedgerViews opened = new(ledger);
        AgentsReport report = opened.Views.Agents(new AgentsQuery());
        Assert.Equal(
            ["/coder 0 1 1", "/coder/tester 1 1 1", "/lead 1 3 1", "/lead/coder 1 2 1", "/lead/coder/tester 1 1 1"],
            Lines(report.Tree)
        );
        Assert.Equal([1L, 2L, 2L], report.Rows.OrderBy(row => row.Agent != "lead").Select(row => row.Sessions));
    }

    private static void Check(List<FoldedCall> calls, AgentsReport report, bool booked)
    {
        Dictionary<string, (Usd Own, Usd All, HashSet<string> Sessions)> places = [];
        Dictionary<string, (Usd Outside, HashSet<string> Sessions)> agents = [];
        foreach (
            IGrouping<(string? Tenant, string? Session), FoldedCall> session in calls
                .FindAll(call => !call.IsOpen)
                .GroupBy(call => (call.Who.Tenant, call.Who.Session))
        )
        {
            PlainNode[] nodes = PlainNode.Of(session);
            foreach (PlainNode node in nodes)
            {
                Usd cost = node.Calls.Aggregate(Usd.Zero, (sum, call) => sum + call.Cost(booked));
                string[] path = [.. node.Path(nodes).Select(agent => agent ?? "none")];
                for (int depth = 1; depth <= path.Length; depth++)
                {
                    string place = $"{session.Key.Tenant}/{string.Join('/', path.Take(depth))}";
                    (Usd own, Usd all, HashSet<string> sessions) = places.GetValueOrDefault(
                        place,
                        (default, default, [])
                    );
                    places[place] = (depth == path.Length ? own + cost : own, all + cost, sessions);
                    string agent = $"{session.Key.Tenant}/{path[depth - 1]}";
                    (Usd outside, HashSet<string> within) = agents.GetValueOrDefault(agent, (default, []));
                    agents[agent] = (session.Key.Session is null ? outside + cost : outside, within);
                    if (session.Key.Session is { } id)
                    {
                        sessions.Add(id);
                        within.Add(id);
                    }
                }
            }
        }

        Assert.Equal(
            places
                .Select(place => $"{place.Key} {place.Value.Own} {place.Value.All} {place.Value.Sessions.Count}")
                .Order(StringComparer.Ordinal),
            Lines(report.Tree)
        );
        Assert.Equal(
            agents
                .Select(agent => $"{agent.Key} {agent.Value.Outside} {agent.Value.Sessions.Count}")
                .Order(StringComparer.Ordinal),
            report
                .Rows.Select(row => $"{row.Tenant}/{row.Agent ?? "none"} {row.OutsideSessions} {row.Sessions}")
                .Order(StringComparer.Ordinal)
        );
        List<FoldedCall> ended = calls.FindAll(call => call.IsCall || call.IsRefused);
        foreach (AgentSummary row in report.Rows)
        {
            List<FoldedCall> own = ended.FindAll(call => call.Who.Tenant == row.Tenant && call.Who.Agent == row.Agent);
            Assert.Equal(own.Count == 0 ? null : own.Min(call => call.OccurredAt), row.Exclusive.FirstAt);
            Assert.Equal(own.Count == 0 ? null : own.Max(call => call.OccurredAt), row.Exclusive.LastAt);
        }
    }

    private static IEnumerable<string> Lines(IReadOnlyList<AgentPlace> tree) =>
        tree.Select(place =>
            {
                string path = "";
                for (AgentPlace? at = place; at is not null; at = at.Above is { } above ? tree[above] : null)
                {
                    path = $"/{at.Agent ?? "none"}{path}";
                }

                return $"{place.Tenant}{path} {place.Exclusive.Costs.Known} {place.Inclusive.Costs.Known} {place.Sessions}";
            })
            .Order(StringComparer.Ordinal);

    private static MemoryLedger Ledger(int[] script, bool roots, int odd)
    {
        MemoryLedger ledger = new();
        foreach (int number in script)
        {
            Random random = new(number);
            int agent = random.Next(6);
            string? parent = agent == 0 ? null : "agent-" + ((agent - 1) / 2);
            if (odd > 0 && random.Next(odd) == 0)
            {
                parent = agent == 0 || random.Next(2) == 0 ? null : "agent-" + random.Next(agent);
            }

            Call(
                ledger,
                random.Next(7) == 0 ? null : "session-" + random.Next(5),
                random.Next(8) == 0 ? null : "agent-" + agent,
                parent,
                roots ? "agent-0" : null,
                "tenant-" + random.Next(2),
                random
            );
        }

        return ledger;
    }

    private static void Call(
        MemoryLedger ledger,
        string? session,
        string? agent,
        string? parent,
        string? root = null,
        string? tenant = null,
        Random? random = null
    )
    {
        Attribution who = new()
        {
            Tenant = tenant,
            Session = session,
            Agent = agent,
            ParentAgent = parent,
            RootAgent = root,
        };
        Entry opened = Samples.Authorization(who: who, at: Samples.Began.AddSeconds(random?.Next(3600) ?? 0));
        Entry ended = Samples.Settlement(opened, random is null ? "1" : "0.00" + random.Next(1, 99));
        ledger.Append(opened);
        ledger.Append(ended);
        if (random?.Next(5) == 0)
        {
            ledger.Append(Samples.Adjustment(ended, "-0.0001"));
        }
    }

    /// <summary>An agent of a session with what its calls say of it.</summary>
    private sealed record PlainNode(string? Agent, string? Parent, string? Root, IReadOnlyList<FoldedCall> Calls)
    {
        /// <summary>The nodes of a session, in the order of their first calls.</summary>
        public static PlainNode[] Of(IEnumerable<FoldedCall> session) =>
            [
                .. session
                    .GroupBy(call => (call.Who.Agent, call.Who.ParentAgent, call.Who.RootAgent))
                    .OrderBy(node => node.Min(call => call.OccurredAt))
                    .Select(node => new PlainNode(node.Key.Agent, node.Key.ParentAgent, node.Key.RootAgent, [.. node])),
            ];

        /// <summary>The agents from the top down to it: all names lead to agents of lower numbers.</summary>
        public IEnumerable<string?> Path(PlainNode[] nodes)
        {
            string? above = Parent ?? (Root == Agent ? null : Root);
            if (above is null)
            {
                return [Agent];
            }

            PlainNode up =
                nodes.FirstOrDefault(one => one.Agent == above && (one.Root == Root || one.Agent == Root))
                ?? nodes.FirstOrDefault(one => one.Agent == above)
                ?? Uncalled(above, nodes);
            return up.Path(nodes).Append(Agent);
        }

        /// <summary>One that made no call stands below the root that the first to name it says.</summary>
        private static PlainNode Uncalled(string agent, PlainNode[] nodes)
        {
            string? root = nodes
                .FirstOrDefault(one => (one.Parent ?? (one.Root == one.Agent ? null : one.Root)) == agent)
                ?.Root;
            return new(agent, null, root == agent ? null : root, []);
        }
    }
}
