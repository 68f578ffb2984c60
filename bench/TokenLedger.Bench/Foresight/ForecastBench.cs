using TokenLedger.Accounting.Forecasts;
using TokenLedger.Accounting.Tests.Simulation;

namespace TokenLedger.Bench.Foresight;

/// <summary>How often what was used lies within the interval that promises eight cases of ten, on simulated teams.</summary>
internal static class ForecastBench
{
    private static readonly int[] s_known = [30, 60, 90, 180, 366];
    private static readonly int[] s_ahead = [1, 7, 14, 30, 60];

    public static int Run(int teams)
    {
        Console.WriteLine(
            "days known | days ahead | forecasts | total within | single days within | median error % | naive error %"
        );
        foreach (int known in s_known)
        {
            foreach (int ahead in s_ahead)
            {
                Line(known, ahead, teams);
            }
        }

        return 0;
    }

    private static void Line(int known, int ahead, int teams)
    {
        int made = 0;
        int total = 0;
        int days = 0;
        List<decimal> errors = [];
        List<decimal> naive = [];
        for (int seed = 0; seed < teams; seed++)
        {
            decimal[] used = SimulatedTraffic.Days(SimulatedTraffic.Of(TrafficPlan.Any(seed, known + ahead)).Cost);
            if (Forecaster.Foresee(new(used[..known], 7), ahead).Forecast is not { } forecast)
            {
                continue;
            }

            made++;
            decimal sum = used[known..].Sum();
            total += Holds(forecast.Total, sum) ? 1 : 0;
            days += Enumerable.Range(0, ahead).Count(i => Holds(forecast.Periods[i].Alone, used[known + i]));
            errors.Add(Math.Abs(forecast.Total.Expected - sum) * 100 / sum);
            naive.Add(Math.Abs((used[known - 1] * ahead) - sum) * 100 / sum);
        }

        Console.WriteLine(
            made == 0
                ? $"{known} | {ahead} | 0 | not enough data"
                : $"{known} | {ahead} | {made} | {100m * total / made:0} % | {100m * days / made / ahead:0} % | {Sample.Median([.. errors]):0.0} | {Sample.Median([.. naive]):0.0}"
        );
    }

    private static bool Holds(Interval interval, decimal value) => value >= interval.Low && value <= interval.High;
}
