using TokenLedger.Accounting.Budgets;
using TokenLedger.Reporting.Queries.Foresight;

namespace TokenLedger.Reporting.Queries.Budgets;

/// <summary>The periods by which a window is followed: the past that is learned from, and what is foreseen.</summary>
/// <param name="Past">Periods up to the one under way, which is the last; cut in two where the window began.</param>
/// <param name="Cut">The second part of the period that was cut; null for none.</param>
/// <param name="Ahead">The period under way and those after it, up to the end.</param>
/// <param name="From">When what counts now began; null for the first use.</param>
/// <param name="End">Until when is foreseen.</param>
/// <param name="Season">Periods after which a pattern repeats.</param>
internal sealed record BurnGrid(
    PeriodGrid Past,
    int? Cut,
    PeriodGrid Ahead,
    DateTimeOffset? From,
    DateTimeOffset End,
    int Season
)
{
    /// <summary>A window of at most this length is followed by hours, a longer one by days.</summary>
    private static readonly TimeSpan s_byHours = TimeSpan.FromHours(72);

    /// <summary>How far a budget without an end is foreseen: 90 days, a session 24 hours.</summary>
    private static readonly TimeSpan s_far = TimeSpan.FromDays(90);

    /// <summary>Equal for grids of the same past periods.</summary>
    public string Periods { get; } = $"{Past.To}:{string.Join(',', Past.Starts)}";

    private const int DaysBack = 366;
    private const int HoursBack = 28 * 24;

    /// <summary>The periods for a balance.</summary>
    public static BurnGrid Of(Budget budget, BudgetBalance balance, DateTimeOffset now)
    {
        BudgetWindow window = budget.Window;
        (DateTimeOffset? from, DateTimeOffset end) = window.Kind switch
        {
            // A balance counts whole slices, and may be of a later instant than the question.
            WindowKind.Rolling => (balance.WindowStart ?? now - window.Length, now + window.Length),
            WindowKind.Session => (null, now.AddDays(1)),
            WindowKind.Lifetime => ((DateTimeOffset?)null, now + s_far),
            _ => (balance.WindowStart, balance.ResetsAt ?? now),
        };
        TimeSpan length = window.Kind == WindowKind.Session ? TimeSpan.FromDays(1) : end - (from ?? now);
        bool byHours = window.Kind == WindowKind.Rolling ? window.Length <= s_byHours : length <= s_byHours;
        CalendarPeriod period = byHours ? CalendarPeriod.Hour : CalendarPeriod.Day;
        TimeZoneInfo zone = TimeZoneInfo.FindSystemTimeZoneById(window.TimeZone);
        int ahead = (int)Math.Ceiling((end - now) / TimeSpan.FromHours(byHours ? 1 : 24)) + 1;
        PeriodGrid past = PeriodGrid.Around(zone, period, now, byHours ? HoursBack : DaysBack, 0);
        int? cut = null;
        return new(
            from is { } began ? past.CutAt(began, out cut) : past,
            cut,
            PeriodGrid.Around(zone, period, now, 0, ahead),
            from,
            end,
            byHours ? 168 : 7
        );
    }

    /// <summary>What whole periods used: the two parts of the one that was cut, together.</summary>
    public decimal[] Whole(decimal[] used) =>
        Cut is { } second ? [.. used[..(second - 1)], used[second - 1] + used[second], .. used[(second + 1)..]] : used;

    /// <summary>Whether the window is too short to follow it by periods.</summary>
    public bool IsTooShort => From is { } from && End - from < TimeSpan.FromHours(2);
}
