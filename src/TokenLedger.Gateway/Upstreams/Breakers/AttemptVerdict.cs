using TokenLedger.Gateway.Calls;

namespace TokenLedger.Gateway.Upstreams.Breakers;

/// <summary>
/// What an attempt's end says of its upstream. No answer, a broken one and a server's error are failures. A caller that
/// leaves says nothing, and neither does our own stop. Any other answer is a sign of life, also a refusal: 429 asks for
/// patience and is no failure.
/// </summary>
internal static class AttemptVerdict
{
    /// <summary>Tells the breakers how an attempt ended, once.</summary>
    /// <returns>What its entry must say of the breaker: that it opened, or that it closed; null for neither.</returns>
    public static string? Tell(CircuitBreakers breakers, Attempt attempt)
    {
        if (attempt.Permit is not { } permit)
        {
            return null;
        }

        attempt.Permit = null;
        string upstream = attempt.Upstream.Options.Name;
        if (FailureIn(attempt) is { } error)
        {
            bool opened = breakers.Fail(upstream, attempt.ModelAsked, permit, error);
            return opened ? CircuitBreakers.NameOf(upstream, attempt.ModelAsked) : null;
        }

        if (attempt.Outcome is CallOutcome.Served or CallOutcome.UpstreamRefused)
        {
            attempt.ClosedBreaker |= breakers.Succeed(upstream, attempt.ModelAsked, permit);
        }
        else
        {
            breakers.Release(upstream, attempt.ModelAsked, permit);
        }

        return attempt.ClosedBreaker ? CircuitBreakers.ClosedNameOf(upstream, attempt.ModelAsked) : null;
    }

    /// <summary>A probe is over with the answer's head: its body may take many minutes, while nobody else would pass.</summary>
    public static void TellHead(CircuitBreakers breakers, Attempt attempt)
    {
        if (attempt is { Permit: { IsProbe: true } permit, Status: < 500 })
        {
            attempt.ClosedBreaker |= breakers.Succeed(attempt.Upstream.Options.Name, attempt.ModelAsked, permit);
        }
    }

    /// <summary>The word of the failure; null when it was none of the upstream's.</summary>
    private static string? FailureIn(Attempt attempt) =>
        attempt.Outcome switch
        {
            CallOutcome.UpstreamUnreachable
            or CallOutcome.UpstreamFailed
            or CallOutcome.UpstreamTimeout
            or CallOutcome.StreamCut
            or CallOutcome.StreamError => attempt.Outcome,
            CallOutcome.UpstreamRefused when attempt.Status >= 500 => $"http_{attempt.Status}",
            _ => null,
        };
}
