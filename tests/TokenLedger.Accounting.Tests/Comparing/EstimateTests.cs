using TokenLedger.Accounting.Comparing;

namespace TokenLedger.Accounting.Tests.Comparing;

public sealed class EstimateTests
{
    [Fact]
    public void The_true_mean_lies_within_the_interval_about_as_often_as_it_says()
    {
        Random random = new(3);
        int within = 0;
        for (int run = 0; run < 400; run++)
        {
            decimal[] values = [.. Enumerable.Range(0, 100).Select(_ => (decimal)(-Math.Log(1 - random.NextDouble())))];
            MeanEstimate mean = MeanEstimate.Of(values.Sum(), [.. values.Select(value => (1L, value))])!;
            within += mean.Low <= 1 && mean.High >= 1 ? 1 : 0;
        }

        Assert.InRange(within, 360, 396); // of 400, skewed values
    }

    [Fact]
    public void Too_few_calls_have_a_mean_and_no_interval_and_differ_from_nothing()
    {
        MeanEstimate few = MeanEstimate.Of(10, [(5, 4), (5, 6)])!;
        MeanEstimate many = MeanEstimate.Of(100, [(50, 40), (50, 60)])!;

        Assert.Equal((1m, null, null), (few.Mean, few.Low, few.High));
        Assert.Null(MeanEstimate.Differ(few, many));
        Assert.False(MeanEstimate.Differ(many, many));
        Assert.True(MeanEstimate.Differ(many, many with { Mean = 2 }));
        Assert.Null(MeanEstimate.Of(0, []));
    }

    [Fact]
    public void A_correction_moves_the_mean_and_not_its_error()
    {
        MeanEstimate booked = MeanEstimate.Of(100, [(50, 40), (50, 60)])!;
        MeanEstimate corrected = MeanEstimate.Of(90, [(50, 40), (50, 60)])!;

        Assert.Equal((0.9m, booked.Error), (corrected.Mean, corrected.Error));
    }

    [Fact]
    public void A_share_of_few_cases_is_not_sure_even_when_there_were_no_hits()
    {
        ShareEstimate none = new(10, 0);

        Assert.Equal((0m, 0m), (none.Percent, none.Low));
        Assert.InRange(none.High, 25, 32); // Wilson: 27.8
        Assert.InRange(new ShareEstimate(1000, 0).High, 0, 1);
    }
}
