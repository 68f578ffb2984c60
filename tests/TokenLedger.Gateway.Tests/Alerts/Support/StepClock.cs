namespace TokenLedger.Gateway.Tests.Alerts.Support;

/// <summary>A clock that moves only when told. A test can wait until something waits for it.</summary>
internal sealed class StepClock : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<StepTimer> _timers = [];
    private DateTimeOffset _now = new(2026, 11, 10, 12, 0, 0, TimeSpan.Zero);
    private TaskCompletionSource _set = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
        {
            return _now;
        }
    }

    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    public void Advance(TimeSpan by)
    {
        lock (_gate)
        {
            _now += by;
        }

        while (NextDue() is { } timer)
        {
            timer.Fire();
        }
    }

    /// <summary>Completes when a timer is set that is due within a span from now.</summary>
    public async Task WhenTimerWithinAsync(TimeSpan least, TimeSpan most)
    {
        while (true)
        {
            Task set;
            lock (_gate)
            {
                if (_timers.Exists(timer => timer.Due >= _now + least && timer.Due <= _now + most))
                {
                    return;
                }

                set = _set.Task;
            }

            await set.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        StepTimer timer = new(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private StepTimer? NextDue()
    {
        lock (_gate)
        {
            StepTimer? due = _timers.Where(timer => timer.Due <= _now).MinBy(timer => timer.Due);
            if (due is not null)
            {
                _timers.Remove(due);
                if (due.Period > TimeSpan.Zero)
                {
                    due.Due = _now + due.Period;
                    _timers.Add(due);
                }
            }

            return due;
        }
    }

    private sealed class StepTimer(StepClock clock, TimerCallback callback, object? state) : ITimer
    {
        public DateTimeOffset Due { get; set; }

        public TimeSpan Period { get; private set; }

        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            TaskCompletionSource? set = null;
            lock (clock._gate)
            {
                clock._timers.Remove(this);
                if (dueTime != Timeout.InfiniteTimeSpan)
                {
                    Due = clock._now + dueTime;
                    Period = period == Timeout.InfiniteTimeSpan ? TimeSpan.Zero : period;
                    clock._timers.Add(this);
                    set = clock._set;
                    clock._set = new(TaskCreationOptions.RunContinuationsAsynchronously);
                }
            }

            set?.SetResult();
            return true;
        }

        public void Dispose() => Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
