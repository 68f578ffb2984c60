namespace TokenLedger.Accounting.Tests.Forecasts;

/// <summary>Use as teams have it: a level, growth, quiet weekends, scatter. The same seed gives the same days.</summary>
internal static class SimulatedUse
{
    private static readonly decimal[] s_week = [1.1m, 1.2m, 1.15m, 1.1m, 0.95m, 0.25m, 0.2m];

    public static decimal[] Days(
        int seed,
        int days,
        decimal level = 100,
        decimal growthPerWeek = 0,
        double scatter = 0.15,
        bool weekends = true
    )
    {
        Random random = new(seed);
        decimal[] values = new decimal[days];
        for (int day = 0; day < days; day++)
        {
            decimal share = weekends ? s_week[day % 7] : 1;
            decimal grown = level * (1 + (growthPerWeek * day / 7));
            values[day] = Math.Max(0, grown * share * (decimal)(1 + (scatter * Normal(random))));
        }

        return values;
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
