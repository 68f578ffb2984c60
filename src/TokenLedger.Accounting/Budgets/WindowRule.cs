namespace TokenLedger.Accounting.Budgets;

/// <summary>
/// A window made ready to be asked. Use is kept in periods, each with a start; a window is one period, or for a rolling
/// window the slices it touches. Nothing is ever reset: which periods count follows from the instant alone.
/// </summary>
/// <remarks>
/// A rolling window has <see cref="Slices"/> slices. The oldest one counts whole even when only a part of it is in the
/// window, so that a limit errs on the safe side: use counts up to one slice, less than one percent of the length, longer
/// than it must. 120 keep that error below anything people notice (12 minutes of a day), and an account small.
/// </remarks>
public sealed class WindowRule
{
    /// <summary>Slices of a rolling window.</summary>
    public const int Slices = 120;

    /// <summary>
    /// How long a session without calls keeps its account. Sessions have no end of their own; without this their accounts
    /// would be kept for ever.
    /// </summary>
    public static TimeSpan SessionIdle { get; } = TimeSpan.FromDays(31);

    private readonly CalendarWindows? _calendar;
    private readonly long _length;
    private readonly long _start;
    private readonly long _slice;
    private WindowSpan _last = new(0, 0);

    /// <summary>Makes a window ready.</summary>
    /// <exception cref="TimeZoneNotFoundException">The machine does not know the time zone.</exception>
    public WindowRule(BudgetWindow window)
    {
        ArgumentNullException.ThrowIfNull(window);
        Kind = window.Kind;
        _length = window.Length.Ticks;
        _start = window.Start.UtcTicks;
        // Rounded up, so that the slices cover the length.
        _slice = (_length + Slices - 1) / Slices;
        _calendar =
            window.Kind == WindowKind.Calendar
                ? new CalendarWindows(TimeZoneInfo.FindSystemTimeZoneById(window.TimeZone), window.Period)
                : null;
    }

    /// <summary>How it is bounded.</summary>
    public WindowKind Kind { get; }

    /// <summary>Whether time ends it, so that accounts of the past can be dropped.</summary>
    public bool Passes => Kind is not (WindowKind.Session or WindowKind.Lifetime);

    /// <summary>The window that an instant is in: for a rolling one, from its oldest slice to the end of the newest.</summary>
    /// <param name="ticks">UTC ticks.</param>
    public WindowSpan At(long ticks)
    {
        if (Kind is WindowKind.Session or WindowKind.Lifetime)
        {
            return WindowSpan.Always;
        }

        // Replaced whole: threads that race here each see a right one.
        WindowSpan last = Volatile.Read(ref _last);
        if (Kind != WindowKind.Rolling && last.Holds(ticks))
        {
            return last;
        }

        WindowSpan span = Kind switch
        {
            WindowKind.Calendar => _calendar!.At(ticks),
            WindowKind.Fixed => Period(ticks, _start, _length),
            _ => new(Period(ticks - _length, 0, _slice).Start, Period(ticks, 0, _slice).End),
        };
        Volatile.Write(ref _last, span);
        return span;
    }

    /// <summary>Where the period begins that use at this instant is kept in, UTC ticks.</summary>
    public long PeriodOf(long ticks) => Kind == WindowKind.Rolling ? Period(ticks, 0, _slice).Start : At(ticks).Start;

    /// <summary>When the use kept in a period stops to count, UTC ticks; <see cref="long.MaxValue"/> for never.</summary>
    public long CountsUntil(long period) =>
        Kind switch
        {
            WindowKind.Rolling => period + _slice + _length,
            WindowKind.Fixed => period + _length,
            WindowKind.Calendar => _calendar!.At(period).End,
            _ => long.MaxValue,
        };

    private static WindowSpan Period(long ticks, long from, long length)
    {
        long past = (((ticks - from) % length) + length) % length;
        return new(ticks - past, ticks - past + length);
    }
}
