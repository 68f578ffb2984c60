using System.Globalization;
using TokenLedger.Accounting.Budgets;

namespace TokenLedger.Gateway.Administration.Budgets;

/// <summary>A budget in the form of <see cref="BudgetJson"/>, for answers and for the description of requests.</summary>
public sealed record BudgetBody
{
    /// <summary>Its name.</summary>
    public required string Id { get; init; }

    /// <summary>What it is for.</summary>
    public string? Description { get; init; }

    /// <summary>Dimension and pattern; every one must hold.</summary>
    public IReadOnlyDictionary<string, string>? Scope { get; init; }

    /// <summary>Dimensions with an account for each value.</summary>
    public IReadOnlyList<string>? Per { get; init; }

    /// <summary>What may be used.</summary>
    public required IReadOnlyList<LimitBody> Limits { get; init; }

    /// <summary>When use counts.</summary>
    public required WindowBody Window { get; init; }

    /// <summary>strict, elastic or observe.</summary>
    public string? Hold { get; init; }

    /// <summary>block or warn.</summary>
    public string? Action { get; init; }

    /// <summary>From which percentage calls are warned, a decimal.</summary>
    public string? SoftPercent { get; init; }

    /// <summary>Judge and record only.</summary>
    public bool? Shadow { get; init; }

    /// <summary>finish or cut.</summary>
    public string? MidStream { get; init; }

    /// <summary>allow, block or ceiling.</summary>
    public string? Unpriced { get; init; }

    /// <summary>Dollars an unpriced call counts under ceiling, a decimal.</summary>
    public string? UnpricedCeilingUsd { get; init; }

    /// <summary>A budget in this form, without its overrides.</summary>
    public static BudgetBody Of(Budget budget)
    {
        ArgumentNullException.ThrowIfNull(budget);
        return new()
        {
            Id = budget.Id,
            Description = budget.Description,
            Scope =
                budget.Scope.Count == 0
                    ? null
                    : budget.Scope.ToDictionary(term => term.Dimension, term => term.Pattern),
            Per = budget.Per.Count == 0 ? null : budget.Per,
            Limits = [.. budget.Limits.Select(LimitBody.Of)],
            Window = WindowBody.Of(budget.Window),
            Hold = BudgetNames.Holds[(int)budget.Hold],
            Action = BudgetNames.Actions[(int)budget.Action],
            SoftPercent = budget.SoftPercent is { } soft ? Amounts.Text(soft) : null,
            Shadow = budget.Shadow ? true : null,
            MidStream = BudgetNames.MidStream[(int)budget.MidStream],
            Unpriced = BudgetNames.Unpriced[(int)budget.Unpriced],
            UnpricedCeilingUsd = budget.UnpricedCeiling?.ToString(),
        };
    }
}

/// <summary>One limit.</summary>
/// <param name="Unit">usd, tokens, calls, seconds or tool_calls.</param>
/// <param name="Amount">How much, a decimal.</param>
/// <param name="Meter">For tokens: which meter; absent for all.</param>
public sealed record LimitBody(string Unit, string Amount, string? Meter)
{
    /// <summary>A limit in this form.</summary>
    public static LimitBody Of(BudgetLimit limit)
    {
        ArgumentNullException.ThrowIfNull(limit);
        return new(BudgetNames.Of(limit.Unit), Amounts.Text(limit.Amount), limit.Meter);
    }
}

/// <summary>A window.</summary>
/// <param name="Kind">calendar, rolling, fixed, session or lifetime.</param>
/// <param name="Period">Of a calendar window: minute to year.</param>
/// <param name="TimeZone">Of a calendar window: an IANA name.</param>
/// <param name="Length">Of a rolling or fixed one: such as 24h.</param>
/// <param name="Start">Of a fixed one: from when it counts.</param>
public sealed record WindowBody(string Kind, string? Period, string? TimeZone, string? Length, DateTimeOffset? Start)
{
    /// <summary>A window in this form.</summary>
    public static WindowBody Of(BudgetWindow window)
    {
        ArgumentNullException.ThrowIfNull(window);
        bool isCalendar = window.Kind == WindowKind.Calendar;
        bool isLong = window.Kind is WindowKind.Rolling or WindowKind.Fixed;
        return new(
            BudgetNames.Of(window.Kind),
            isCalendar ? BudgetNames.Of(window.Period) : null,
            isCalendar ? window.TimeZone : null,
            isLong ? DurationText.Write(window.Length) : null,
            window.Kind == WindowKind.Fixed ? window.Start : null
        );
    }
}

/// <summary>Amounts as the API writes them.</summary>
internal static class Amounts
{
    /// <summary>A decimal without exponent and trailing zeros.</summary>
    public static string Text(decimal amount) =>
        amount.ToString("0.############################", CultureInfo.InvariantCulture);
}
