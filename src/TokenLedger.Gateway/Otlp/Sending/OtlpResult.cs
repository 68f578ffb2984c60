namespace TokenLedger.Gateway.Otlp.Sending;

/// <summary>What a receiver said to a request.</summary>
/// <param name="Problem">Why it was not taken; null when it was.</param>
/// <param name="Again">Whether it may be taken later.</param>
/// <param name="After">How long it asks to be left alone, at most <see cref="LongestWait"/>; null when it does not say.</param>
internal readonly record struct OtlpResult(string? Problem, bool Again = false, TimeSpan? After = null)
{
    /// <summary>Longest wait that is heeded: 1 day.</summary>
    public static TimeSpan LongestWait { get; } = TimeSpan.FromDays(1);

    /// <summary>How long it asks to be left alone.</summary>
    public TimeSpan? After { get; } =
        After is { } asked ? TimeSpan.FromTicks(Math.Clamp(asked.Ticks, 0, LongestWait.Ticks)) : null;

    /// <summary>Spans or data points that it did not take although it took the request; they must not be sent again.</summary>
    public long Rejected { get; init; }

    /// <summary>What it says of them, or a warning when none was rejected; printable, at most 200 characters.</summary>
    public string? Words { get; init; }
}
