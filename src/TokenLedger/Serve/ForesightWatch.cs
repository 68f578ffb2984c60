using System.Globalization;
using TokenLedger.Accounting.Budgets;
using TokenLedger.Dashboard;
using TokenLedger.Gateway.Alerts;
using TokenLedger.Reporting.Documents;
using TokenLedger.Reporting.Queries;
using TokenLedger.Reporting.Queries.Budgets;
using TokenLedger.Reporting.Queries.Foresight;

namespace TokenLedger.Serve;

/// <summary>
/// Looks at the reports for what people should be told: hours and days that are not as usual, budgets that will be used
/// up, and planned exports that do not arrive. The alerts of the gateway ask it; the gateway itself sees no reports.
/// </summary>
public sealed class ForesightWatch(ReadSide side)
{
    /// <summary>Accounts of each budget that are foreseen, the fullest.</summary>
    private const int AccountsOfBudget = 20;

    /// <summary>Budgets without an end are told of when it is this near: 14 days.</summary>
    private static readonly TimeSpan s_near = TimeSpan.FromDays(14);

    /// <summary>How long what goes on is not told again: a day.</summary>
    private static readonly TimeSpan s_quiet = TimeSpan.FromDays(1);

    /// <summary>Cost, and what shows trouble; tokens and calls would only say the same again.</summary>
    private static readonly AnomalyMeasure[] s_measures =
    [
        AnomalyMeasure.Cost,
        AnomalyMeasure.ErrorRate,
        AnomalyMeasure.LatencyP95,
    ];

    /// <summary>Looks once. While the views are being built only exports that do not arrive are found.</summary>
    public async Task<ForesightLook> LookAsync(CancellationToken cancellation)
    {
        Finding[] late = [.. LateExports.In(side.Exports?.States ?? [])];
        using Views? views = await side.OpenViewsAsync(cancellation).ConfigureAwait(false);
        if (views is null)
        {
            return new(late, new HashSet<string>());
        }

        DateTimeOffset now = side.Time.GetUtcNow();
        BudgetBurnQuery question = new() { Now = now, Accounts = AccountsOfBudget };
        IReadOnlyList<AccountBurn> accounts = views.BudgetBurn(question, side.Ledger).Accounts;
        Finding[] findings =
        [
            .. late,
            .. Unusual(views, now, CalendarPeriod.Hour, TimeSpan.FromHours(1)),
            .. Unusual(views, now, CalendarPeriod.Day, TimeSpan.FromDays(1)),
            .. accounts.Select(account => UsedUp(account, now)).OfType<Finding>(),
        ];
        return new(
            findings,
            accounts
                .Where(account => account.Trials is not null)
                .Select(account => BudgetAccountKey.Of(account.Balance))
                .ToHashSet(StringComparer.Ordinal)
        );
    }

    /// <summary>The last full period: of everything, and of each tenant where there are several.</summary>
    private static IEnumerable<Finding> Unusual(Views views, DateTimeOffset now, CalendarPeriod period, TimeSpan length)
    {
        AnomalyReport report = views.Anomalies(
            new AnomalyQuery
            {
                Now = now,
                Period = period,
                Of = s_measures,
                Each = Grouping.Tenant,
                Window = new(now - length, null),
            }
        );
        return report
            .Anomalies.Where(one => one.IsWhole || (report.Slices > 1 && one.Key is not null))
            .Select(one => Unusual(one, report.Query));
    }

    private static Finding Unusual(FoundAnomaly found, AnomalyQuery query)
    {
        AnomalyDocument one = AnomalyDocument.Of(found, query);
        string period = query.Period == CalendarPeriod.Day ? "day" : "hour";
        string what = AnomalyMeasures.Words(found.Measure);
        string whose = found.IsWhole ? "" : $" of tenant {found.Key}";
        string who = string.Join("; ", one.Contributors.Select(AnomalyWords.Of));
        return new()
        {
            Type = AlertType.Anomaly,
            Subject = $"{one.Measure} per {period}",
            Member = found.Key ?? "",
            Message = string.Create(
                CultureInfo.InvariantCulture,
                $"{what}{whose} was {one.Value} {one.Unit} in the {period} from {found.From.UtcDateTime:yyyy-MM-dd HH:mm} UTC; {one.Expected} was expected, and up to {one.UsualTo} would be usual.{(who.Length == 0 ? "" : $" Who made the difference: {who}.")}"
            ),
            Details =
            [
                new("measure", one.Measure),
                new("unit", one.Unit),
                new("period", period),
                new("from", Instant(found.From)),
                new("to", Instant(found.To)),
                new("since", Instant(found.Since)),
                new("value", one.Value),
                new("expected", one.Expected),
                new("usual_to", one.UsualTo),
                new("contributors", who),
            ],
            Tenant = found.Key,
            Place = Instant(found.From),
            Quiet = s_quiet,
        };
    }

    /// <summary>What is foreseen to be used up before it resets; at a mere pace the gateway finds it by itself.</summary>
    private static Finding? UsedUp(AccountBurn account, DateTimeOffset now)
    {
        bool isForeseen = account.Trials is not null;
        if (!isForeseen || account.Reach?.Expected is not { } at)
        {
            return null;
        }

        BudgetBalance balance = account.Balance;
        bool hasEnd = account.Budget.Window.Kind is WindowKind.Calendar or WindowKind.Fixed;
        return !hasEnd && at - now > s_near
            ? null
            : Finding.UsedUp(
                balance,
                new(at, account.Reach.Earliest, account.Reach.Latest, account.Model!),
                hasEnd && balance.ResetsAt is { } resets ? resets - now : s_quiet
            );
    }

    private static string Instant(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}
