using Microsoft.Extensions.Logging.Abstractions;
using TokenLedger.Gateway.Upstreams.Breakers;

namespace TokenLedger.Gateway.Tests.Upstreams.Breakers;

public sealed class CircuitBreakersTests
{
    private const string Upstream = "openai";
    private const string Model = "gpt-4o";
    private static readonly BreakerOptions s_threeInARow = new() { MaxFailures = 3 };

    private readonly StillClock _clock = new();

    private CircuitBreakers Of(BreakerOptions options) => new(options, _clock, NullLogger.Instance);

    private static bool Enter(CircuitBreakers breakers, out BreakerPermit permit, string model = Model) =>
        breakers.TryEnter(Upstream, model, out permit, out _);

    private static bool Fails(CircuitBreakers breakers, string model = Model)
    {
        Assert.True(Enter(breakers, out BreakerPermit permit, model));
        return breakers.Fail(Upstream, model, permit, "http_503");
    }

    private static void Succeeds(CircuitBreakers breakers)
    {
        Assert.True(Enter(breakers, out BreakerPermit permit));
        breakers.Succeed(Upstream, Model, permit);
    }

    private CircuitBreakers Opened(BreakerOptions? options = null)
    {
        CircuitBreakers breakers = Of(options ?? s_threeInARow);
        Assert.False(Fails(breakers));
        Assert.False(Fails(breakers));
        Assert.True(Fails(breakers));
        return breakers;
    }

    [Fact]
    public void Failures_in_a_row_open_it_and_a_success_between_them_does_not()
    {
        CircuitBreakers breakers = Of(s_threeInARow);
        Assert.False(Fails(breakers));
        Assert.False(Fails(breakers));
        Succeeds(breakers);
        Assert.False(Fails(breakers));
        Assert.False(Fails(breakers));

        Assert.True(Fails(breakers));

        Assert.False(Enter(breakers, out _));
        Assert.Equal(BreakerState.Open, Assert.Single(breakers.Snapshot()).State);
    }

    [Fact]
    public void While_open_it_says_exactly_how_long_no_call_passes()
    {
        CircuitBreakers breakers = Opened();
        _clock.Advance(TimeSpan.FromSeconds(12));

        Assert.False(breakers.TryEnter(Upstream, Model, out _, out TimeSpan wait));

        Assert.Equal(TimeSpan.FromSeconds(18), wait);
    }

    [Fact]
    public async Task Of_a_hundred_calls_at_once_one_probes()
    {
        CircuitBreakers breakers = Opened();
        _clock.Advance(TimeSpan.FromSeconds(30));
        using Barrier together = new(100);

        bool[] entered = await Task.WhenAll(
            Enumerable
                .Range(0, 100)
                .Select(_ =>
                    Task.Factory.StartNew(
                        () =>
                        {
                            together.SignalAndWait();
                            return Enter(breakers, out BreakerPermit _);
                        },
                        CancellationToken.None,
                        TaskCreationOptions.LongRunning,
                        TaskScheduler.Default
                    )
                )
        );

        Assert.Single(entered, passed => passed);
        Assert.Equal(BreakerState.HalfOpen, Assert.Single(breakers.Snapshot()).State);
    }

    [Fact]
    public void A_probe_that_succeeds_closes_it_and_one_that_fails_opens_it_for_as_long_again()
    {
        CircuitBreakers breakers = Opened();
        _clock.Advance(TimeSpan.FromSeconds(30));
        Assert.True(Fails(breakers)); // the probe
        _clock.Advance(TimeSpan.FromSeconds(29));
        Assert.False(Enter(breakers, out _));
        _clock.Advance(TimeSpan.FromSeconds(1));

        Succeeds(breakers);

        Assert.True(Enter(breakers, out BreakerPermit first) && Enter(breakers, out BreakerPermit second));
        Assert.Empty(breakers.Snapshot());
    }

    [Fact]
    public void A_probe_whose_caller_leaves_makes_room_for_another()
    {
        CircuitBreakers breakers = Opened();
        _clock.Advance(TimeSpan.FromSeconds(30));
        Assert.True(Enter(breakers, out BreakerPermit probe));
        Assert.False(Enter(breakers, out _));

        breakers.Release(Upstream, Model, probe);

        Assert.True(Enter(breakers, out BreakerPermit next) && next.IsProbe);
    }

    [Fact]
    public void A_success_from_before_it_opened_does_not_close_it()
    {
        CircuitBreakers breakers = Of(s_threeInARow);
        Assert.True(Enter(breakers, out BreakerPermit early));
        Fails(breakers);
        Fails(breakers);
        Fails(breakers);

        breakers.Succeed(Upstream, Model, early);
        Assert.False(Enter(breakers, out _));

        _clock.Advance(TimeSpan.FromSeconds(30));
        Assert.True(Enter(breakers, out _));
        breakers.Succeed(Upstream, Model, early); // late once more, while the probe is under way
        Assert.False(Enter(breakers, out _));
    }

    [Fact]
    public void Each_model_has_its_own()
    {
        CircuitBreakers breakers = Opened();

        Assert.True(Enter(breakers, out _, "gpt-4o-mini"));
        Assert.True(breakers.TryEnter("azure", Model, out _, out _));
    }

    [Fact]
    public void A_share_of_failures_opens_it_when_enough_calls_say_so_within_the_window()
    {
        CircuitBreakers breakers = Of(new() { FailurePercent = 50, LeastCalls = 10 });
        for (int i = 0; i < 4; i++)
        {
            Assert.False(Fails(breakers));
            Succeeds(breakers);
        }

        Succeeds(breakers);
        Assert.True(Fails(breakers)); // 5 of 10

        CircuitBreakers slow = Of(new() { FailurePercent = 50, LeastCalls = 10 });
        for (int i = 0; i < 30; i++)
        {
            Assert.False(Fails(slow)); // never ten within a minute
            _clock.Advance(TimeSpan.FromSeconds(10));
        }
    }

    [Fact]
    public void Models_that_callers_make_up_take_no_room_until_they_fail_and_then_a_bounded_one()
    {
        CircuitBreakers breakers = Of(s_threeInARow);
        for (int i = 0; i < 5_000; i++)
        {
            Assert.True(Enter(breakers, out BreakerPermit permit, $"made-up-{i}"));
            breakers.Succeed(Upstream, $"made-up-{i}", permit);
        }

        Assert.Empty(breakers.Snapshot());
        Fails(breakers);
        Fails(breakers);
        Fails(breakers);
        for (int i = 0; i < 5_000; i++)
        {
            _clock.Advance(TimeSpan.FromMilliseconds(1));
            Fails(breakers, $"made-up-{i}");
        }

        IReadOnlyList<BreakerStatus> kept = breakers.Snapshot();
        Assert.Equal(CircuitBreakers.Most, kept.Count);
        Assert.Contains(kept, status => status is { Model: Model, State: BreakerState.Open });
    }

    [Fact]
    public void An_upstream_that_asks_for_patience_is_not_closed_off()
    {
        CircuitBreakers breakers = Of(s_threeInARow);
        breakers.RestFor(Upstream, Model, TimeSpan.FromSeconds(20));

        Assert.True(Enter(breakers, out _));
        Assert.Equal(TimeSpan.FromSeconds(20), breakers.RestOf(Upstream, Model));
        _clock.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(TimeSpan.Zero, breakers.RestOf(Upstream, Model));
    }
}
