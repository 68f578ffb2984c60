using TokenLedger.Accounting.Budgets;
using TokenLedger.Accounting.Forecasts;
using TokenLedger.Reporting.Exports;
using TokenLedger.Reporting.Queries.Budgets;

namespace TokenLedger.Reporting.Documents;

/// <summary>How budgets are being used up, in JSON. What was used is exact, what is foreseen rounded.</summary>
public sealed record BudgetBurnDocument
{
    /// <summary>Ledger entries folded into the series.</summary>
    public required long AsOfEntry { get; init; }

    /// <summary>Entries in the ledger when it was asked; more when the views lag.</summary>
    public required long LedgerSize { get; init; }

    /// <summary>The newest signed checkpoint; absent before the first.</summary>
    public CheckpointStamp? Checkpoint { get; init; }

    /// <summary>When it was asked, UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Each limit of each account, by budget, the fullest account first.</summary>
    public required IReadOnlyList<AccountBurnDocument> Accounts { get; init; }

    /// <summary>The document of a report.</summary>
    public static BudgetBurnDocument Of(BudgetBurnReport report, LedgerStamp stamp) =>
        new()
        {
            AsOfEntry = report.AsOfEntry,
            LedgerSize = stamp.LedgerSize,
            Checkpoint = stamp.Checkpoint,
            At = report.Query.Now,
            Accounts = [.. report.Accounts.Select(AccountBurnDocument.Of)],
        };
}

/// <summary>How one limit of one account is being used up. Amounts are in the unit.</summary>
public sealed record AccountBurnDocument
{
    /// <summary>The budget's name.</summary>
    public required string Budget { get; init; }

    /// <summary>Whose account: dimension and value; absent for the only one.</summary>
    public IReadOnlyDictionary<string, string>? Member { get; init; }

    /// <summary>usd, tokens, calls, seconds or tool_calls.</summary>
    public required string Unit { get; init; }

    /// <summary>For tokens: which meter; absent for all.</summary>
    public string? Meter { get; init; }

    /// <summary>calendar, rolling, fixed, session or lifetime.</summary>
    public required string Window { get; init; }

    /// <summary>When the window began, UTC; absent for a session or all time.</summary>
    public DateTimeOffset? WindowStart { get; init; }

    /// <summary>When it ends, UTC; absent for never.</summary>
    public DateTimeOffset? ResetsAt { get; init; }

    /// <summary>How much may be used.</summary>
    public required string Limit { get; init; }

    /// <summary>How much was; may exceed the limit.</summary>
    public required string Used { get; init; }

    /// <summary>How much open calls reserve.</summary>
    public required string Held { get; init; }

    /// <summary>What is left, 0 or more.</summary>
    public required string Remaining { get; init; }

    /// <summary>How full it is, percent, holds included.</summary>
    public required string Percent { get; init; }

    /// <summary>How many percent of the window have passed; absent where it has no end or rolls.</summary>
    public string? PassedPercent { get; init; }

    /// <summary>What an hour has used on average since the window began; absent when that is not known.</summary>
    public string? PerHour { get; init; }

    /// <summary>What was used by when in this window; empty where the views do not tell.</summary>
    public required IReadOnlyList<BurnPointDocument> Series { get; init; }

    /// <summary>What the cost of the calls in the series rests on, whatever the limit counts.</summary>
    public required CostBasisDocument RestsOn { get; init; }

    /// <summary>What the balance has more than the series; negative of calls that were served more than once and count once.</summary>
    public required string Elsewhere { get; init; }

    /// <summary>What it will be used by when; empty when nobody can tell.</summary>
    public required IReadOnlyList<CoursePointDocument> Course { get; init; }

    /// <summary>When it is expected to be used up; absent when not before the course ends.</summary>
    public DateTimeOffset? UsedUpAt { get; init; }

    /// <summary>In one case of ten it is used up before this; absent for a pace, and when not before the course ends.</summary>
    public DateTimeOffset? UsedUpEarliest { get; init; }

    /// <summary>In one case of ten it lasts longer than this; absent for a pace, and when it may last until the course ends.</summary>
    public DateTimeOffset? UsedUpLatest { get; init; }

    /// <summary>The model of a forecast, or "pace"; absent without a course.</summary>
    public string? Model { get; init; }

    /// <summary>How far the model was off on the past, percent; absent for a pace.</summary>
    public string? ErrorPercent { get; init; }

    /// <summary>How many times it was tried; absent for a pace.</summary>
    public int? Trials { get; init; }

    /// <summary>Why there is no course.</summary>
    public string? Problem { get; init; }

    /// <summary>The document of an account.</summary>
    public static AccountBurnDocument Of(AccountBurn burn)
    {
        ArgumentNullException.ThrowIfNull(burn);
        BudgetBalance balance = burn.Balance;
        return new()
        {
            Budget = burn.Budget.Id,
            Member =
                balance.Member.Count == 0 ? null : balance.Member.ToDictionary(part => part.Key, part => part.Value),
            Unit = BudgetNames.Of(balance.Unit),
            Meter = balance.Meter,
            Window = BudgetNames.Of(burn.Budget.Window.Kind),
            WindowStart = balance.WindowStart,
            ResetsAt = balance.ResetsAt,
            Limit = GuessText.Exact(balance.Limit),
            Used = GuessText.Exact(balance.Used),
            Held = GuessText.Exact(balance.Held),
            Remaining = GuessText.Exact(burn.Remaining),
            Percent = GuessText.Percent(burn.Percent),
            PassedPercent = burn.PassedPercent is { } passed ? GuessText.Percent(passed) : null,
            PerHour = burn.PerHour is { } perHour ? GuessText.Dollars(perHour) : null,
            Series =
            [
                .. burn.Series.Select(point => new BurnPointDocument(
                    point.From,
                    point.To,
                    GuessText.Exact(point.Used),
                    GuessText.Exact(point.SoFar)
                )),
            ],
            RestsOn = CostBasisDocument.Of(burn.Basis),
            Elsewhere = GuessText.Exact(burn.Elsewhere),
            Course =
            [
                .. (burn.Course?.Points ?? []).Select(point => CoursePointDocument.Of(point, burn.Model == "pace")),
            ],
            UsedUpAt = burn.Reach?.Expected,
            UsedUpEarliest = burn.Reach?.Earliest,
            UsedUpLatest = burn.Reach?.Latest,
            Model = burn.Model,
            ErrorPercent = burn.ErrorPercent is { } error ? GuessText.Percent(error) : null,
            Trials = burn.Trials,
            Problem = burn.Problem,
        };
    }
}

/// <summary>What was used in a period, and since the window began.</summary>
/// <param name="From">When the period begins, UTC.</param>
/// <param name="To">When it ends, or now, UTC.</param>
/// <param name="Used">In it.</param>
/// <param name="SoFar">In it and all before it in this window.</param>
public sealed record BurnPointDocument(DateTimeOffset From, DateTimeOffset To, string Used, string SoFar);

/// <summary>What will be used by an instant.</summary>
/// <param name="At">The instant, UTC.</param>
/// <param name="Expected">The guess.</param>
/// <param name="Low">In one case of ten it will be less; absent for a pace.</param>
/// <param name="High">In one case of ten it will be more; absent for a pace.</param>
public sealed record CoursePointDocument(DateTimeOffset At, string Expected, string? Low, string? High)
{
    /// <summary>The document of a point.</summary>
    public static CoursePointDocument Of(CoursePoint point, bool isPace)
    {
        ArgumentNullException.ThrowIfNull(point);
        return new(
            point.At,
            GuessText.Dollars(point.Used.Expected),
            isPace ? null : GuessText.Dollars(point.Used.Low),
            isPace ? null : GuessText.Dollars(point.Used.High)
        );
    }
}
