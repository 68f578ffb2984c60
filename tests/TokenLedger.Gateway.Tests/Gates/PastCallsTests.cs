using Microsoft.Extensions.Logging.Abstractions;
using TokenLedger.Accounting.Money;
using TokenLedger.Gateway.Attribution;
using TokenLedger.Gateway.Calls;
using TokenLedger.Gateway.Gates;
using TokenLedger.Gateway.Identity.Keys;
using TokenLedger.Gateway.Limits;
using TokenLedger.Gateway.Runaway;
using TokenLedger.Gateway.Tests.Alerts.Support;
using TokenLedger.Gateway.Tests.Limits;
using TokenLedger.Ledger.Entries;
using LedgerAttribution = TokenLedger.Ledger.Entries.Attribution;

namespace TokenLedger.Gateway.Tests.Gates;

/// <summary>After a restart the gates judge as they would have without one.</summary>
public sealed class PastCallsTests : IAsyncDisposable
{
    private static readonly RateLimit[] s_limits =
    [
        new()
        {
            Id = "users",
            Per = ["user"],
            Allowances = [new(RateMeasure.Requests, 5), new(RateMeasure.Tokens, 4_000, RatePeriod.Hour)],
        },
        new()
        {
            Id = "keys",
            Per = ["key"],
            CredentialPattern = "sk-*",
            Allowances = [new(RateMeasure.Requests, 40, RatePeriod.Day)],
        },
    ];

    private static readonly AgentRules s_rules = new()
    {
        Loop = new LoopRule(3) { Action = AgentAction.Block },
        Burns =
        [
            new BurnRule
            {
                Id = "fast",
                Per = ["user"],
                UsdPerMinute = Usd.FromDecimal(2),
            },
        ],
        Tree = new TreeRule { MostChildren = 2 },
    };

    private readonly VirtualClock _clock = new();
    private readonly AlertLedger _ledger;
    private readonly KeyedHash _hash = new();

    public PastCallsTests() => _ledger = new AlertLedger(_clock);

    public ValueTask DisposeAsync() => _ledger.DisposeAsync();

    private sealed record Guards(RateLimiter Limiter, RunawayGate Runaway, LiveSessions Sessions, PastCalls Past);

    private Guards Start(AgentRules rules, IReadOnlyList<RateLimit> limits, long atStart = 1_000, long most = 10_000)
    {
        RateLimiter limiter = new(_clock);
        limiter.Use(limits);
        LiveSessions sessions = new(rules);
        RunawayGate runaway = new(rules, sessions, new StepReader(_hash), _clock);
        VirtualKeys keys = new(null, FingerprintKey.Create(), _clock);
        PastCalls past = new(_ledger, limiter, runaway, keys, _clock, NullLogger<PastCalls>.Instance)
        {
            MostAtStart = atStart,
            FewestAtStart = 1,
            Most = most,
        };
        return new(limiter, runaway, sessions, past);
    }

    private InferenceCall Call(LedgerAttribution by, string prompt) =>
        SomeCall.Of(
            _clock,
            by,
            $$"""{"model":"gpt-5","max_tokens":400,"messages":[{"role":"user","content":"{{prompt}}"}]}""",
            "sk-" + by.Key
        );

    /// <summary>What the gates say to a call; nothing of it is left.</summary>
    private async Task<string> VerdictAsync(Guards guards, LedgerAttribution by, string prompt)
    {
        InferenceCall call = Call(by, prompt);
        if (await guards.Runaway.JudgeAsync(call, default) is { } refusal)
        {
            return refusal.Message;
        }

        guards.Runaway.End(call);
        (LimitTicket? ticket, RateRefusal? refused) = guards.Limiter.Take(call);
        if (refused is not null)
        {
            return $"{refused.Row.Limit.Id} {refused.Allowance.Name} {refused.WaitTicks}";
        }

        guards.Limiter.End(ticket!, wasSent: false, 0);
        return $"passes, {ticket!.Requests}, {ticket.Tokens}";
    }

    /// <summary>A call from its judging to its end, with its entries.</summary>
    private async Task RunAsync(Guards guards, LedgerAttribution by, string prompt, long tokens, decimal cost, int ms)
    {
        InferenceCall call = Call(by, prompt);
        if (await guards.Runaway.JudgeAsync(call, default) is { } runaway)
        {
            _ledger.Add(CallEntries.Rejection(call, Guid.CreateVersion7(), runaway, runaway.Subject!));
            return;
        }

        (LimitTicket? ticket, RateRefusal? refused) = guards.Limiter.Take(call);
        if (refused is not null)
        {
            guards.Runaway.End(call);
            _ledger.Add(
                CallEntries.Rejection(call, Guid.CreateVersion7(), refused.ToRefusal(call, _clock.GetUtcNow()), "limit")
            );
            return;
        }

        Hold hold = new(call.MeantBytes.Length, call.Reading.MaxOutputTokens ?? 0, null);
        Entry authorization = CallEntries.Authorization(call, Guid.CreateVersion7(), hold);
        _ledger.Add(authorization);
        _clock.Advance(TimeSpan.FromMilliseconds(ms));
        call.Settled(tokens, cost);
        _ledger.Add(
            call.Settlement! with
            {
                Call = call.Id,
                Settles = authorization.Id,
                Provider = authorization.Provider,
                ModelRequested = authorization.ModelRequested,
            }
        );
        guards.Runaway.End(call);
        guards.Limiter.End(ticket!, wasSent: true, tokens);
    }

    private static string Said(LiveSession of) =>
        $"{of.Name}: {of.Calls} calls, {of.Refused} refused, {of.Cost}, {of.Tokens}";

    [Fact]
    public async Task Whatever_has_happened_a_restarted_gateway_says_what_the_old_one_would()
    {
        for (int seed = 0; seed < 60; seed++)
        {
            Random random = new(seed);
            Guards old = Start(s_rules, s_limits);
            for (int i = random.Next(40); i >= 0; i--)
            {
                LedgerAttribution by = new()
                {
                    User = "u" + random.Next(3),
                    Key = "k" + random.Next(2),
                    Session = "s" + random.Next(3),
                    Agent = "a" + random.Next(4),
                    ParentAgent = random.Next(3) == 0 ? "root" : null,
                };
                string prompt = "prompt number " + random.Next(3);
                await RunAsync(old, by, prompt, random.Next(900), random.Next(80) / 100m, random.Next(3_000));
                _clock.Advance(TimeSpan.FromMilliseconds(random.Next(20_000)));
            }

            Guards restarted = Start(s_rules, s_limits);
            await restarted.Past.LearnAsync(TestContext.Current.CancellationToken);

            Assert.Null(restarted.Past.KnownSince);
            foreach (int user in Enumerable.Range(0, 3))
            {
                LedgerAttribution by = new()
                {
                    User = "u" + user,
                    Key = "k" + (user % 2),
                    Session = "s" + user,
                    Agent = "a9",
                };
                string prompt = "prompt number " + user;
                Assert.Equal(await VerdictAsync(old, by, prompt), await VerdictAsync(restarted, by, prompt));
            }

            Assert.Equal(
                old.Sessions.All().Select(Said).Order(StringComparer.Ordinal),
                restarted.Sessions.All().Select(Said).Order(StringComparer.Ordinal)
            );
            _clock.Advance(TimeSpan.FromDays(2)); // nothing of this round counts in the next one
        }
    }

    [Fact]
    public async Task What_is_not_read_before_calls_come_is_read_while_they_do()
    {
        Guards old = Start(new(), s_limits);
        LedgerAttribution alice = new() { User = "alice", Key = "k1" };
        for (int i = 0; i < 30; i++)
        {
            await RunAsync(old, alice, "hello", 10 * i, 0, 100);
            _clock.Advance(TimeSpan.FromMinutes(1));
        }

        Guards restarted = Start(new(), s_limits, atStart: 7);
        await restarted.Past.LearnAsync(TestContext.Current.CancellationToken);
        DateTimeOffset since = restarted.Past.KnownSince!.Value;
        await RunAsync(restarted, alice, "while it reads", 50, 0, 10);
        await restarted.Past.CompleteAsync(TestContext.Current.CancellationToken);

        Guards whole = Start(new(), s_limits);
        await whole.Past.LearnAsync(TestContext.Current.CancellationToken);
        Assert.InRange(since, _clock.GetUtcNow().AddMinutes(-6), _clock.GetUtcNow());
        Assert.Null(restarted.Past.KnownSince);
        Assert.Equal(await VerdictAsync(whole, alice, "hello"), await VerdictAsync(restarted, alice, "hello"));
    }

    [Fact]
    public async Task A_window_with_more_entries_than_are_read_says_since_when_it_counts()
    {
        Guards old = Start(new(), s_limits);
        for (int i = 0; i < 30; i++)
        {
            await RunAsync(old, new() { User = "u" + i, Key = "k1" }, "hello", 10, 0, 0);
            _clock.Advance(TimeSpan.FromMinutes(1));
        }

        Guards restarted = Start(new(), s_limits, atStart: 10, most: 20);
        await restarted.Past.LearnAsync(TestContext.Current.CancellationToken);
        await restarted.Past.CompleteAsync(TestContext.Current.CancellationToken);

        Assert.Equal(_clock.GetUtcNow().AddMinutes(-15), restarted.Past.KnownSince);
    }

    [Fact]
    public async Task Whoever_waits_goes_on_where_a_cancelled_learning_stopped_and_nothing_counts_twice()
    {
        await FillAsync(2_000);
        Guards restarted = Start(new(), s_limits, atStart: 10_000);
        using CancellationTokenSource gone = new();
        int readings = 0;
        _ledger.BeforeReading = async cancellation =>
        {
            if (Interlocked.Increment(ref readings) == 5)
            {
                await Task.Delay(Timeout.Infinite, cancellation); // until its asker has gone
            }
        };

        Task first = restarted.Past.LearnAsync(gone.Token);
        Task second = restarted.Past.LearnAsync(TestContext.Current.CancellationToken);
        await gone.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        await second;
        await SaysTheSameAsync(restarted);
    }

    [Fact]
    public async Task A_learning_that_failed_is_tried_again_and_one_that_succeeded_is_not()
    {
        await FillAsync(2_000);
        Guards restarted = Start(new(), s_limits, atStart: 10_000);
        int readings = 0;
        _ledger.BeforeReading = _ =>
            ++readings == 5 ? Task.FromException(new IOException("The disk is away.")) : Task.CompletedTask;

        await Assert.ThrowsAsync<IOException>(() => restarted.Past.LearnAsync(TestContext.Current.CancellationToken));
        await restarted.Past.LearnAsync(TestContext.Current.CancellationToken);
        int needed = readings;
        await restarted.Past.LearnAsync(TestContext.Current.CancellationToken);

        Assert.Equal(needed, readings);
        await SaysTheSameAsync(restarted);
    }

    /// <summary>Calls within the day that limits look back, too many to be read at once.</summary>
    private async Task FillAsync(int calls)
    {
        Guards old = Start(new(), s_limits);
        for (int i = 0; i < calls; i++)
        {
            await RunAsync(old, new() { User = "u" + (i % 500), Key = "k" + (i % 700) }, "hello", i % 90, 0, 20_000);
        }
    }

    /// <summary>Compares with a gateway that learned in one go.</summary>
    private async Task SaysTheSameAsync(Guards restarted)
    {
        _ledger.BeforeReading = null;
        Guards whole = Start(new(), s_limits, atStart: 10_000);
        await whole.Past.LearnAsync(TestContext.Current.CancellationToken);
        foreach (int one in Enumerable.Range(0, 500))
        {
            LedgerAttribution by = new() { User = "u" + one, Key = "k" + one };
            Assert.Equal(await VerdictAsync(whole, by, "hello"), await VerdictAsync(restarted, by, "hello"));
        }
    }
}
