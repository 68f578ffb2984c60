namespace TokenLedger.Accounting.Forecasts.Models;

/// <summary>Every period will be as the mean of the last season: right when there is no pattern and no growth.</summary>
internal sealed class RecentMeanModel : ForecastModel
{
    public override string Name => "recent mean";

    public override int Needs(int season) => season;

    public override decimal[] Continue(ReadOnlySpan<decimal> history, int season, int periods)
    {
        decimal[] next = new decimal[periods];
        Array.Fill(next, Sample.Mean(history[^season..]));
        return next;
    }
}
