namespace TokenLedger.Accounting.Forecasts;

/// <summary>How what is used will rise from now on, and when it reaches a limit.</summary>
/// <param name="Now">From when.</param>
/// <param name="Used">What is used now.</param>
/// <param name="Points">What will be used by when, in order of time.</param>
public sealed record Course(DateTimeOffset Now, decimal Used, IReadOnlyList<CoursePoint> Points)
{
    /// <summary>What will be used at the end; null when nothing is foreseen.</summary>
    public Interval? AtEnd => Points.Count == 0 ? null : Points[^1].Used;

    /// <summary>When it is expected to reach a limit, and between when in eight cases of ten.</summary>
    /// <param name="limit">The limit, above what is used now.</param>
    public Reach Reaches(decimal limit) =>
        new(
            At(limit, point => point.Used.Expected),
            At(limit, point => point.Used.High),
            At(limit, point => point.Used.Low)
        );

    /// <summary>The course of going on at one pace.</summary>
    /// <param name="now">From when.</param>
    /// <param name="used">What is used now.</param>
    /// <param name="perHour">What an hour uses.</param>
    /// <param name="until">How far.</param>
    public static Course AtPace(DateTimeOffset now, decimal used, decimal perHour, DateTimeOffset until)
    {
        decimal then = used + (perHour * Hours(until - now));
        return new(now, used, [new(until, new(then, then, then))]);
    }

    private static decimal Hours(TimeSpan span) => span.Ticks / (decimal)TimeSpan.TicksPerHour;

    private DateTimeOffset? At(decimal limit, Func<CoursePoint, decimal> of)
    {
        DateTimeOffset before = Now;
        decimal used = Used;
        foreach (CoursePoint point in Points)
        {
            decimal then = of(point);
            if (then >= limit)
            {
                decimal part = then == used ? 0 : Math.Clamp((limit - used) / (then - used), 0, 1);
                return before.AddTicks((long)decimal.Round(part * (point.At - before).Ticks));
            }

            (before, used) = (point.At, then);
        }

        return null;
    }
}

/// <summary>What will be used by an instant.</summary>
/// <param name="At">The instant, UTC.</param>
/// <param name="Used">What will be used by then.</param>
public sealed record CoursePoint(DateTimeOffset At, Interval Used);

/// <summary>When a limit is reached; null where that is not before the end.</summary>
/// <param name="Expected">The guess.</param>
/// <param name="Earliest">In one case of ten it is earlier.</param>
/// <param name="Latest">In one case of ten it is later, or not at all.</param>
public sealed record Reach(DateTimeOffset? Expected, DateTimeOffset? Earliest, DateTimeOffset? Latest);
