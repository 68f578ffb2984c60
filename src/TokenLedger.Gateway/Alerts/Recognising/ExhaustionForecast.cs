using System.Globalization;
using TokenLedger.Accounting.Budgets;

namespace TokenLedger.Gateway.Alerts.Recognising;

/// <summary>
/// Works out which budgets will run out before their window ends: what was used since the window began goes on at the
/// same pace. Each account is told of once per window.
/// </summary>
internal static class ExhaustionForecast
{
    /// <summary>Most accounts looked at, the fullest.</summary>
    public const int MostAccounts = 1000;

    /// <summary>Below a fifth of the limit a pace says little.</summary>
    private const decimal LeastShare = 0.2m;

    /// <summary>A shorter window is over before anyone has read of it.</summary>
    private static readonly TimeSpan s_shortestWindow = TimeSpan.FromHours(12);

    /// <summary>When an account will be used up; null when not before its window ends, or when nobody can tell.</summary>
    public static DateTimeOffset? UsedUpAt(BudgetBalance balance, DateTimeOffset now)
    {
        if (balance is not { WindowStart: { } start, ResetsAt: { } end, Limit: > 0 })
        {
            return null;
        }

        // The use of a rolling window also passes: its pace does not add up.
        bool isTelling =
            balance.Window != WindowKind.Rolling
            && end - start >= s_shortestWindow
            && balance.Used >= balance.Limit * LeastShare
            && balance.Used < balance.Limit
            && start < now
            && now < end;
        if (!isTelling)
        {
            return null;
        }

        decimal elapsed = (now - start).Ticks / (decimal)TimeSpan.TicksPerSecond;
        decimal left = elapsed * ((balance.Limit - balance.Used) / balance.Used);
        decimal untilEnd = (end - now).Ticks / (decimal)TimeSpan.TicksPerSecond;
        return left < untilEnd ? now.AddTicks((long)(left * TimeSpan.TicksPerSecond)) : null;
    }

    /// <summary>The alerts of some accounts.</summary>
    /// <param name="origin">The ledger they are folded from.</param>
    /// <param name="balances">The accounts.</param>
    /// <param name="now">The instant they are of.</param>
    /// <param name="foreseen">Accounts that are foreseen from their own use, see <see cref="BudgetAccountKey"/>; not these.</param>
    public static IEnumerable<Alert> Of(
        string origin,
        IEnumerable<BudgetBalance> balances,
        DateTimeOffset now,
        IReadOnlySet<string> foreseen
    ) =>
        from balance in balances
        where foreseen.Count == 0 || !foreseen.Contains(BudgetAccountKey.Of(balance))
        let at = UsedUpAt(balance, now)
        where at is not null
        select Alert(origin, balance, at.Value, now);

    /// <summary>The finding of an account that is foreseen to be used up, about the same as the alert of its pace.</summary>
    public static Finding Foreseen(BudgetBalance balance, ForeseenEnd end, TimeSpan quiet)
    {
        string member = BudgetText.Member(balance.Member);
        string latest = end.Latest is { } last
            ? string.Create(CultureInfo.InvariantCulture, $"and {last.UtcDateTime:yyyy-MM-dd HH:mm} UTC")
            : "and never in this window";
        string between = end.Earliest is { } first
            ? string.Create(
                CultureInfo.InvariantCulture,
                $", likely between {first.UtcDateTime:yyyy-MM-dd HH:mm} {latest}"
            )
            : "";
        return new()
        {
            Type = AlertType.BudgetExhaustion,
            Subject = SubjectOf(balance),
            Member = MemberOf(balance),
            Message = string.Create(
                CultureInfo.InvariantCulture,
                $"Budget {BudgetText.Name(balance.Budget, member)} is foreseen to be used up at {end.Expected.UtcDateTime:yyyy-MM-dd HH:mm} UTC{between}, by the {end.Model} model of its own use: {BudgetText.Figures(balance)}."
            ),
            Details = BudgetText
                .Details(balance.Budget, member, balance)
                .Add("used_up_at", end.Expected)
                .Add("used_up_earliest", end.Earliest)
                .Add("used_up_latest", end.Latest)
                .Add("model", end.Model)
                .Done(),
            Tenant = TenantOf(balance),
            Place = PlaceOf(balance),
            Quiet = quiet,
        };
    }

    private static string SubjectOf(BudgetBalance balance) => $"budget:{balance.Budget}";

    private static string MemberOf(BudgetBalance balance)
    {
        string member = BudgetText.Member(balance.Member);
        string unit = BudgetText.Unit(balance);
        return member.Length == 0 ? unit : $"{member}, {unit}";
    }

    private static string? TenantOf(BudgetBalance balance) =>
        balance.Member.FirstOrDefault(part => part.Key == "tenant").Value;

    private static string PlaceOf(BudgetBalance balance) =>
        (balance.WindowStart?.UtcTicks ?? 0).ToString(CultureInfo.InvariantCulture);

    private static Alert Alert(string origin, BudgetBalance balance, DateTimeOffset usedUp, DateTimeOffset now)
    {
        string member = BudgetText.Member(balance.Member);
        Alert alert = new()
        {
            Id = Guid.Empty,
            Type = AlertType.BudgetExhaustion,
            Severity = AlertType.BudgetExhaustion.Severity,
            Subject = SubjectOf(balance),
            Member = MemberOf(balance),
            Message = string.Create(
                CultureInfo.InvariantCulture,
                $"Budget {BudgetText.Name(balance.Budget, member)} will be used up at {usedUp.UtcDateTime:yyyy-MM-dd HH:mm} UTC at the pace of its window, before it resets at {balance.ResetsAt:yyyy-MM-dd HH:mm} UTC: {BudgetText.Figures(balance)}."
            ),
            Details = BudgetText.Details(balance.Budget, member, balance).Add("used_up_at", usedUp).Done(),
            Tenant = TenantOf(balance),
            At = now,
            Quiet = balance.ResetsAt - now,
        };
        return alert with { Id = AlertId.Of(origin, PlaceOf(balance), alert.Key) };
    }
}
