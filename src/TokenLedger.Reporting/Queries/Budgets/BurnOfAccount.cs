using TokenLedger.Accounting.Budgets;
using TokenLedger.Accounting.Forecasts;

namespace TokenLedger.Reporting.Queries.Budgets;

/// <summary>
/// Works out how one account goes on: by the forecast of its own use where there is enough of it, else at the pace since its
/// window began. Calendar and fixed windows go on until they reset; of a rolling window what is older than its length
/// passes away again; a lifetime is followed for a while; a session knows no pattern and goes on at its pace.
/// </summary>
internal sealed class BurnOfAccount(Budget budget, BudgetBalance balance, BurnGrid grid, DateTimeOffset now)
{
    /// <summary>Part of a window that must have passed before its pace says something.</summary>
    private const decimal LeastPassed = 0.05m;

    private readonly WindowKind _kind = budget.Window.Kind;

    /// <summary>The account with what its calls used.</summary>
    /// <param name="sums">Sums by period; null when it had no calls.</param>
    public AccountBurn With(long[]?[]? sums)
    {
        Func<long[], decimal>? read = LimitMeasures.Of(balance.Unit, balance.Meter);
        decimal[] used = new decimal[grid.Past.Count];
        for (int i = 0; i < used.Length && sums is not null && read is not null; i++)
        {
            used[i] = sums[i] is { } own ? read(own) : 0;
        }

        List<BurnPoint> series = sums is null ? [] : Series(used);
        AccountBurn burn = new()
        {
            Budget = budget,
            Balance = balance,
            PassedPercent = Passed() is { } passed ? 100 * passed : null,
            Series = series,
            Elsewhere = balance.Used - (series.Count == 0 ? 0 : series[^1].SoFar),
            PerHour = PerHour(series),
            Basis = sums is null ? CostBasis.None : Basis(sums),
        };
        return Foreseen(burn, used);
    }

    private CostBasis Basis(long[]?[] sums)
    {
        CostBasis basis = CostBasis.None;
        for (int i = 0; i < sums.Length; i++)
        {
            if (sums[i] is { } own && (grid.From is not { } from || grid.Past.StartOf(i + 1) > from))
            {
                basis += LimitMeasures.Basis(own);
            }
        }

        return basis;
    }

    private AccountBurn Foreseen(AccountBurn burn, decimal[] used)
    {
        if (balance.Used >= balance.Limit)
        {
            return burn with { Reach = new(now, now, now), Problem = "It is used up." };
        }

        if (balance.Unit == LimitUnit.Seconds)
        {
            return AtPace(burn, perHour: 3600);
        }

        if (_kind != WindowKind.Session && !grid.IsTooShort && Forecast(used) is { } forecast)
        {
            Course course = new(now, balance.Used, Points(forecast, used));
            return burn with
            {
                Course = course,
                Reach = course.Reaches(balance.Limit),
                Model = forecast.Model,
                ErrorPercent = forecast.ErrorPercent,
                Trials = forecast.Trials,
            };
        }

        return _kind == WindowKind.Rolling
                ? burn with
                {
                    Problem =
                        "There is too little history for a forecast, and the pace of a rolling window does not add up: what it counts also passes.",
                }
            : burn.PerHour is { } perHour && (Passed() ?? 1) >= LeastPassed ? AtPace(burn, perHour)
            : burn with { Problem = "Too little of the window has passed, and there is too little history before it." };
    }

    private AccountBurn AtPace(AccountBurn burn, decimal perHour)
    {
        Course course = Course.AtPace(now, balance.Used, perHour, grid.End);
        Reach reach = course.Reaches(balance.Limit);
        // One pace has no interval: it says when, not how surely.
        return burn with { Course = course, Reach = reach with { Earliest = null, Latest = null }, Model = "pace" };
    }

    private Forecast? Forecast(decimal[] used)
    {
        decimal[] past = [.. grid.Whole(used)[..^1].Select(one => Math.Max(0, one)).SkipWhile(one => one == 0)];
        // Hours know their weekday when two weeks are known, else their place in the day.
        int season = past.Length < 2 * grid.Season && grid.Season == 168 ? 24 : grid.Season;
        int ahead = Math.Min(grid.Ahead.Count - 1, Forecaster.MostPeriods);
        return Forecaster.Foresee(new PeriodSeries(past, season), Math.Max(1, ahead)).Forecast;
    }

    private List<CoursePoint> Points(Forecast forecast, decimal[] used)
    {
        decimal under = grid.Whole(used)[^1]; // of the period under way, which the forecast has whole
        decimal more = Math.Max(0, under - forecast.Periods[0].Alone.Expected);
        List<CoursePoint> points = [];
        for (int i = 0; i < forecast.Periods.Count; i++)
        {
            DateTimeOffset at = grid.Ahead.StartOf(i + 1);
            decimal kept = balance.Used - PassedBy(at, used);
            Interval sum = forecast.Periods[i].SoFar.Plus(kept - under + more).AtLeast(kept);
            if (at < grid.End)
            {
                points.Add(new(at, sum));
                continue;
            }

            points.Add(new(grid.End, Part(points, sum, at)));
            break;
        }

        return points;
    }

    /// <summary>What is used when the window ends within a period: the part of it that has passed then.</summary>
    private Interval Part(List<CoursePoint> points, Interval whole, DateTimeOffset at)
    {
        CoursePoint before = points.Count > 0 ? points[^1] : new(now, new(balance.Used, balance.Used, balance.Used));
        decimal part = at == before.At ? 1 : (decimal)(grid.End - before.At).Ticks / (at - before.At).Ticks;
        decimal Of(Func<Interval, decimal> of) => of(before.Used) + (part * (of(whole) - of(before.Used)));
        return new(Of(one => one.Expected), Of(one => one.Low), Of(one => one.High));
    }

    /// <summary>What a rolling window counts now and will not count any more.</summary>
    private decimal PassedBy(DateTimeOffset at, decimal[] used)
    {
        if (_kind != WindowKind.Rolling)
        {
            return 0;
        }

        decimal passed = 0;
        DateTimeOffset oldest = at - budget.Window.Length;
        for (int i = 0; i < used.Length - 1; i++)
        {
            passed += grid.Past.StartOf(i + 1) <= oldest && grid.Past.StartOf(i + 1) > grid.From ? used[i] : 0;
        }

        return Math.Min(passed, balance.Used);
    }

    private List<BurnPoint> Series(decimal[] used)
    {
        List<BurnPoint> series = [];
        decimal sum = 0;
        for (int i = 0; i < used.Length; i++)
        {
            bool counts = grid.From is { } from ? grid.Past.StartOf(i + 1) > from : sum > 0 || used[i] != 0;
            if (counts && grid.Past.StartOf(i) < now)
            {
                sum += used[i];
                DateTimeOffset to = grid.Past.StartOf(i + 1);
                series.Add(new(grid.Past.StartOf(i), to < now ? to : now, used[i], sum));
            }
        }

        return series;
    }

    private decimal? Passed() =>
        _kind is WindowKind.Calendar or WindowKind.Fixed && grid.From is { } from && grid.End > from
            ? (decimal)(now - from).Ticks / (grid.End - from).Ticks
            : null;

    private decimal? PerHour(List<BurnPoint> series)
    {
        DateTimeOffset? from = grid.From ?? (series.Count > 0 ? series[0].From : null);
        return from is { } began && now - began is { Ticks: > 0 } passed
            ? balance.Used * TimeSpan.TicksPerHour / passed.Ticks
            : null;
    }
}
