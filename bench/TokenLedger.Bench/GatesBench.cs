using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using TokenLedger.Accounting.Budgets;
using TokenLedger.Accounting.Rates;
using TokenLedger.Gateway.Budgets;
using TokenLedger.Gateway.Budgets.Learning;
using TokenLedger.Gateway.Calls;
using TokenLedger.Gateway.Dialects;
using TokenLedger.Gateway.Limits;
using TokenLedger.Gateway.Relay;
using TokenLedger.Gateway.Runaway;
using TokenLedger.Gateway.Upstreams;
using TokenLedger.Ledger.Embedded;
using LedgerAttribution = TokenLedger.Ledger.Entries.Attribution;

namespace TokenLedger.Bench;

/// <summary>What a call costs at the gates of rate limits and runaway agents, and what a member of a limit weighs.</summary>
internal static class GatesBench
{
    private const int Calls = 50_000;
    private const int Rounds = 5;

    public static async Task<int> Run()
    {
        Weigh();
        RateLimiter none = new(TimeProvider.System);
        RateLimiter three = new(TimeProvider.System);
        three.Use([
            Limit("all", RateMeasure.Requests, RatePeriod.Second),
            Limit("user", RateMeasure.Requests, RatePeriod.Minute, "user"),
            Limit("tokens", RateMeasure.Tokens, RatePeriod.Hour, "tenant", "model"),
        ]);
        AgentRules loops = new() { Loop = new LoopRule(10) };
        await MeasureAsync("no limit", new RateLimitGate(none, TimeProvider.System), turns: 1);
        await MeasureAsync("3 limits", new RateLimitGate(three, TimeProvider.System), turns: 1);
        await MeasureAsync(
            "no rule",
            new RunawayGate(new(), new LiveSessions(new()), s_steps, TimeProvider.System),
            turns: 1
        );
        foreach (int turns in (int[])[1, 20, 400])
        {
            await MeasureAsync(
                "loops",
                new RunawayGate(loops, new LiveSessions(loops), s_steps, TimeProvider.System),
                turns
            );
        }

        await ReserveAsync("no budgets", []);
        await ReserveAsync("5 budgets", [.. BudgetBench.Five().Select(one => one with { Hold = HoldMode.Elastic })]);
        await ReserveAsync("1 strict", BudgetBench.Five());
        return 0;
    }

    /// <summary>What the budgets add on the caller's side: the bound, the cap, the accounts and the authorization.</summary>
    private static async Task ReserveAsync(string name, IReadOnlyList<Budget> budgets)
    {
        string folder = Path.Combine(Path.GetTempPath(), $"bench-{Guid.NewGuid():N}");
        OpenResult opened = await EmbeddedLedger.OpenAsync(new() { Folder = folder }, TimeProvider.System);
        await opened.Ledger!.UseBudgetsAsync(budgets, CancellationToken.None);
        Gateway.GatewayOptions options = new() { Listen = new(IPAddress.Loopback, 0) };
        CallPricing pricing = new(RateBook.Load(new RateSources()).Book!, options);
        BudgetGate gate = new(opened.Ledger, pricing, new UsageHistory(), options);
        foreach (int turns in (int[])[1, 20, 400])
        {
            InferenceCall call = Call(1, turns);
            int calls = turns == 400 ? Calls / 100 : Calls / 4;
            double best = double.MaxValue;
            for (int round = 0; round < Rounds; round++)
            {
                TimeSpan start = Environment.CpuUsage.TotalTime;
                for (int i = 0; i < calls; i++)
                {
                    call.Attempt.Changes.Clear();
                    gate.Reserve(call, Guid.Empty);
                }

                best = Math.Min(best, (Environment.CpuUsage.TotalTime - start).TotalNanoseconds / calls);
            }

            Print(name, call, best);
        }

        await opened.Ledger.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private static async Task MeasureAsync(string name, Gateway.Gates.IGate gate, int turns)
    {
        InferenceCall[] calls = [.. Enumerable.Range(0, 64).Select(i => Call(i, turns))];
        double best = double.MaxValue;
        for (int round = 0; round < Rounds; round++)
        {
            TimeSpan start = Environment.CpuUsage.TotalTime;
            for (int i = 0; i < Calls; i++)
            {
                InferenceCall call = calls[i & 63];
                await gate.JudgeAsync(call, default);
                gate.End(call);
            }

            best = Math.Min(best, (Environment.CpuUsage.TotalTime - start).TotalNanoseconds / Calls);
        }

        Print(name, calls[0], best);
    }

    private static void Print(string name, InferenceCall call, double best) =>
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{name, -10} request of {call.MeantBytes.Length, 8} bytes: {best, 8:0} ns of CPU a call"
            )
        );

    /// <summary>100,000 members, each with four calls in its window.</summary>
    private static void Weigh()
    {
        const int Members = 100_000;
        RateLimiter limiter = new(TimeProvider.System);
        limiter.Use([Limit("user", RateMeasure.Requests, RatePeriod.Day, "user")]);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        for (int i = 0; i < Members * 4; i++)
        {
            limiter.Take(Call(i % Members, turns: 0));
        }

        long after = GC.GetTotalMemory(forceFullCollection: true);
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{limiter.Accounts} members with 4 uses each: {(after - before) / 1048576.0:0.0} MiB, {(after - before) / Members} bytes a member"
            )
        );
        GC.KeepAlive(limiter);
    }

    private static RateLimit Limit(string id, RateMeasure measure, RatePeriod period, params string[] per) =>
        new()
        {
            Id = id,
            Per = per,
            Allowances = [new(measure, 1_000_000_000_000, period)],
        };

    private static readonly StepReader s_steps = new(new KeyedHash());

    private static readonly Upstream s_upstream = new(UpstreamFor(), TimeSpan.FromSeconds(1));

    private static Gateway.UpstreamOptions UpstreamFor() =>
        new()
        {
            Name = "openai",
            Provider = "openai",
            Dialect = "openai",
            BaseAddress = new Uri("http://127.0.0.1:1"),
        };

    private static InferenceCall Call(int member, int turns)
    {
        InferenceCall call = new(
            new DefaultHttpContext(),
            new UpstreamMatch(s_upstream, new Route("openai.chat", RouteKind.Inference), "/"),
            new EntryIds(),
            TimeProvider.System
        )
        {
            Attribution = new LedgerAttribution
            {
                User = "user-" + member.ToString(CultureInfo.InvariantCulture),
                Session = "session-" + member.ToString(CultureInfo.InvariantCulture),
                Tenant = "acme",
            },
        };
        if (turns > 0)
        {
            byte[] body = Encoding.UTF8.GetBytes(Conversation(turns));
            call.Body = new PooledBuffer(body.Length);
            call.Body.Append(body);
            call.Reading = RequestReading.Read(body);
        }

        return call;
    }

    /// <summary>A coding agent's request after so many turns.</summary>
    private static string Conversation(int turns)
    {
        string result = string.Join(
            "\\n",
            Enumerable.Range(0, 40).Select(line => $"{line}: using System.Text; // line")
        );
        StringBuilder json = new("""{"model":"gpt-5","messages":[{"role":"user","content":"Fix the tests."}""");
        for (int turn = 0; turn < turns; turn++)
        {
            json.Append(
                CultureInfo.InvariantCulture,
                $$$"""
                ,{"role":"assistant","content":null,"tool_calls":[{"id":"c{{{turn}}}","type":"function","function":{"name":"read","arguments":"{\"path\":\"src/{{{turn}}}.cs\"}"}}]},{"role":"tool","tool_call_id":"c{{{turn}}}","content":"{{{result}}}"}
                """
            );
        }

        return json.Append("]}").ToString();
    }
}
