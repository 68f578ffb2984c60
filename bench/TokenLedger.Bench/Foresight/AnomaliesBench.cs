using TokenLedger.Accounting.Anomalies;
using TokenLedger.Accounting.Tests.Simulation;

namespace TokenLedger.Bench.Foresight;

/// <summary>
/// How often quiet periods of simulated teams are called anomalies, and how often planted ones are found, by days and hours.
/// </summary>
internal static class AnomaliesBench
{
    private const int Weeks = 12;

    public static int Run(int teams)
    {
        FalseAlarms(teams);
        Console.WriteLine("planted | found by days | found by hours");
        Planted(teams, "4 × the calls for a day", 24, calls: 4, cost: 1);
        Planted(teams, "3 × the calls for a day", 24, calls: 3, cost: 1);
        Planted(teams, "2 × the calls for a day", 24, calls: 2, cost: 1);
        Planted(teams, "1.5 × the calls for a day", 24, calls: 1.5, cost: 1);
        Planted(teams, "3 × the price of a call for a day", 24, calls: 1, cost: 3);
        Planted(teams, "10 × the calls for 3 hours", 3, calls: 10, cost: 1);
        Planted(teams, "4 × the calls for 3 hours", 3, calls: 4, cost: 1);
        return 0;
    }

    private static void FalseAlarms(int teams)
    {
        int[] days = new int[2];
        int[] hours = new int[2];
        int launches = 0;
        for (int seed = 0; seed < teams; seed++)
        {
            TrafficPlan plan = TrafficPlan.Any(seed, Weeks * 7);
            SimulatedTraffic traffic = SimulatedTraffic.Of(plan);
            AnomalyFindings daily = Find(JudgedSeries.OfDays(SimulatedTraffic.Days(traffic.Cost)), 28);
            AnomalyFindings hourly = Find(JudgedSeries.OfHours(traffic.Cost), 28 * 24);
            // What a launch or a price makes in its first week is no false alarm.
            bool IsChange(int day) =>
                plan.Launches.Concat(plan.Prices).Any(change => day >= change.Day && day < change.Day + 7);
            days[0] += daily.Judged;
            days[1] += daily.Anomalies.Count(one => !IsChange(one.Period));
            hours[0] += hourly.Judged;
            hours[1] += hourly.Anomalies.Count(one => !IsChange(one.Period / 24));
            launches += daily.Anomalies.Count(one => IsChange(one.Period));
        }

        Console.WriteLine($"false alarms, days: {days[1]} of {days[0]}, one in {days[0] / Math.Max(1, days[1])} days");
        Console.WriteLine(
            $"false alarms, hours: {hours[1]} of {hours[0]}, one in {hours[0] / Math.Max(1, hours[1])} hours ({hours[0] / Math.Max(1, hours[1]) / 24} days)"
        );
        Console.WriteLine($"days told of launches and prices, not counted above: {launches}");
    }

    private static void Planted(int teams, string what, int length, double calls, double cost)
    {
        int byDay = 0;
        int byHour = 0;
        for (int seed = 0; seed < teams; seed++)
        {
            int day = ((Weeks - 2) * 7) + (seed % 7);
            int first = (day * 24) + (length == 24 ? 0 : 9 + (seed % 8));
            TrafficPlan plan = TrafficPlan.Any(seed, day + 1) with
            {
                Outages = [],
                Runaways = [new(first, length, calls, cost)],
            };
            SimulatedTraffic traffic = SimulatedTraffic.Of(plan);
            byDay += Find(JudgedSeries.OfDays(SimulatedTraffic.Days(traffic.Cost)), 1).Anomalies.Count;
            byHour += Find(JudgedSeries.OfHours(traffic.Cost), 24)
                .Anomalies.Any(one => one.Period >= first && one.Period < first + length)
                ? 1
                : 0;
        }

        Console.WriteLine($"{what} | {100 * byDay / teams} % | {100 * byHour / teams} %");
    }

    private static AnomalyFindings Find(JudgedSeries series, int last) =>
        AnomalyDetector.Find(
            series,
            last,
            new AnomalyRule
            {
                Score = series.Season == 7 ? AnomalyRule.DayScore : AnomalyRule.HourScore,
                SmallestExcess = 1,
            }
        );
}
