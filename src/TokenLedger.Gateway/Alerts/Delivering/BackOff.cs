namespace TokenLedger.Gateway.Alerts.Delivering;

/// <summary>How long to wait before a delivery is tried again.</summary>
internal static class BackOff
{
    /// <summary>The first wait: 5 s. Each later one is twice as long.</summary>
    public static TimeSpan First { get; } = TimeSpan.FromSeconds(5);

    /// <summary>The longest wait: 1 h.</summary>
    public static TimeSpan Longest { get; } = TimeSpan.FromHours(1);

    /// <summary>The wait after so many tries, a quarter more or less so that receivers are not met in step.</summary>
    /// <param name="tries">Tries so far, from 1.</param>
    /// <param name="asked">What the receiver asked for (Retry-After); at most the longest wait is given.</param>
    /// <param name="chance">From 0 to below 1.</param>
    public static TimeSpan After(int tries, TimeSpan? asked, double chance)
    {
        int doublings = Math.Clamp(tries - 1, 0, 20);
        TimeSpan wait = First * (1L << doublings);
        wait = wait < Longest ? wait : Longest;
        wait *= 0.75 + chance / 2;
        return asked is { } least && least > wait ? (least < Longest ? least : Longest) : wait;
    }
}
