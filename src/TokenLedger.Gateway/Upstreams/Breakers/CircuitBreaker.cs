namespace TokenLedger.Gateway.Upstreams.Breakers;

/// <summary>
/// Leaves one model at one upstream alone when it keeps failing: closed → open after too many failures → half open when
/// its time is over, with one call as a probe → closed when that succeeds, else open again. Not safe for several threads.
/// </summary>
/// <param name="options">When it opens, and for how long.</param>
/// <param name="time">The clock.</param>
internal sealed class CircuitBreaker(BreakerOptions options, TimeProvider time)
{
    /// <summary>What is told to callers while the probe is under way: its end is not known.</summary>
    private static readonly TimeSpan s_whileProbing = TimeSpan.FromSeconds(1);

    private readonly OutcomeWindow? _window = options.FailurePercent > 0 ? new(options.Window, time) : null;
    private int _generation;
    private bool _probing;
    private long _openedAt;
    private long _restsSince;
    private TimeSpan _rest;

    /// <summary>What it does now.</summary>
    public BreakerState State { get; private set; }

    /// <summary>Since when, UTC.</summary>
    public DateTimeOffset Since { get; private set; } = time.GetUtcNow();

    /// <summary>Failures in a row.</summary>
    public int Failures { get; private set; }

    /// <summary>The word of the newest failure.</summary>
    public string? LastError { get; private set; }

    /// <summary>When the newest failure was, as a timestamp of the clock.</summary>
    public long LastFailureAt { get; private set; }

    /// <summary>How much longer the upstream has asked to be left alone; zero when it has not.</summary>
    public TimeSpan Rest => Left(_restsSince, _rest);

    /// <summary>How much longer no call passes; zero when one may.</summary>
    public TimeSpan Wait =>
        State switch
        {
            BreakerState.Open => Left(_openedAt, options.OpenFor),
            BreakerState.HalfOpen when _probing => s_whileProbing,
            _ => TimeSpan.Zero,
        };

    /// <summary>Whether nothing would be lost if it were begun anew.</summary>
    public bool IsForgettable =>
        State == BreakerState.Closed
        && Failures == 0
        && Rest == TimeSpan.Zero
        && (_window is null || _window.Sum().Failures == 0);

    /// <summary>Lets a call pass, or does not.</summary>
    public bool TryEnter(out BreakerPermit permit)
    {
        permit = default;
        if (Wait > TimeSpan.Zero)
        {
            return false;
        }

        if (State == BreakerState.Open)
        {
            Become(BreakerState.HalfOpen);
        }

        _probing = State == BreakerState.HalfOpen;
        permit = new(_generation, _probing);
        return true;
    }

    /// <summary>A call that passed was answered.</summary>
    public void Succeed(BreakerPermit permit)
    {
        if (permit.Generation != _generation)
        {
            return;
        }

        Failures = 0;
        _window?.Add(failed: false);
        if (permit.IsProbe)
        {
            Become(BreakerState.Closed);
        }
    }

    /// <summary>A call that passed failed.</summary>
    public void Fail(BreakerPermit permit, string error)
    {
        if (permit.Generation != _generation)
        {
            return;
        }

        Failures++;
        LastError = error;
        LastFailureAt = time.GetTimestamp();
        _window?.Add(failed: true);
        if (permit.IsProbe || IsTooMuch())
        {
            _openedAt = time.GetTimestamp();
            Become(BreakerState.Open);
        }
    }

    /// <summary>A call that passed ended without telling anything about the upstream: another may probe.</summary>
    public void Release(BreakerPermit permit)
    {
        if (permit.IsProbe && permit.Generation == _generation)
        {
            _probing = false;
        }
    }

    /// <summary>The upstream asks to be left alone. Only a hint: it opens nothing.</summary>
    public void RestFor(TimeSpan rest)
    {
        _restsSince = time.GetTimestamp();
        _rest = rest;
    }

    private bool IsTooMuch()
    {
        if (options.MaxFailures > 0 && Failures >= options.MaxFailures)
        {
            return true;
        }

        if (_window is null)
        {
            return false;
        }

        (int calls, int failures) = _window.Sum();
        return calls >= options.LeastCalls && failures * 100L >= calls * (long)options.FailurePercent;
    }

    private void Become(BreakerState state)
    {
        State = state;
        Since = time.GetUtcNow();
        _generation++;
        _probing = false;
    }

    private TimeSpan Left(long since, TimeSpan length)
    {
        TimeSpan left = length - time.GetElapsedTime(since);
        return length > TimeSpan.Zero && left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }
}
