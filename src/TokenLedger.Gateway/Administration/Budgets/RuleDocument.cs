using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using TokenLedger.Accounting.Budgets;
using TokenLedger.Gateway.Attribution;

namespace TokenLedger.Gateway.Administration.Budgets;

/// <summary>A budget rule as AgentLedger's admin API and dashboard send it, and as it is kept.</summary>
/// <param name="ApiKeyPattern">The keys it is for; null or empty with a tenant.</param>
/// <param name="TenantId">The tenant it is for; null or empty for any.</param>
/// <param name="DailyLimitUsd">Dollars a day; 0 takes over the default's.</param>
/// <param name="MonthlyLimitUsd">Dollars a month; 0 takes over the default's.</param>
/// <param name="SoftLimitPct">The part of a limit from which calls are warned, 0 to 1 (or percent, above 1); 0 takes over.</param>
/// <param name="Action">"block" or "warn"; null or empty takes over the default's.</param>
/// <param name="Key">The fingerprint of the one key it is for, instead of a pattern that would be the key.</param>
public sealed record RuleDocument(
    string? ApiKeyPattern,
    string? TenantId,
    decimal DailyLimitUsd,
    decimal MonthlyLimitUsd,
    decimal SoftLimitPct,
    string? Action,
    string? Key = null
)
{
    private const int HashCharacters = 10;

    /// <summary>
    /// The name of a rule that has none: the same for the same keys and tenant, whatever its place. A hash, because a
    /// pattern may be a whole key, which no entry may hold.
    /// </summary>
    public static string NameOf(string? pattern, string? tenant)
    {
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{pattern}\n{tenant}"));
        string kind = string.IsNullOrEmpty(pattern) ? "tenant" : "keys";
        return $"{kind}-{Convert.ToHexStringLower(hash)[..HashCharacters]}";
    }

    /// <summary>A soft limit as a percentage: AgentLedger writes 0.8 for 80 percent.</summary>
    public static decimal Percent(decimal written) => written <= 1 ? written * 100 : written;

    /// <summary>The rule, its pattern replaced by a fingerprint where it is a whole key.</summary>
    public RuleDocument WithoutKey(FingerprintKey fingerprints)
    {
        if (string.IsNullOrEmpty(ApiKeyPattern) || KeyGlob.Parse(ApiKeyPattern).Glob is not { IsOneKey: true })
        {
            return this;
        }

        return this with
        {
            ApiKeyPattern = null,
            Key = fingerprints.OfCredential(ApiKeyPattern),
        };
    }

    /// <summary>What is wrong with it, everything at once.</summary>
    public IReadOnlyList<BudgetProblem> Problems()
    {
        List<BudgetProblem> problems = [];
        if (string.IsNullOrEmpty(ApiKeyPattern) && string.IsNullOrEmpty(TenantId) && Key is null)
        {
            problems.Add(new("api_key_pattern", "say whom it is for: api_key_pattern, tenant_id or both"));
        }

        if (!string.IsNullOrEmpty(ApiKeyPattern) && KeyGlob.Parse(ApiKeyPattern).Problem is { } wrong)
        {
            problems.Add(new("api_key_pattern", wrong));
        }

        Positive(problems, "daily_limit_usd", DailyLimitUsd);
        Positive(problems, "monthly_limit_usd", MonthlyLimitUsd);
        if (SoftLimitPct is < 0 or > 100)
        {
            problems.Add(new("soft_limit_pct", "write a part of the limit, such as 0.8, or a percentage up to 100"));
        }

        if (!string.IsNullOrEmpty(Action) && !BudgetNames.Actions.Contains(Action))
        {
            problems.Add(new("action", $"write one of {string.Join(", ", BudgetNames.Actions)}"));
        }

        return problems;
    }

    /// <summary>The rule.</summary>
    public BudgetRule Rule(string id) =>
        new()
        {
            Id = id,
            ApiKeyPattern = NullIfEmpty(ApiKeyPattern),
            Key = Key,
            Tenant = NullIfEmpty(TenantId),
            DailyUsd = DailyLimitUsd,
            MonthlyUsd = MonthlyLimitUsd,
            SoftPercent = Percent(SoftLimitPct),
            Action = string.IsNullOrEmpty(Action) ? null : (BudgetAction)BudgetNames.Actions.ToList().IndexOf(Action),
        };

    /// <summary>A rule in this form; what it has beyond AgentLedger's members is left out.</summary>
    public static RuleDocument Of(BudgetRule rule) =>
        new(
            rule.ApiKeyPattern ?? rule.Key ?? "",
            rule.Tenant,
            rule.DailyUsd,
            rule.MonthlyUsd,
            rule.SoftPercent / 100,
            rule.Action is { } action ? BudgetNames.Actions[(int)action] : ""
        );

    /// <summary>Reads a kept rule; null when it is none.</summary>
    public static RuleDocument? Read(string json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, AdminJson.Default.RuleDocument);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static void Positive(List<BudgetProblem> problems, string name, decimal amount)
    {
        if (amount is < 0 or > BudgetCheck.LargestAmount)
        {
            string most = BudgetCheck.LargestAmount.ToString("0", CultureInfo.InvariantCulture);
            problems.Add(new(name, $"write dollars from 0 (as the default) to {most}"));
        }
    }

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
