namespace TokenLedger.Accounting.Forecasts.Models;

/// <summary>Naive: every period will be as the last one. What the others must beat.</summary>
internal sealed class LastValueModel : ForecastModel
{
    public override string Name => "last value";

    public override int Needs(int season) => 1;

    public override decimal[] Continue(ReadOnlySpan<decimal> history, int season, int periods)
    {
        decimal[] next = new decimal[periods];
        Array.Fill(next, history[^1]);
        return next;
    }
}
