using System.Globalization;
using TokenLedger.Gateway.Dialects;

namespace TokenLedger.Gateway.Runaway;

/// <summary>How agents that run away are told to stop.</summary>
internal static class RunawayRefusals
{
    /// <summary>Longest wait in seconds that SDKs keep to; asked to wait longer they try again when they like.</summary>
    private const int LongestKept = 60;

    /// <summary>The same again and again.</summary>
    public static Refusal Loop(LoopFinding loop, LoopRule rule, DateTimeOffset until)
    {
        string what = loop.Kind switch
        {
            "cycle" => $"the same {loop.Length} steps over and over ({loop.Count} steps)",
            "similar" => $"nearly the same prompt {loop.Count} times",
            _ => $"the same step {loop.Count} times (the same tool calls with the same results, or the same prompt)",
        };
        string wayOut =
            rule.Action == AgentAction.CoolDown
                ? $"The session may go on at {Text(until)}."
                : $"Do something else, which is let through at once, or wait until {Text(until)}.";
        return new Refusal(
            403,
            "permission_error",
            "loop_detected",
            $"This session loops: {what} within {rule.Window.TotalMinutes.ToString("0.#", CultureInfo.InvariantCulture)} minutes. {wayOut}"
        )
        {
            ShouldRetry = false,
            Subject = AgentSignals.Loop,
            Details =
            [
                new("kind", loop.Kind),
                new("count", loop.Count.ToString(CultureInfo.InvariantCulture)),
                new("until", Text(until)),
            ],
        };
    }

    /// <summary>Too fast.</summary>
    public static Refusal Burn(BurnRule rule, string words, long waitTicks)
    {
        int seconds = (int)Math.Max(1, (waitTicks + TimeSpan.TicksPerSecond - 1) / TimeSpan.TicksPerSecond);
        return new Refusal(
            429,
            "rate_limit_error",
            "burn_rate",
            $"The burn rule \"{rule.Id}\" stops this call: {words}. Try again in {seconds} s.",
            seconds
        )
        {
            ShouldRetry = seconds > LongestKept ? false : null,
            Subject = SubjectOf(rule),
            Details =
            [
                new("rule", rule.Id),
                new("retry_after_seconds", seconds.ToString(CultureInfo.InvariantCulture)),
            ],
        };
    }

    /// <summary>By what entries name a burn rule.</summary>
    public static string SubjectOf(BurnRule rule) => "burn_rate:" + rule.Id;

    /// <summary>Too deep, or too wide.</summary>
    public static Refusal Tree(string code, string words) =>
        new(403, "permission_error", code, words) { ShouldRetry = false, Subject = code };

    private static string Text(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
