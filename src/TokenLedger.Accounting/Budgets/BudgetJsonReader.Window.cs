using System.Text.Json;

namespace TokenLedger.Accounting.Budgets;

// The window: which members belong to it depends on its kind, which need not come first.
internal sealed partial class BudgetJsonReader
{
    private static readonly BudgetMembers _windowMembers = new(["kind", "period", "time_zone", "length", "start"]);

    private static readonly BudgetMembers _windows = new(BudgetNames.Windows);
    private static readonly BudgetMembers _periods = new(BudgetNames.Periods);

    private static readonly BudgetWindow _lifetime = new(WindowKind.Lifetime);

    private static BudgetWindow? s_lastWindow;

    private BudgetWindow Window(ref Utf8JsonReader json)
    {
        if (!IsObject(ref json, "window"))
        {
            return _lifetime;
        }

        WindowKind kind = 0;
        CalendarPeriod period = CalendarPeriod.Month;
        string? zone = null;
        string? length = null;
        DateTimeOffset? start = null;
        uint seen = 0;
        for (int member; (member = Next(ref json, "window", _windowMembers, ref seen)) >= 0; )
        {
            switch (member)
            {
                case 0:
                    kind = (WindowKind)Choice(ref json, "window.kind", _windows);
                    break;
                case 1:
                    period = (CalendarPeriod)Choice(ref json, "window.period", _periods);
                    break;
                case 2:
                    zone = Text(ref json, "window.time_zone");
                    break;
                case 3:
                    length = Text(ref json, "window.length");
                    break;
                default:
                    start = Instant(ref json, "window.start");
                    break;
            }
        }

        bool Has(int member) => (seen & (1u << member)) != 0;
        if (!Has(0))
        {
            Add("window.kind", $"write one of {string.Join(", ", BudgetNames.Windows)}");
        }

        OnlyFor("period", Has(1), kind is WindowKind.Calendar, "a calendar");
        OnlyFor("time_zone", Has(2), kind is WindowKind.Calendar, "a calendar");
        OnlyFor("length", Has(3), kind is WindowKind.Rolling or WindowKind.Fixed, "a rolling or fixed");
        OnlyFor("start", Has(4), kind is WindowKind.Fixed, "a fixed");
        if (kind == WindowKind.Fixed && !Has(4))
        {
            Add("window.start", "the window needs the instant from which it counts, like \"2026-01-01T00:00:00Z\"");
        }

        return Shared(
            new BudgetWindow(kind)
            {
                Period = period,
                TimeZone = zone ?? "UTC",
                Length = Length(length, kind),
                Start = start ?? default,
            }
        );
    }

    // Most of many budgets have the same window. Threads that race here each see a right one.
    private static BudgetWindow Shared(BudgetWindow window)
    {
        BudgetWindow? last = Volatile.Read(ref s_lastWindow);
        if (last == window)
        {
            return last;
        }

        Volatile.Write(ref s_lastWindow, window);
        return window;
    }

    private void OnlyFor(string name, bool stands, bool belongs, string whose)
    {
        if (stands && !belongs)
        {
            Add($"window.{name}", $"it belongs to {whose} window; leave it out");
        }
    }

    private TimeSpan Length(string? text, WindowKind kind)
    {
        TimeSpan length = default;
        if (text is null && kind is (WindowKind.Rolling or WindowKind.Fixed))
        {
            Add("window.length", "the window needs a length like \"24h\"");
        }
        else if (text is not null && !DurationText.TryParse(text, out length))
        {
            Add("window.length", $"\"{text}\" is not a length; write a whole number and s, m, h or d, like \"24h\"");
        }

        return length;
    }
}
