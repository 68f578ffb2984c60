using TokenLedger.Accounting.Budgets;
using TokenLedger.Gateway.Calls;
using TokenLedger.Gateway.Limits;
using LedgerAttribution = TokenLedger.Ledger.Entries.Attribution;

namespace TokenLedger.Gateway.Tests.Limits;

public sealed class RateLimiterTests
{
    private readonly VirtualClock _clock = new();

    private static RateLimit Limit(
        string id,
        RateMeasure measure,
        long most,
        RatePeriod period = RatePeriod.Minute,
        params string[] per
    ) =>
        new()
        {
            Id = id,
            Per = per,
            Allowances = [new(measure, most, period)],
        };

    private RateLimiter Limiter(params RateLimit[] limits)
    {
        RateLimiter limiter = new(_clock);
        limiter.Use(limits);
        return limiter;
    }

    private InferenceCall Call(string? user = null, string? body = null) =>
        SomeCall.Of(_clock, new LedgerAttribution { User = user }, body);

    [Fact]
    public void A_burst_at_the_edge_of_a_minute_gets_no_second_helping()
    {
        RateLimiter limiter = Limiter(Limit("a", RateMeasure.Requests, 10));
        _clock.Advance(TimeSpan.FromSeconds(59.9));
        int passed = 0;
        for (int i = 0; i < 40; i++)
        {
            passed += limiter.Take(Call()).Ticket is null ? 0 : 1;
            _clock.Advance(TimeSpan.FromMilliseconds(10));
        }

        Assert.Equal(10, passed);
    }

    [Fact]
    public async Task Callers_at_once_get_exactly_what_is_allowed()
    {
        RateLimiter limiter = Limiter(
            Limit("all", RateMeasure.Requests, 100),
            Limit("user", RateMeasure.Requests, 30, RatePeriod.Hour, "user")
        );
        int[] passed = new int[8];
        Task[] callers =
        [
            .. Enumerable
                .Range(0, 16)
                .Select(caller =>
                    Task.Run(() =>
                    {
                        for (int i = 0; i < 50; i++)
                        {
                            if (limiter.Take(Call($"user-{caller % 8}")).Ticket is not null)
                            {
                                Interlocked.Increment(ref passed[caller % 8]);
                            }
                        }
                    })
                ),
        ];
        await Task.WhenAll(callers);

        Assert.Equal(100, passed.Sum());
        Assert.All(passed, of => Assert.InRange(of, 0, 30));
    }

    [Fact]
    public void What_one_limit_refuses_takes_nothing_from_another()
    {
        RateLimiter limiter = Limiter(
            Limit("wide", RateMeasure.Requests, 3),
            Limit("narrow", RateMeasure.Requests, 1, RatePeriod.Minute, "user")
        );
        limiter.Take(Call("a"));
        for (int i = 0; i < 50; i++)
        {
            Assert.Equal("narrow", limiter.Take(Call("a")).Refused!.Row.Limit.Id);
        }

        Assert.NotNull(limiter.Take(Call("b")).Ticket);
        Assert.NotNull(limiter.Take(Call("c")).Ticket);
        Assert.Equal("wide", limiter.Take(Call("d")).Refused!.Row.Limit.Id);
    }

    [Fact]
    public void The_answer_names_the_longest_wait_in_whole_seconds_and_then_it_passes()
    {
        RateLimiter limiter = Limiter(
            Limit("second", RateMeasure.Requests, 1, RatePeriod.Second),
            Limit("minute", RateMeasure.Requests, 1)
        );
        limiter.Take(Call());
        _clock.Advance(TimeSpan.FromSeconds(20.5));

        RateRefusal refused = limiter.Take(Call()).Refused!;

        Assert.Equal("minute", refused.Row.Limit.Id);
        Assert.Equal(TimeSpan.FromSeconds(39.5).Ticks, refused.WaitTicks);
        Assert.Equal(40, refused.RetryAfterSeconds);
        _clock.AdvanceTicks(refused.WaitTicks - 1);
        Assert.Equal(1, limiter.Take(Call()).Refused!.RetryAfterSeconds); // never 0
        _clock.AdvanceTicks(1);
        Assert.NotNull(limiter.Take(Call()).Ticket);
    }

    [Fact]
    public void Tokens_are_held_by_the_estimate_and_corrected_by_what_was_used()
    {
        RateLimiter limiter = Limiter(Limit("t", RateMeasure.Tokens, 10_000));
        string body = """{"messages":[],"max_tokens":64000}""";

        InferenceCall call = Call(body: body);
        LimitTicket ticket = limiter.Take(call).Ticket!;
        Assert.Equal(10_000 - 1024 - 9, ticket.Tokens!.Value.Remaining); // 64,000 are allowed, not expected
        limiter.End(ticket, wasSent: true, CallTokens.Used(call.Settled(200)));
        Assert.Equal(10_000 - 200 - 1033, limiter.Take(Call(body: body)).Ticket!.Tokens!.Value.Remaining);
    }

    [Fact]
    public void What_was_used_beyond_the_estimate_counts_and_the_next_call_waits_for_it()
    {
        RateLimiter limiter = Limiter(Limit("t", RateMeasure.Tokens, 5_000));
        InferenceCall call = Call();
        LimitTicket ticket = limiter.Take(call).Ticket!;
        _clock.Advance(TimeSpan.FromSeconds(30));
        limiter.End(ticket, wasSent: true, CallTokens.Used(call.Settled(9_000)));

        RateRefusal refused = limiter.Take(Call()).Refused!;

        Assert.Equal(TimeSpan.FromSeconds(60).Ticks, refused.WaitTicks); // it was used just now
        Assert.Equal(0, refused.Standing.Remaining);
    }

    [Fact]
    public void A_bound_reserve_lets_nothing_through_that_could_pass_the_limit()
    {
        RateLimiter limiter = Limiter(Limit("t", RateMeasure.Tokens, 10_000) with { Reserve = TokenReserve.Bound });
        string body = """{"messages":[],"max_tokens":6000}""";

        Assert.NotNull(limiter.Take(Call(body: body)).Ticket);
        Assert.NotNull(limiter.Take(Call(body: body)).Refused);
    }

    [Fact]
    public void A_call_that_was_never_sent_has_used_nothing()
    {
        RateLimiter limiter = Limiter(
            Limit("r", RateMeasure.Requests, 1),
            Limit("t", RateMeasure.Tokens, 2_000),
            Limit("c", RateMeasure.Concurrency, 1)
        );
        for (int i = 0; i < 5; i++)
        {
            limiter.End(limiter.Take(Call()).Ticket!, wasSent: false, 0);
        }
    }

    [Fact]
    public void Calls_under_way_are_counted_until_they_end()
    {
        RateLimiter limiter = Limiter(Limit("c", RateMeasure.Concurrency, 2));
        LimitTicket first = limiter.Take(Call()).Ticket!;
        limiter.Take(Call());

        Assert.Equal(1, limiter.Take(Call()).Refused!.RetryAfterSeconds);
        _clock.Advance(TimeSpan.FromDays(1));
        Assert.NotNull(limiter.Take(Call()).Refused);
        limiter.End(first, wasSent: true, 0);
        Assert.NotNull(limiter.Take(Call()).Ticket);
    }

    [Fact]
    public void Changing_a_limit_forgets_nothing_that_was_used()
    {
        RateLimiter limiter = Limiter(Limit("r", RateMeasure.Requests, 100));
        for (int i = 0; i < 20; i++)
        {
            limiter.Take(Call());
        }

        limiter.Use([Limit("r", RateMeasure.Requests, 20)]);
        Assert.NotNull(limiter.Take(Call()).Refused);
        limiter.Use([Limit("other", RateMeasure.Requests, 5), Limit("r", RateMeasure.Requests, 21)]);
        Assert.NotNull(limiter.Take(Call()).Ticket);
        Assert.NotNull(limiter.Take(Call()).Refused);
    }

    [Fact]
    public void The_clock_on_the_wall_may_jump()
    {
        RateLimiter limiter = Limiter(Limit("r", RateMeasure.Requests, 1, RatePeriod.Hour));
        limiter.Take(Call());
        _clock.WallOffset = TimeSpan.FromDays(400);
        Assert.NotNull(limiter.Take(Call()).Refused);
        _clock.WallOffset = TimeSpan.FromDays(-400);
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.NotNull(limiter.Take(Call()).Ticket);
    }

    [Fact]
    public void A_hundred_thousand_members_have_accounts_and_those_beyond_share_one()
    {
        RateLimiter limiter = Limiter(Limit("u", RateMeasure.Requests, 2, RatePeriod.Hour, "user"));
        for (int i = 0; i < AccountRoom.DefaultMost; i++)
        {
            Assert.NotNull(limiter.Take(Call($"user-{i}")).Ticket);
        }

        Assert.Equal(AccountRoom.DefaultMost, limiter.Accounts);
        int beyond = 0;
        for (int i = 0; i < 1_000; i++)
        {
            beyond += limiter.Take(Call($"late-{i}")).Ticket is null ? 0 : 1;
        }

        Assert.Equal(2, beyond); // as many as one member may
        Assert.Equal(AccountRoom.DefaultMost, limiter.Accounts);
        Assert.NotNull(limiter.Take(Call("user-7")).Ticket); // those before notice nothing
        Assert.NotNull(limiter.Take(Call("user-7")).Refused);
    }

    [Fact]
    public void Whoever_gets_room_later_has_used_what_he_used_before()
    {
        RateLimiter limiter = new(_clock, mostAccounts: 1);
        limiter.Use([Limit("u", RateMeasure.Requests, 3, RatePeriod.Hour, "user")]);
        limiter.Take(Call("first"));
        _clock.Advance(TimeSpan.FromMinutes(30));
        Assert.NotNull(limiter.Take(Call("late")).Ticket);
        Assert.NotNull(limiter.Take(Call("late")).Ticket);
        _clock.Advance(TimeSpan.FromMinutes(31)); // the first one's hour is over, his account can go

        Assert.NotNull(limiter.Take(Call("late")).Ticket);
        Assert.NotNull(limiter.Take(Call("late")).Refused); // three within the hour, whichever account counted them
    }

    [Fact]
    public void Of_rules_on_keys_the_first_that_fits_counts_and_leaves_out_the_default()
    {
        RateLimit Rule(string id, string pattern, long most) =>
            Limit(id, RateMeasure.Requests, most, RatePeriod.Minute, "key") with
            {
                CredentialPattern = pattern,
            };
        RateLimiter limiter = Limiter(Rule("dev", "sk-dev*", 2), Rule("any", "*", 1));
        InferenceCall Of(string key) =>
            SomeCall.Of(_clock, new LedgerAttribution { Key = "k_" + key }, credential: key);

        Assert.NotNull(limiter.Take(Of("sk-dev-1")).Ticket);
        Assert.NotNull(limiter.Take(Of("sk-dev-1")).Ticket);
        Assert.Equal("dev", limiter.Take(Of("sk-dev-1")).Refused!.Row.Limit.Id);
        Assert.NotNull(limiter.Take(Of("sk-dev-2")).Ticket); // another key, an account of its own
        Assert.NotNull(limiter.Take(Of("sk-prod-1")).Ticket);
        Assert.Equal("any", limiter.Take(Of("sk-prod-1")).Refused!.Row.Limit.Id);
    }

    [Fact]
    public void A_scope_of_several_terms_covers_only_calls_that_fit_them_all()
    {
        RateLimit limit = Limit("s", RateMeasure.Requests, 1) with
        {
            Scope =
            [
                new ScopeTerm("tenant", "acme*"),
                new ScopeTerm("tag:team", "blue"),
                new ScopeTerm("model", "gpt-?"),
            ],
        };
        RateLimiter limiter = Limiter(limit);
        InferenceCall Of(string? tenant, string team, string model) =>
            SomeCall.Of(
                _clock,
                new LedgerAttribution { Tenant = tenant, Tags = [new("team", team)] },
                $$"""{"model":"{{model}}"}"""
            );

        Assert.Null(limiter.Take(Of("other", "blue", "gpt-5")).Ticket);
        Assert.Null(limiter.Take(Of(null, "blue", "gpt-5")).Ticket);
        Assert.Null(limiter.Take(Of("acme", "red", "gpt-5")).Ticket);
        Assert.Null(limiter.Take(Of("acme", "blue", "gpt-55")).Ticket);
        Assert.NotNull(limiter.Take(Of("acme-eu", "blue", "gpt-5")).Ticket);
        Assert.NotNull(limiter.Take(Of("acme", "blue", "gpt-4")).Refused);
    }
}
