using FsCheck;
using FsCheck.Fluent;
using TokenLedger.Gateway.Limits;

namespace TokenLedger.Gateway.Tests.Limits;

/// <summary>What any 60 seconds may hold, whatever the arrivals.</summary>
public sealed class SlidingWindowTests
{
    private const long Length = 64_000;

    /// <summary>Steady traffic, bursts and pauses, all mixed; sometimes far more than is kept apart.</summary>
    private static Arbitrary<(int Most, int[] Gaps)> Arrivals() =>
        Gen.Choose(1, 400)
            .SelectMany(most =>
                Gen.Frequency((6, Gen.Choose(0, 40)), (3, Gen.Choose(0, 2_000)), (1, Gen.Choose(0, (int)Length * 2)))
                    .ArrayOf()
                    .Resize(1_200)
                    .Select(gaps => (most, gaps))
            )
            .ToArbitrary();

    /// <summary>Sends calls at their instants, each again and again until nothing is left to come.</summary>
    private static List<long> Admitted(int most, int[] gaps)
    {
        SlidingWindow window = new(Length);
        List<long> admitted = [];
        long now = 5;
        foreach (int gap in gaps)
        {
            now += gap;
            if (window.WaitFor(now, 1, most) == 0)
            {
                window.Add(now, 1);
                admitted.Add(now);
            }
        }

        return admitted;
    }

    [Fact]
    public void No_window_of_the_length_ever_holds_more_than_the_limit() =>
        Prop.ForAll(
                Arrivals(),
                arrivals =>
                {
                    List<long> admitted = Admitted(arrivals.Most, arrivals.Gaps);
                    for (int i = 0; i + arrivals.Most < admitted.Count; i++)
                    {
                        // The call after the limit's number of calls comes a whole length later than the first of them.
                        Assert.True(admitted[i + arrivals.Most] - admitted[i] >= Length);
                    }
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(100));

    [Fact]
    public void Nothing_is_refused_that_a_window_longer_by_a_32nd_would_let_through() =>
        Prop.ForAll(
                Arrivals(),
                arrivals =>
                {
                    SlidingWindow window = new(Length);
                    List<long> admitted = [];
                    long now = 5;
                    foreach (int gap in arrivals.Gaps)
                    {
                        now += gap;
                        if (window.WaitFor(now, 1, arrivals.Most) == 0)
                        {
                            window.Add(now, 1);
                            admitted.Add(now);
                            continue;
                        }

                        long from = now - Length - (Length / 32);
                        Assert.True(admitted.Count(at => at > from) >= arrivals.Most);
                    }
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(100));

    [Fact]
    public void Up_to_128_uses_are_counted_exactly() =>
        Prop.ForAll(
                Arrivals(),
                arrivals =>
                {
                    int most = (arrivals.Most % SlidingWindow.MostKept) + 1;
                    SlidingWindow window = new(Length);
                    List<long> admitted = [];
                    long now = 5;
                    foreach (int gap in arrivals.Gaps)
                    {
                        now += gap;
                        bool fits = admitted.Count(at => at > now - Length) < most;
                        Assert.Equal(fits, window.WaitFor(now, 1, most) == 0);
                        if (fits)
                        {
                            window.Add(now, 1);
                            admitted.Add(now);
                        }
                    }
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(100));

    [Fact]
    public void After_the_wait_it_fits_and_one_tick_before_it_does_not() =>
        Prop.ForAll(
                Arrivals(),
                Gen.Choose(1, 60).ToArbitrary(),
                (arrivals, amount) =>
                {
                    SlidingWindow window = new(Length);
                    long now = 5;
                    foreach (int gap in arrivals.Gaps)
                    {
                        now += gap;
                        long wait = window.WaitFor(now, amount, arrivals.Most);
                        if (wait == 0)
                        {
                            window.Add(now, amount);
                            continue;
                        }

                        Assert.True(window.Copy().WaitFor(now + wait - 1, amount, arrivals.Most) > 0);
                        Assert.Equal(0, window.Copy().WaitFor(now + wait, amount, arrivals.Most));
                    }
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(100));

    [Fact]
    public void What_is_given_back_is_free_again_at_once_and_never_twice()
    {
        SlidingWindow window = new(Length);
        window.Add(10, 70);
        window.Add(20, 30);

        window.Return(10, 60);
        window.Return(10, 60);

        Assert.Equal(30, window.Sum);
        window.Pass(10 + Length);
        Assert.Equal(30, window.Sum);
        window.Return(10, 5); // has left: the use after it is not touched for more than it holds
        Assert.InRange(window.Sum, 25, 30);
    }

    [Fact]
    public void A_use_larger_than_the_limit_fits_when_nothing_else_counts()
    {
        SlidingWindow window = new(Length);

        Assert.Equal(0, window.WaitFor(1, 500, 100));
        window.Add(1, 500);

        Assert.Equal(Length, window.WaitFor(1, 1, 100));
    }

    [Fact]
    public void A_million_uses_take_no_more_room_than_128()
    {
        SlidingWindow window = new(Length);
        for (int i = 0; i < 1_000_000; i++)
        {
            window.Add(i / 20, 1);
        }

        Assert.InRange(window.Kept, 1, SlidingWindow.MostKept);
        Assert.Equal(1_000_000, window.Sum);
    }
}
