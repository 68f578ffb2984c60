namespace TokenLedger.Gateway.Upstreams.Rotation;

/// <summary>How long is waited before an upstream is asked again.</summary>
internal static class BackOff
{
    /// <summary>
    /// The wait before a retry: doubling, bounded, the upper half of it at random so that callers who failed together do
    /// not come back together; longer when the upstream says so.
    /// </summary>
    /// <param name="options">The bounds.</param>
    /// <param name="retry">Which retry it is, from 1.</param>
    /// <param name="retryAfter">What the upstream asked for; null when it did not.</param>
    /// <param name="random">A number from 0 to below 1.</param>
    /// <returns>The wait; null when the upstream asks for more than is waited for.</returns>
    public static TimeSpan? Before(RetryOptions options, int retry, TimeSpan? retryAfter, double random)
    {
        if (retryAfter > options.LongestRetryAfter)
        {
            return null;
        }

        TimeSpan doubled = options.FirstDelay * Math.Pow(2, Math.Min(retry - 1, 16));
        TimeSpan bounded = doubled < options.LongestDelay ? doubled : options.LongestDelay;
        TimeSpan jittered = bounded * (0.5 + (random / 2));
        return retryAfter > jittered ? retryAfter : jittered;
    }

    /// <summary>What an answer's head asks for: retry-after-ms, or Retry-After in seconds or as a date; null when it does not.</summary>
    public static TimeSpan? AskedBy(HttpResponseMessage answer, DateTimeOffset now)
    {
        if (
            answer.Headers.NonValidated.TryGetValues("retry-after-ms", out var exact)
            && long.TryParse(exact.ToString(), out long milliseconds)
            && milliseconds is >= 0 and < int.MaxValue
        )
        {
            return TimeSpan.FromMilliseconds(milliseconds);
        }

        return answer.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date > now ? date - now : TimeSpan.Zero,
            _ => null,
        };
    }
}
