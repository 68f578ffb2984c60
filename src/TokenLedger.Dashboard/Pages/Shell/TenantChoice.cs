using TokenLedger.Reporting.Queries;

namespace TokenLedger.Dashboard.Pages.Shell;

/// <summary>The tenants that have spent anything in the last three months, for those who may choose among them.</summary>
internal sealed class TenantChoice
{
    /// <summary>Most tenants offered: the dearest. Others are chosen by a condition.</summary>
    public const int Most = 50;

    private static readonly TimeSpan _back = TimeSpan.FromDays(92);

    private Known _known = new([], DateTimeOffset.MinValue);

    /// <summary>They are looked for again after this: 30 s. No page should wait for them each time.</summary>
    public static TimeSpan Kept { get; } = TimeSpan.FromSeconds(30);

    /// <summary>Their names in order; none for a reader who is bound to one.</summary>
    public async Task<IReadOnlyList<string>> ReadAsync(PageRequest request, CancellationToken cancellation)
    {
        if (request.Scope.Tenant is not null)
        {
            return [];
        }

        Known known = Volatile.Read(ref _known);
        if (request.Now - known.At >= Kept)
        {
            known = new(await FindAsync(request, cancellation).ConfigureAwait(false), request.Now);
            Volatile.Write(ref _known, known);
        }

        return known.Names;
    }

    private static async Task<IReadOnlyList<string>> FindAsync(PageRequest request, CancellationToken cancellation)
    {
        using Views? views = await request.OpenViewsAsync(cancellation).ConfigureAwait(false);
        CostQuery query = new()
        {
            By = [Grouping.Tenant],
            Window = new(request.Now - _back, null),
            Limit = Most,
        };
        IReadOnlyList<CostRow> rows = views?.Costs(query).Rows ?? [];
        return [.. rows.Select(row => row.Keys[0]).OfType<string>().Order(StringComparer.OrdinalIgnoreCase)];
    }

    private sealed record Known(IReadOnlyList<string> Names, DateTimeOffset At);
}
