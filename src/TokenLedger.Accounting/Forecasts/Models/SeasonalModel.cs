namespace TokenLedger.Accounting.Forecasts.Models;

/// <summary>
/// A Tuesday will be as Tuesdays were: the median of the same place in the last seasons, so that one odd day does not
/// count.
/// </summary>
internal sealed class SeasonalModel : ForecastModel
{
    /// <summary>Most seasons looked back: older ones tell of another time.</summary>
    private const int MostSeasons = 4;

    public override string Name => "seasonal";

    public override int Needs(int season) => 2 * season;

    public override decimal[] Continue(ReadOnlySpan<decimal> history, int season, int periods)
    {
        int seasons = Math.Min(MostSeasons, history.Length / season);
        decimal[] pattern = new decimal[season];
        Span<decimal> same = stackalloc decimal[MostSeasons];
        for (int place = 0; place < season; place++)
        {
            for (int back = 0; back < seasons; back++)
            {
                same[back] = history[history.Length - ((back + 1) * season) + place];
            }

            pattern[place] = Sample.Median(same[..seasons]);
        }

        decimal[] next = new decimal[periods];
        for (int i = 0; i < periods; i++)
        {
            next[i] = pattern[i % season];
        }

        return next;
    }
}
