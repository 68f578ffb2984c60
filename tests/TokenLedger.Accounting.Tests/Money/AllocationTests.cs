using FsCheck;
using FsCheck.Fluent;
using TokenLedger.Accounting.Money;

namespace TokenLedger.Accounting.Tests.Money;

public sealed class AllocationTests
{
    [Fact]
    public void The_parts_sum_to_the_whole_and_none_is_a_pico_dollar_off() =>
        Prop.ForAll(
                Gen.Choose(-2_000_000_000, 2_000_000_000).ToArbitrary(),
                Gen.Choose(0, 1_000_000).NonEmptyListOf().ToArbitrary(),
                (pico, weights) =>
                {
                    Int128[] given = [.. weights.Select(weight => (Int128)weight * 999_999_999_989)];
                    Usd amount = new((Int128)pico * 1_000_003);
                    IReadOnlyList<Usd> parts = Allocation.Split(amount, given);
                    Assert.Equal(amount, parts.Aggregate(Usd.Zero, (sum, part) => sum + part));
                    decimal all = weights.Sum(weight => (decimal)weight);
                    for (int i = 0; i < parts.Count; i++)
                    {
                        decimal share = all == 0 ? 1m / parts.Count : weights[i] / all;
                        Assert.InRange((decimal)parts[i].Pico - ((decimal)amount.Pico * share), -1.01m, 1.01m);
                    }
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Who_lost_most_by_rounding_gets_what_is_left()
    {
        IReadOnlyList<Usd> parts = Allocation.Split(new Usd(10), [1, 1, 1]);
        Assert.Equal([4, 3, 3], parts.Select(part => (int)part.Pico));
        Assert.Equal([-7, -3], Allocation.Split(new Usd(-10), [2, 1]).Select(part => (int)part.Pico));
    }

    [Fact]
    public void No_weight_at_all_is_no_way_to_split()
    {
        Assert.Throws<ArgumentException>(() => Allocation.Split(new Usd(1), []));
        Assert.Throws<ArgumentException>(() => Allocation.Split(new Usd(1), [-1, 2]));
    }
}
