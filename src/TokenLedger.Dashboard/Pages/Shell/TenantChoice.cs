using TokenLedger.Reporting.Queries;

namespace TokenLedger.Dashboard.Pages.Shell;

/// <summary>The tenants that have spent anything in the last three months, for those who may choose among them.</summary>
internal static class TenantChoice
{
    /// <summary>Most tenants offered: the dearest. Others are chosen by a condition.</summary>
    public const int Most = 50;

    private static readonly TimeSpan _back = TimeSpan.FromDays(92);

    public static async Task<IReadOnlyList<string>> ReadAsync(PageRequest request, CancellationToken cancellation)
    {
        if (request.Scope.Tenant is not null)
        {
            return [];
        }

        using Views? views = await request.OpenViewsAsync(cancellation).ConfigureAwait(false);
        CostReport? report = views?.Costs(
            new CostQuery
            {
                By = [Grouping.Tenant],
                Window = new(request.Now - _back, null),
                Limit = Most,
            }
        );
        return
        [
            .. (report?.Rows ?? []).Select(row => row.Keys[0]).OfType<string>().Order(StringComparer.OrdinalIgnoreCase),
        ];
    }
}
