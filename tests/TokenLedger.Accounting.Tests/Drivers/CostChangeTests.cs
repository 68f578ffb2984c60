using FsCheck.Fluent;
using TokenLedger.Accounting.Drivers;
using TokenLedger.Accounting.Money;

namespace TokenLedger.Accounting.Tests.Drivers;

public sealed class CostChangeTests
{
    [Fact]
    public void Twice_the_calls_is_all_volume()
    {
        CostChange change = Of((Use(10, 1000, 5), Use(20, 2000, 10)));

        Assert.Equal((Dollars(5), Usd.Zero, Usd.Zero, Usd.Zero), Effects(change));
    }

    [Fact]
    public void Calls_that_go_to_a_dearer_model_are_mix()
    {
        CostChange change = Of((Use(10, 1000, 1), Use(5, 500, 0.5m)), (Use(10, 1000, 9), Use(15, 1500, 13.5m)));

        Assert.Equal((Usd.Zero, Dollars(4), Usd.Zero, Usd.Zero), Effects(change));
    }

    [Fact]
    public void A_model_that_is_new_is_mix_with_its_own_price()
    {
        CostChange change = Of((Use(10, 1000, 1), default), (default, Use(10, 5000, 20)));

        Assert.Equal((Usd.Zero, Dollars(19), Usd.Zero, Usd.Zero), Effects(change));
    }

    [Fact]
    public void Larger_calls_are_size_and_dearer_tokens_are_rate()
    {
        Assert.Equal((Usd.Zero, Usd.Zero, Dollars(1), Usd.Zero), Effects(Of((Use(10, 1000, 1), Use(10, 2000, 2)))));
        Assert.Equal((Usd.Zero, Usd.Zero, Usd.Zero, Dollars(1)), Effects(Of((Use(10, 1000, 1), Use(10, 1000, 2)))));
    }

    [Fact]
    public void What_begins_or_ends_is_volume_and_what_belongs_to_no_call_is_neither()
    {
        CostChange begun = Of((default, Use(3, 30, 2)));
        CostChange credit = Of((Use(3, 30, 2), Use(3, 30, 2)), (default, new ModelUse(0, 0, Dollars(-1))));

        Assert.Equal(Dollars(2), begun.Volume);
        Assert.Equal((Dollars(-1), Dollars(-1), Usd.Zero), (credit.Other, credit.Change, credit.Rate));
    }

    [Fact]
    public void The_effects_sum_to_the_change_to_the_last_pico_dollar_whatever_happened()
    {
        var use = Gen.Choose(0, 7)
            .Four()
            .Select(four => new ModelUse(
                four.Item1 % 4,
                four.Item2 * 997,
                new Usd(((Int128)four.Item3 * 333_333_333_333) - four.Item4)
            ));
        FsCheck.Check.QuickThrowOnFailure(
            Prop.ForAll(
                Arb.From(use.Two().ListOf()),
                models =>
                {
                    CostChange change = CostChange.Of(models.Select(two => (two.Item1, two.Item2)));
                    Usd before = models.Aggregate(Usd.Zero, (sum, two) => sum + two.Item1.Cost);
                    Usd after = models.Aggregate(Usd.Zero, (sum, two) => sum + two.Item2.Cost);
                    return change.Change == after - before
                        && change.Volume + change.Mix + change.Size + change.Rate + change.Other == after - before;
                }
            )
        );
    }

    private static CostChange Of(params (ModelUse, ModelUse)[] models) => CostChange.Of(models);

    private static (Usd, Usd, Usd, Usd) Effects(CostChange change) =>
        (change.Volume, change.Mix, change.Size, change.Rate);

    private static ModelUse Use(long calls, long tokens, decimal dollars) => new(calls, tokens, Dollars(dollars));

    private static Usd Dollars(decimal dollars) => Usd.FromDecimal(dollars);
}
