namespace TokenLedger.Accounting.Tests.Simulation;

/// <summary>What a plan comes to, hour by hour. Calls come by chance, each costs by chance.</summary>
internal sealed class SimulatedTraffic
{
    private const double ErrorRate = 0.02;

    private static readonly double[] s_week = [1.1, 1.2, 1.15, 1.1, 0.95, 0.25, 0.2];
    private readonly TrafficPlan _plan;
    private readonly Random _random;

    private SimulatedTraffic(TrafficPlan plan)
    {
        (_plan, _random) = (plan, new Random(plan.Seed));
        int hours = plan.Days * 24;
        (Cost, Calls, Errors) = (new decimal[hours], new decimal[hours], new decimal[hours]);
    }

    /// <summary>Dollars of each hour.</summary>
    public decimal[] Cost { get; }

    /// <summary>Calls of each hour.</summary>
    public decimal[] Calls { get; }

    /// <summary>Those of them that failed.</summary>
    public decimal[] Errors { get; }

    /// <summary>Plays a plan.</summary>
    public static SimulatedTraffic Of(TrafficPlan plan)
    {
        SimulatedTraffic traffic = new(plan);
        double level = 1;
        for (int day = 0; day < plan.Days; day++)
        {
            level *= Math.Exp(plan.Drift * traffic.Normal());
            traffic.Play(day, level * Math.Exp(plan.DayScatter * traffic.Normal()));
        }

        return traffic;
    }

    /// <summary>Hours added up to days.</summary>
    public static decimal[] Days(decimal[] hours) => [.. hours.Chunk(24).Select(day => day.Sum())];

    private void Play(int day, double level)
    {
        double grown = Math.Pow(1 + _plan.GrowthPerWeek, day / 7.0);
        double launched = Times(_plan.Launches, day);
        double price = 0.01 * Times(_plan.Prices, day);
        for (int hour = day * 24; hour < (day + 1) * 24; hour++)
        {
            Runaway? wild = _plan.Runaways.FirstOrDefault(one => hour >= one.Hour && hour < one.Hour + one.Length);
            double usual =
                _plan.CallsPerHour
                * level
                * grown
                * launched
                * (_plan.HasPeople ? Shape(day + _plan.Seed, hour % 24) : 1);
            int calls = IsOut(hour) ? 0 : Poisson(usual * (wild?.Calls ?? 1));
            Calls[hour] = calls;
            Cost[hour] = (decimal)Math.Round(price * (wild?.Cost ?? 1) * CostOf(calls), 6);
            Errors[hour] = Math.Min(calls, Poisson(calls * ErrorRate * (wild?.Errors ?? 1)));
        }
    }

    private static double Shape(int day, int hour) =>
        s_week[day % 7]
        * (hour is >= 8 and < 19 ? 2 : 0.05 + (0.2 * Math.Max(0, Math.Cos((hour - 13) * Math.PI / 12))));

    private static double Times(IReadOnlyList<(int Day, double Times)> changes, int day) =>
        changes.Where(change => day >= change.Day).Aggregate(1.0, (product, change) => product * change.Times);

    private bool IsOut(int hour) => _plan.Outages.Any(one => hour >= one.Hour && hour < one.Hour + one.Length);

    private double CostOf(int calls)
    {
        double sum = 0;
        for (int i = 0; i < calls; i++)
        {
            sum += Math.Exp((_plan.CostSpread * Normal()) - (_plan.CostSpread * _plan.CostSpread / 2));
        }

        return sum;
    }

    private int Poisson(double mean)
    {
        if (mean > 100)
        {
            return Math.Max(0, (int)Math.Round(mean + (Math.Sqrt(mean) * Normal())));
        }

        double limit = Math.Exp(-mean);
        int count = 0;
        for (double product = _random.NextDouble(); product > limit; product *= _random.NextDouble())
        {
            count++;
        }

        return count;
    }

    private double Normal() =>
        Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());
}
