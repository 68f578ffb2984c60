using Microsoft.Extensions.Logging;

namespace TokenLedger.Gateway.Upstreams.Breakers;

/// <summary>
/// The breakers of all upstreams, one for each model that failed lately. What never failed has none, so names that callers
/// make up take no room. Safe for several threads.
/// </summary>
/// <param name="options">When they open, and for how long.</param>
/// <param name="time">The clock.</param>
/// <param name="log">Where opening and closing are told.</param>
internal sealed partial class CircuitBreakers(BreakerOptions options, TimeProvider time, ILogger log)
{
    /// <summary>Most breakers kept; then the closed one that failed longest ago gives way, or else any that did.</summary>
    public const int Most = 1_024;

    /// <summary>How a breaker is named in entries: as what warned, or as what refused.</summary>
    public static string NameOf(string upstream, string? model) =>
        model is null ? $"breaker:{upstream}" : $"breaker:{upstream}/{model}";

    /// <summary>How the attempt that closed a breaker names it in its entry.</summary>
    public static string ClosedNameOf(string upstream, string? model) =>
        "breaker_closed" + NameOf(upstream, model)["breaker".Length..];

    private readonly Dictionary<(string Upstream, string? Model), CircuitBreaker> _breakers = [];
    private readonly Lock _gate = new();
    private volatile bool _any;

    /// <summary>Lets a call pass, or tells how long none will.</summary>
    /// <param name="upstream">The upstream's name.</param>
    /// <param name="model">The model asked for; null when the call names none.</param>
    /// <param name="permit">What to come back with when the call has ended.</param>
    /// <param name="wait">How long no call passes, when this one does not.</param>
    public bool TryEnter(string upstream, string? model, out BreakerPermit permit, out TimeSpan wait)
    {
        permit = default;
        wait = TimeSpan.Zero;
        if (!_any)
        {
            return true;
        }

        lock (_gate)
        {
            if (!_breakers.TryGetValue((upstream, model), out CircuitBreaker? breaker) || breaker.TryEnter(out permit))
            {
                return true;
            }

            wait = breaker.Wait;
            return false;
        }
    }

    /// <summary>How much longer an upstream takes no calls of a model, because it failed or asks for it; zero when it does.</summary>
    public TimeSpan WaitFor(string upstream, string? model)
    {
        if (!_any)
        {
            return TimeSpan.Zero;
        }

        lock (_gate)
        {
            return !_breakers.TryGetValue((upstream, model), out CircuitBreaker? breaker) ? TimeSpan.Zero
                : breaker.Wait > breaker.Rest ? breaker.Wait
                : breaker.Rest;
        }
    }

    /// <summary>How much longer an upstream has asked to be left alone with a model; zero when it has not.</summary>
    public TimeSpan RestOf(string upstream, string? model)
    {
        if (!_any)
        {
            return TimeSpan.Zero;
        }

        lock (_gate)
        {
            return _breakers.TryGetValue((upstream, model), out CircuitBreaker? breaker) ? breaker.Rest : TimeSpan.Zero;
        }
    }

    /// <summary>A call was answered.</summary>
    /// <returns>Whether that closed the breaker.</returns>
    public bool Succeed(string upstream, string? model, BreakerPermit permit)
    {
        if (!_any)
        {
            return false;
        }

        lock (_gate)
        {
            if (!_breakers.TryGetValue((upstream, model), out CircuitBreaker? breaker))
            {
                return false;
            }

            BreakerState before = breaker.State;
            breaker.Succeed(permit);
            bool closed = before != BreakerState.Closed && breaker.State == BreakerState.Closed;
            if (closed)
            {
                LogClosed(upstream, model ?? "-");
            }

            if (breaker.IsForgettable)
            {
                _breakers.Remove((upstream, model));
                _any = _breakers.Count > 0;
            }

            return closed;
        }
    }

    /// <summary>A call failed.</summary>
    /// <returns>Whether that opened the breaker.</returns>
    public bool Fail(string upstream, string? model, BreakerPermit permit, string error)
    {
        if (!options.IsOn)
        {
            return false;
        }

        lock (_gate)
        {
            CircuitBreaker breaker = GetOrAdd(upstream, model);
            BreakerState before = breaker.State;
            breaker.Fail(permit, error);
            bool opened = before != BreakerState.Open && breaker.State == BreakerState.Open;
            if (opened)
            {
                LogOpened(upstream, model ?? "-", options.OpenFor.TotalSeconds, breaker.Failures, error);
            }

            return opened;
        }
    }

    /// <summary>A call ended without telling anything about the upstream: its caller left, or the gateway stops.</summary>
    public void Release(string upstream, string? model, BreakerPermit permit)
    {
        if (!permit.IsProbe)
        {
            return;
        }

        lock (_gate)
        {
            if (_breakers.TryGetValue((upstream, model), out CircuitBreaker? breaker))
            {
                breaker.Release(permit);
            }
        }
    }

    /// <summary>An upstream asks to be left alone with a model.</summary>
    public void RestFor(string upstream, string? model, TimeSpan rest)
    {
        lock (_gate)
        {
            GetOrAdd(upstream, model).RestFor(rest);
        }
    }

    /// <summary>All breakers kept, by upstream and model.</summary>
    public IReadOnlyList<BreakerStatus> Snapshot()
    {
        lock (_gate)
        {
            return
            [
                .. _breakers
                    .Select(pair => StatusOf(pair.Key.Upstream, pair.Key.Model, pair.Value))
                    .OrderBy(status => status.Upstream, StringComparer.Ordinal)
                    .ThenBy(status => status.Model, StringComparer.Ordinal),
            ];
        }
    }

    private static BreakerStatus StatusOf(string upstream, string? model, CircuitBreaker breaker)
    {
        TimeSpan wait = breaker.Wait > breaker.Rest ? breaker.Wait : breaker.Rest;
        return new(
            upstream,
            model,
            breaker.State,
            breaker.Since,
            breaker.Failures,
            breaker.LastError,
            wait > TimeSpan.Zero ? wait : null
        );
    }

    private CircuitBreaker GetOrAdd(string upstream, string? model)
    {
        if (_breakers.TryGetValue((upstream, model), out CircuitBreaker? breaker))
        {
            return breaker;
        }

        if (_breakers.Count >= Most)
        {
            _breakers.Remove(
                _breakers.MinBy(pair => (pair.Value.State != BreakerState.Closed, pair.Value.LastFailureAt)).Key
            );
        }

        breaker = new(options, time);
        _breakers.Add((upstream, model), breaker);
        _any = true;
        return breaker;
    }

    [LoggerMessage(
        LogLevel.Warning,
        "Upstream {Upstream}, model {Model}: no calls for {Seconds} s, after failures in a row ({Failures}), the newest {Error}"
    )]
    private partial void LogOpened(string upstream, string model, double seconds, int failures, string error);

    [LoggerMessage(LogLevel.Information, "Upstream {Upstream}, model {Model}: answers again")]
    private partial void LogClosed(string upstream, string model);
}
