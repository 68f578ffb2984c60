using TokenLedger.Accounting.Budgets;
using TokenLedger.Gateway.Alerts.Recognising;

namespace TokenLedger.Gateway.Alerts;

/// <summary>Something that no entry says: it shows when one looks at many of them together.</summary>
public sealed record Finding
{
    /// <summary>What kind of thing it is.</summary>
    public required AlertType Type { get; init; }

    /// <summary>What it is about ("cost per day").</summary>
    public required string Subject { get; init; }

    /// <summary>Which member of the subject; empty when there is only one.</summary>
    public string Member { get; init; } = "";

    /// <summary>One or two sentences for people.</summary>
    public required string Message { get; init; }

    /// <summary>What programs may want to know, in order; amounts are text.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Details { get; init; } = [];

    /// <summary>The tenant it concerns; null when it concerns everyone or nobody.</summary>
    public string? Tenant { get; init; }

    /// <summary>What tells it from others about the same: looking again must give the same (a period, a window).</summary>
    public required string Place { get; init; }

    /// <summary>How long no second one of its kind about the same is sent.</summary>
    public required TimeSpan Quiet { get; init; }

    /// <summary>The finding of an account that will be used up, under the key of the alert that the plain pace makes.</summary>
    /// <param name="balance">The account.</param>
    /// <param name="when">When.</param>
    /// <param name="quiet">How long it is not told again.</param>
    public static Finding UsedUp(BudgetBalance balance, ForeseenEnd when, TimeSpan quiet)
    {
        ArgumentNullException.ThrowIfNull(balance);
        ArgumentNullException.ThrowIfNull(when);
        return ExhaustionForecast.Foreseen(balance, when, quiet);
    }
}

/// <summary>When an account is foreseen to be used up; null where that is not before its window ends.</summary>
/// <param name="Expected">The guess.</param>
/// <param name="Earliest">In one case of ten it is earlier.</param>
/// <param name="Latest">In one case of ten it is later, or not at all.</param>
/// <param name="Model">The model of the forecast.</param>
public sealed record ForeseenEnd(
    DateTimeOffset Expected,
    DateTimeOffset? Earliest,
    DateTimeOffset? Latest,
    string Model
);

/// <summary>What was seen by looking at the reports.</summary>
/// <param name="Findings">What people should know.</param>
/// <param name="Foreseen">
/// The accounts whose end was foreseen from their own use, see <see cref="BudgetAccountKey"/>: of those the plain pace of the
/// window is no longer told, because it knows no weekends.
/// </param>
public sealed record ForesightLook(IReadOnlyList<Finding> Findings, IReadOnlySet<string> Foreseen);

/// <summary>What one limit of one account of a budget is called where budgets are foreseen.</summary>
public static class BudgetAccountKey
{
    /// <summary>The key of a balance.</summary>
    public static string Of(BudgetBalance balance)
    {
        ArgumentNullException.ThrowIfNull(balance);
        return $"{balance.Budget}\n{BudgetText.Member(balance.Member)}\n{BudgetText.Unit(balance)}";
    }
}
