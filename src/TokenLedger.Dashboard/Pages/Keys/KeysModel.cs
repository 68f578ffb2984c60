using TokenLedger.Accounting.Money;
using TokenLedger.Dashboard.Charts;
using TokenLedger.Dashboard.Held;
using TokenLedger.Reporting.Queries;

namespace TokenLedger.Dashboard.Pages.Keys;

/// <summary>The keys and tenants a reader may see, with what they spent.</summary>
public sealed record KeysModel
{
    /// <summary>The first day of the month the figures are of, UTC.</summary>
    public required DateOnly Month { get; init; }

    /// <summary>The virtual keys of this page: active ones first, then by name.</summary>
    public required IReadOnlyList<KeyLine> Keys { get; init; }

    /// <summary>Keys that fit what was looked for, on all pages.</summary>
    public required int Fitting { get; init; }

    /// <summary>Keys there are, and those of them that are valid.</summary>
    public required (int All, int Active) Count { get; init; }

    /// <summary>Where this page begins, and the next one; null when it is the last.</summary>
    public required (int At, int? Next) Place { get; init; }

    /// <summary>Providers' own keys that called this month, by fingerprint, dearest first.</summary>
    public required IReadOnlyList<CostRow> Others { get; init; }

    /// <summary>The tenants: known ones, and those that calls only claim, dearest first.</summary>
    public required IReadOnlyList<TenantLine> Tenants { get; init; }

    /// <summary>What all keys spent this month.</summary>
    public required CostFigures Total { get; init; }
}

/// <summary>A virtual key and what it was used for.</summary>
/// <param name="Key">The key.</param>
/// <param name="Month">Its calls of this month.</param>
/// <param name="Days">What each of the last days cost, the oldest first; the last one is today, UTC.</param>
public sealed record KeyLine(HeldKey Key, CostFigures Month, IReadOnlyList<Usd> Days)
{
    /// <summary>Days a key is watched for.</summary>
    public const int DaysShown = 30;

    /// <summary>The same as values of a chart.</summary>
    public IReadOnlyList<decimal> Values => [.. Days.Select(ChartText.Of)];
}

/// <summary>A tenant and what it spent this month.</summary>
/// <param name="Id">Its name in attribution; null for calls without one.</param>
/// <param name="Tenant">What is known of it; null when calls only claim it.</param>
/// <param name="Month">Its calls of this month.</param>
/// <param name="Keys">Its valid virtual keys.</param>
public sealed record TenantLine(string? Id, HeldTenant? Tenant, CostFigures Month, int Keys);
