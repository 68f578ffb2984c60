namespace TokenLedger.Gateway.Upstreams.Breakers;

/// <summary>Counts successes and failures of the last while, in ten slices that are forgotten one after another.</summary>
/// <param name="length">How long it looks back.</param>
/// <param name="time">The clock.</param>
internal sealed class OutcomeWindow(TimeSpan length, TimeProvider time)
{
    private const int Slices = 10;

    private readonly long _begin = time.GetTimestamp();
    private readonly (int Calls, int Failures)[] _slices = new (int, int)[Slices];
    private long _newest;

    /// <summary>Counts one call.</summary>
    public void Add(bool failed)
    {
        Forget();
        ref (int Calls, int Failures) slice = ref _slices[_newest % Slices];
        slice.Calls++;
        slice.Failures += failed ? 1 : 0;
    }

    /// <summary>Calls and failures within the window.</summary>
    public (int Calls, int Failures) Sum()
    {
        Forget();
        (int calls, int failures) = (0, 0);
        foreach ((int ofSlice, int failed) in _slices)
        {
            calls += ofSlice;
            failures += failed;
        }

        return (calls, failures);
    }

    /// <summary>Empties the slices that time has passed since the newest one.</summary>
    private void Forget()
    {
        long now = time.GetElapsedTime(_begin).Ticks * Slices / length.Ticks;
        for (long slice = Math.Max(_newest + 1, now - Slices + 1); slice <= now; slice++)
        {
            _slices[slice % Slices] = default;
        }

        _newest = Math.Max(_newest, now);
    }
}
