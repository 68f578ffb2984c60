namespace TokenLedger.Accounting.Forecasts.Models;

/// <summary>
/// Growth times pattern: the means of whole seasons continued along the median of their slopes (Theil–Sen, which a single
/// odd season does not bend), each period weighted by its usual share of a season.
/// </summary>
internal sealed class TrendModel : ForecastModel
{
    /// <summary>Most seasons looked back.</summary>
    private const int MostSeasons = 8;

    /// <summary>Growth is followed for this many seasons and then held: nothing grows for ever.</summary>
    private const int MostSeasonsAhead = 6;

    public override string Name => "trend";

    public override int Needs(int season) => 3 * season;

    public override decimal[] Continue(ReadOnlySpan<decimal> history, int season, int periods)
    {
        int seasons = Math.Min(MostSeasons, history.Length / season);
        ReadOnlySpan<decimal> recent = history[^(seasons * season)..];
        decimal[] levels = new decimal[seasons];
        for (int i = 0; i < seasons; i++)
        {
            levels[i] = Sample.Mean(recent.Slice(i * season, season));
        }

        decimal slope = Sample.MedianSlope(levels);
        decimal level = LevelNow(levels, slope);
        decimal[] shares = Shares(recent, levels, season);
        decimal[] next = new decimal[periods];
        for (int i = 0; i < periods; i++)
        {
            decimal ahead = Math.Min(MostSeasonsAhead, 1 + (i / season));
            next[i] = Math.Max(0, (level + (slope * ahead)) * shares[i % season]);
        }

        return next;
    }

    /// <summary>Where the line stands at the last season: the median of what each season says of it.</summary>
    private static decimal LevelNow(ReadOnlySpan<decimal> levels, decimal slope)
    {
        Span<decimal> said = stackalloc decimal[levels.Length];
        for (int i = 0; i < levels.Length; i++)
        {
            said[i] = levels[i] + (slope * (levels.Length - 1 - i));
        }

        return Sample.Median(said);
    }

    /// <summary>What each place of a season is of its season's mean, as the median over the seasons; 1 on average.</summary>
    private static decimal[] Shares(ReadOnlySpan<decimal> recent, ReadOnlySpan<decimal> levels, int season)
    {
        decimal[] shares = new decimal[season];
        Span<decimal> seen = stackalloc decimal[levels.Length];
        decimal sum = 0;
        for (int place = 0; place < season; place++)
        {
            int count = 0;
            for (int i = 0; i < levels.Length; i++)
            {
                if (levels[i] > 0)
                {
                    seen[count++] = recent[(i * season) + place] / levels[i];
                }
            }

            shares[place] = count == 0 ? 1 : Sample.Median(seen[..count]);
            sum += shares[place];
        }

        for (int place = 0; place < season; place++)
        {
            shares[place] = sum == 0 ? 1 : shares[place] * season / sum;
        }

        return shares;
    }
}
