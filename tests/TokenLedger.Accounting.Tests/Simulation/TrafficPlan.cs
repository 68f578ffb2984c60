namespace TokenLedger.Accounting.Tests.Simulation;

/// <summary>What happens to a simulated team: how much it calls, how that changes, and what goes wrong.</summary>
/// <param name="Seed">The same seed gives the same traffic.</param>
/// <param name="Days">How many.</param>
internal sealed record TrafficPlan(int Seed, int Days)
{
    /// <summary>Calls in an hour of a working day, on average.</summary>
    public double CallsPerHour { get; init; } = 40;

    /// <summary>Growth of a week, compounded: 0.02 is two percent.</summary>
    public double GrowthPerWeek { get; init; }

    /// <summary>How far the level wanders from day to day (standard deviation of its logarithm).</summary>
    public double Drift { get; init; }

    /// <summary>How far the cost of a call scatters (standard deviation of its logarithm): 1.5 has a heavy tail.</summary>
    public double CostSpread { get; init; } = 0.8;

    /// <summary>How far a day as a whole scatters around its weekday.</summary>
    public double DayScatter { get; init; } = 0.12;

    /// <summary>Whether nights and weekends are quiet; a service of machines has neither.</summary>
    public bool HasPeople { get; init; } = true;

    /// <summary>From a day on there are so many times as many calls.</summary>
    public IReadOnlyList<(int Day, double Times)> Launches { get; init; } = [];

    /// <summary>From a day on a call costs so many times as much.</summary>
    public IReadOnlyList<(int Day, double Times)> Prices { get; init; } = [];

    /// <summary>Hours without a call.</summary>
    public IReadOnlyList<(int Hour, int Length)> Outages { get; init; } = [];

    /// <summary>Hours in which something runs away: so many times as many calls, or as much per call, or as many errors.</summary>
    public IReadOnlyList<Runaway> Runaways { get; init; } = [];

    /// <summary>
    /// One of many ways in which teams differ: a third are machines, sizes differ a hundredfold, some grow, some wander,
    /// some launch, change prices, or fail.
    /// </summary>
    public static TrafficPlan Any(int seed, int days)
    {
        Random random = new(seed * 7919);
        return new(seed, days)
        {
            CallsPerHour = Math.Pow(10, 0.5 + (2 * random.NextDouble())),
            GrowthPerWeek = random.Next(3) == 0 ? 0.05 * random.NextDouble() : 0,
            Drift = random.Next(3) == 0 ? 0.03 : 0,
            CostSpread = random.Next(4) == 0 ? 1.5 : 0.8,
            DayScatter = 0.05 + (0.15 * random.NextDouble()),
            HasPeople = random.Next(3) != 0,
            Launches = random.Next(5) == 0 ? [(random.Next(days), 1.3 + random.NextDouble())] : [],
            Prices = random.Next(8) == 0 ? [(random.Next(days), 0.5 + random.NextDouble())] : [],
            Outages = random.Next(4) == 0 ? [(random.Next(days * 24), 1 + random.Next(8))] : [],
        };
    }
}

/// <summary>Hours that are not as they should be.</summary>
/// <param name="Hour">The first, from the beginning.</param>
/// <param name="Length">How many.</param>
/// <param name="Calls">Times as many calls.</param>
/// <param name="Cost">Times as much per call.</param>
/// <param name="Errors">Times as many errors.</param>
internal sealed record Runaway(int Hour, int Length, double Calls = 1, double Cost = 1, double Errors = 1);
