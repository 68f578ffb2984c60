using System.Text;
using TokenLedger.Accounting.Money;
using TokenLedger.Gateway.Calls;
using TokenLedger.Gateway.Dialects;
using TokenLedger.Gateway.Runaway;
using TokenLedger.Gateway.Tests.Limits;
using LedgerAttribution = TokenLedger.Ledger.Entries.Attribution;

namespace TokenLedger.Gateway.Tests.Runaway;

public sealed class RunawayGateTests
{
    private readonly VirtualClock _clock = new();
    private readonly LedgerAttribution _by = new()
    {
        Session = "s1",
        Agent = "coder",
        Tenant = "acme",
        Key = "k_1",
    };
    private LiveSessions _sessions = null!;

    private RunawayGate Gate(AgentRules rules)
    {
        _sessions = new LiveSessions(rules);
        return new RunawayGate(rules, _sessions, new StepReader(new KeyedHash()), _clock);
    }

    private InferenceCall Call(LedgerAttribution by, string? prompt = null) =>
        SomeCall.Of(
            _clock,
            by,
            prompt is null
                ? null
                : $$"""{"messages":{{Encoding.UTF8.GetString(new Talk("chat").User(prompt).Json())}}}"""
        );

    private static Refusal? Judge(RunawayGate gate, InferenceCall call) =>
        gate.JudgeAsync(call, default).AsTask().GetAwaiter().GetResult();

    /// <summary>A call from its judging to its end.</summary>
    private (Refusal? Refused, string[] Warnings) Run(
        RunawayGate gate,
        LedgerAttribution by,
        string? prompt = null,
        decimal cost = 0,
        long tokens = 0
    )
    {
        InferenceCall call = Call(by, prompt);
        Refusal? refused = Judge(gate, call);
        if (refused is null)
        {
            gate.End(call.Settled(tokens, cost));
        }

        return (refused, [.. call.Warnings]);
    }

    [Fact]
    public void A_loop_is_refused_for_good_reasons_and_its_entry_says_so_when_it_only_warns()
    {
        RunawayGate warns = Gate(new AgentRules { Loop = new LoopRule(3) });
        Run(warns, _by, "again");
        Run(warns, _by, "again");
        Assert.Equal(["loop"], Run(warns, _by, "again").Warnings);

        RunawayGate blocks = Gate(new AgentRules { Loop = new LoopRule(3) { Action = AgentAction.Block } });
        Run(blocks, _by, "again");
        Run(blocks, _by, "again");
        Refusal refused = Run(blocks, _by, "again").Refused!;

        Assert.Equal(
            (403, "loop_detected", "loop", false),
            (refused.Status, refused.Code, refused.Subject, refused.ShouldRetry)
        );
        Assert.Contains(refused.Details, detail => detail is { Key: "until", Value: "2026-03-01T12:05:00Z" });
        Assert.Null(Run(blocks, _by, "something else").Refused);
        Assert.Null(Run(blocks, _by with { Session = "s2" }, "again").Refused);
        Assert.Null(Run(blocks, _by with { Tenant = "other" }, "again").Refused);
    }

    [Fact]
    public void A_call_that_a_later_gate_refuses_has_not_taken_its_step()
    {
        RunawayGate gate = Gate(new AgentRules { Loop = new LoopRule(3) { Action = AgentAction.Block } });
        for (int i = 0; i < 20; i++)
        {
            InferenceCall call = Call(_by, "again");
            Assert.Null(Judge(gate, call));
            gate.End(call); // never authorised
        }

        LiveSession session = Assert.Single(_sessions.All());
        Assert.Equal((0, 0, 20), (session.Calls, session.Open, session.Refused));
    }

    [Fact]
    public void Spending_too_fast_trips_a_breaker_that_opens_again_by_itself()
    {
        BurnRule rule = new()
        {
            Id = "fast",
            UsdPerMinute = Usd.FromDecimal(1),
            Action = AgentAction.Block,
        };
        RunawayGate gate = Gate(new AgentRules { Burns = [rule] });
        Run(gate, _by, cost: 0.6m);
        _clock.Advance(TimeSpan.FromSeconds(20));
        Assert.Null(Run(gate, _by, cost: 0.6m).Refused); // 1.20 now
        _clock.Advance(TimeSpan.FromSeconds(10));

        Refusal refused = Run(gate, _by).Refused!;

        Assert.Equal((429, "burn_rate", 30), (refused.Status, refused.Code, refused.RetryAfterSeconds));
        Assert.Null(Run(gate, _by with { Session = "s2" }).Refused);
        _clock.Advance(TimeSpan.FromSeconds(30) - TimeSpan.FromTicks(1));
        Assert.NotNull(Run(gate, _by).Refused);
        _clock.AdvanceTicks(1);
        Assert.Null(Run(gate, _by).Refused);
    }

    [Fact]
    public void A_cool_down_after_a_burst_lasts_its_time_however_often_one_asks()
    {
        BurnRule rule = new()
        {
            Id = "tokens",
            TokensPerMinute = 1_000,
            Per = ["agent"],
            CoolDown = TimeSpan.FromMinutes(3),
        };
        RunawayGate gate = Gate(new AgentRules { Burns = [rule] });
        Run(gate, _by, tokens: 1_000);
        Refusal first = Run(gate, _by).Refused!;
        Assert.Equal((180, false), (first.RetryAfterSeconds, first.ShouldRetry)); // SDKs do not wait for minutes
        _clock.Advance(TimeSpan.FromMinutes(2.9));
        Assert.Equal(6, Run(gate, _by).Refused!.RetryAfterSeconds);
        _clock.Advance(TimeSpan.FromMinutes(0.1));
        Assert.Null(Run(gate, _by).Refused);
    }

    [Fact]
    public void What_is_many_times_an_agents_own_usual_minute_is_noticed()
    {
        BurnRule rule = new()
        {
            Id = "unusual",
            TimesUsual = 5,
            Action = AgentAction.Warn,
            Per = ["agent"],
        };
        RunawayGate gate = Gate(new AgentRules { Burns = [rule] });
        for (int minute = 0; minute < 15; minute++)
        {
            Assert.Empty(Run(gate, _by, cost: 0.10m).Warnings);
            _clock.Advance(TimeSpan.FromMinutes(1));
        }

        Run(gate, _by, cost: 0.45m);
        Assert.Empty(Run(gate, _by).Warnings);
        Run(gate, _by, cost: 0.05m);
        Assert.Equal(["burn_rate"], Run(gate, _by).Warnings);
        Assert.Contains("burn_rate", Assert.Single(_sessions.All()).Flags);
    }

    [Fact]
    public void Agents_may_start_agents_only_so_deep()
    {
        RunawayGate gate = Gate(new AgentRules { Tree = new TreeRule { MostLevels = 3 } });
        LedgerAttribution Child(string agent, string? parent) => _by with { Agent = agent, ParentAgent = parent };

        Assert.Null(Run(gate, Child("root", null)).Refused);
        Assert.Null(Run(gate, Child("b", "root")).Refused);
        Assert.Null(Run(gate, Child("c", "b")).Refused);
        Refusal refused = Run(gate, Child("d", "c")).Refused!;
        Assert.Equal((403, "agent_depth"), (refused.Status, refused.Code));
        Assert.Equal("agent_depth", Run(gate, Child("e", "d")).Refused?.Code); // whom the refused one starts all the same
        Assert.Null(Run(gate, Child("d", "c") with { Session = "another" }).Refused); // where nothing is known of c
        Assert.Null(Run(gate, Child("b", "c")).Refused); // names in a circle tell no level
    }

    [Fact]
    public void An_agent_may_start_only_so_many_within_a_time()
    {
        RunawayGate gate = Gate(
            new AgentRules
            {
                Tree = new TreeRule { MostChildren = 3, Window = TimeSpan.FromMinutes(10) },
            }
        );
        LedgerAttribution Child(int number) => _by with { Agent = $"worker-{number}", ParentAgent = "root" };
        for (int i = 0; i < 30; i++)
        {
            Assert.Equal(i % 10 >= 3, Run(gate, Child(i % 10)).Refused?.Code == "agent_fanout");
        }

        _clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Null(Run(gate, Child(9)).Refused);
    }

    [Fact]
    public void A_session_that_spends_without_owner_or_progress_is_a_ghost()
    {
        AgentRules rules = new()
        {
            Ghost = new GhostRule(TimeSpan.FromHours(1)) { Calls = 5, Cost = Usd.FromDecimal(1) },
        };
        RunawayGate gate = Gate(rules);
        LedgerAttribution owned = _by with { Session = "owned", User = "alice" };
        for (int minute = 0; minute <= 70; minute += 10)
        {
            bool old = minute >= 60;
            Assert.Equal(old ? ["ghost"] : [], Run(gate, _by, $"step {minute}", cost: 0.5m).Warnings);
            Assert.Empty(Run(gate, owned, $"step {minute}", cost: 0.5m).Warnings);
            _clock.Advance(TimeSpan.FromMinutes(10));
        }

        for (int minute = 0; minute < 60; minute += 10)
        {
            Run(gate, owned, "step 70", cost: 0.5m); // nothing new any more
            _clock.Advance(TimeSpan.FromMinutes(10));
        }

        Assert.Equal(["ghost"], Run(gate, owned, "step 70", cost: 0.5m).Warnings);
        Assert.Empty(Run(gate, owned, "back to work", cost: 0.5m).Warnings);
    }

    [Fact]
    public void Totals_survive_the_end_of_a_session_and_its_going_on()
    {
        RunawayGate gate = Gate(new AgentRules());
        Run(gate, _by, cost: 1);
        Run(gate, _by with { SessionEnds = true }, cost: 1);
        LiveSession session = Assert.Single(_sessions.All());
        Assert.False(_sessions.IsActive(session, _clock.GetUtcNow()));

        Run(gate, _by, cost: 1); // the id comes again

        Assert.Same(session, Assert.Single(_sessions.All()));
        Assert.True(_sessions.IsActive(session, _clock.GetUtcNow()));
        Assert.Equal((3, Usd.FromDecimal(3)), (session.Calls, session.Cost));
        _clock.Advance(TimeSpan.FromMinutes(30));
        Assert.False(_sessions.IsActive(session, _clock.GetUtcNow()));
    }

    [Fact]
    public void Cost_that_comes_after_the_end_still_counts()
    {
        RunawayGate gate = Gate(new AgentRules());
        InferenceCall slow = Call(_by);
        Judge(gate, slow);
        Run(gate, _by with { SessionEnds = true }, cost: 1);
        gate.End(slow.Settled(tokens: 10, cost: 2));

        Assert.Equal(Usd.FromDecimal(3), Assert.Single(_sessions.All()).Cost);
    }

    [Fact]
    public void The_same_id_of_two_tenants_is_two_sessions()
    {
        RunawayGate gate = Gate(new AgentRules());
        Run(gate, _by, cost: 1);
        Run(gate, _by with { Tenant = "other" }, cost: 5);

        Assert.Equal(
            [("acme", Usd.FromDecimal(1)), ("other", Usd.FromDecimal(5))],
            _sessions.All().Select(session => (session.Name.Tenant, session.Cost)).Order()
        );
    }

    [Fact]
    public void Sessions_without_number_leave_a_bounded_number_and_none_under_way_is_lost()
    {
        RunawayGate gate = Gate(new AgentRules { MostSessions = 100 });
        InferenceCall open = Call(_by);
        Judge(gate, open);
        for (int i = 0; i < 5_000; i++)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            Run(gate, _by with { Session = $"one-{i}" });
            Assert.InRange(_sessions.Count, 1, 100);
        }

        gate.End(open.Settled(1, 1));
        Assert.Equal(Usd.FromDecimal(1), _sessions.All().Single(session => session.Name.Id == "s1").Cost);
    }

    [Fact]
    public async Task A_session_held_up_elsewhere_holds_up_no_other()
    {
        RunawayGate gate = Gate(new AgentRules { Loop = new LoopRule(3) });
        Run(gate, _by, "hello");
        LiveSession held = Assert.Single(_sessions.All());
        using ManualResetEventSlim locked = new();
        using ManualResetEventSlim release = new();
        Task holder = Task.Run(() =>
        {
            lock (held.Gate)
            {
                locked.Set();
                release.Wait(TimeSpan.FromSeconds(30));
            }
        });
        locked.Wait(TimeSpan.FromSeconds(30));

        Assert.Null(Run(gate, _by with { Session = "s2" }, "hello").Refused);

        release.Set();
        await holder;
    }
}
