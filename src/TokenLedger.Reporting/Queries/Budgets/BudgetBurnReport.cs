using TokenLedger.Accounting.Budgets;
using TokenLedger.Accounting.Forecasts;

namespace TokenLedger.Reporting.Queries.Budgets;

/// <summary>The answer to a <see cref="BudgetBurnQuery"/>.</summary>
/// <param name="Query">The question.</param>
/// <param name="Accounts">Each limit of each account, by budget, the fullest account first.</param>
/// <param name="AsOfEntry">Ledger entries folded into the series; balances are the ledger's own, and may be newer.</param>
public sealed record BudgetBurnReport(BudgetBurnQuery Query, IReadOnlyList<AccountBurn> Accounts, long AsOfEntry);

/// <summary>How one limit of one account is being used up. Amounts are in the limit's unit.</summary>
public sealed record AccountBurn
{
    /// <summary>The budget.</summary>
    public required Budget Budget { get; init; }

    /// <summary>Used, held and the limit, as the ledger has them.</summary>
    public required BudgetBalance Balance { get; init; }

    /// <summary>What is left, 0 or more: neither used nor held.</summary>
    public decimal Remaining => Math.Max(0, Balance.Limit - Balance.Used - Balance.Held);

    /// <summary>How full it is, in percent, holds included.</summary>
    public decimal Percent => 100 * (Balance.Used + Balance.Held) / Balance.Limit;

    /// <summary>
    /// How many percent of the window have passed; null for windows without an end and for rolling ones, which are always
    /// whole. Used more than this and it will not last.
    /// </summary>
    public decimal? PassedPercent { get; init; }

    /// <summary>What was used by when in this window, period by period, from the calls in the views. Empty where they do not tell.</summary>
    public required IReadOnlyList<BurnPoint> Series { get; init; }

    /// <summary>
    /// What the ledger's balance has more than <see cref="Series"/>: what views have not folded yet, and flat amounts for calls
    /// without a price. Of a budget of calls it is negative where calls were served more than once: it counts them once.
    /// </summary>
    public required decimal Elsewhere { get; init; }

    /// <summary>What the cost of the calls in <see cref="Series"/> rests on, whatever the limit counts.</summary>
    public required CostBasis Basis { get; init; }

    /// <summary>What an hour has used on average since the window began; null when that is not known.</summary>
    public decimal? PerHour { get; init; }

    /// <summary>How it will go on; null when nobody can tell, see <see cref="Problem"/>.</summary>
    public Course? Course { get; init; }

    /// <summary>When it will be used up; null without a course.</summary>
    public Reach? Reach { get; init; }

    /// <summary>What the course rests on: the model of a forecast, or "pace"; null without a course.</summary>
    public string? Model { get; init; }

    /// <summary>How far the model was off on the past, percent; null for a pace.</summary>
    public decimal? ErrorPercent { get; init; }

    /// <summary>How many times it was tried; null for a pace.</summary>
    public int? Trials { get; init; }

    /// <summary>Why there is no course, one sentence.</summary>
    public string? Problem { get; init; }
}

/// <summary>What was used in a period, and since the window began.</summary>
/// <param name="From">When the period begins, UTC.</param>
/// <param name="To">When it ends, or now, UTC.</param>
/// <param name="Used">In it.</param>
/// <param name="SoFar">In it and all before it.</param>
public sealed record BurnPoint(DateTimeOffset From, DateTimeOffset To, decimal Used, decimal SoFar);
