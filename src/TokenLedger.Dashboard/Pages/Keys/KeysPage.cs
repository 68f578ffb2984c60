using TokenLedger.Dashboard.Held;
using TokenLedger.Dashboard.Pages.Shell;
using TokenLedger.Reporting.Queries;

namespace TokenLedger.Dashboard.Pages.Keys;

/// <summary>Keys and tenants: the list, one key, and one tenant.</summary>
internal static class KeysPage
{
    public static DashboardPage Definition { get; } =
        new("/keys", "Keys and tenants", ReadAsync)
        {
            Group = NavigationGroup.Control,
            Lead = "Who may call, and what each has spent this month.",
            DefaultLast = null,
        };

    public static DashboardPage One { get; } = new("/keys/{id}", "Key", ReadKeyAsync) { DefaultLast = null };

    public static DashboardPage Tenant { get; } = new("/tenant", "Tenant", ReadTenantAsync) { DefaultLast = null };

    private static async ValueTask<PageAnswer> ReadAsync(PageRequest request, CancellationToken cancellation)
    {
        using Views? views = await request.OpenViewsAsync(cancellation).ConfigureAwait(false);
        if (views is null)
        {
            return PageAnswer.NotReady(request.Side);
        }

        (KeysModel model, long asOf) = new KeysReader(views, request).Read();
        return PageAnswer.Show<KeysView, KeysModel>(model, asOf) with
        {
            RestsOn = model.Total,
            RestsOnWhat = "Spending of this month",
        };
    }

    private static async ValueTask<PageAnswer> ReadKeyAsync(PageRequest request, CancellationToken cancellation)
    {
        using Views? views = await request.OpenViewsAsync(cancellation).ConfigureAwait(false);
        if (views is null)
        {
            return PageAnswer.NotReady(request.Side);
        }

        return new KeysReader(views, request).Read(request.Parts["id"]) is { } line
            ? PageAnswer.Show<KeyView, KeyLine>(line, views.Position) with
            {
                Title = line.Key.Name ?? line.Key.Id,
                RestsOn = line.Month,
                RestsOnWhat = "Spending of this month",
                Lead = line.Key.Name is null ? "A virtual key." : line.Key.Id,
            }
            : PageAnswer.Missing("There is no such virtual key.");
    }

    private static ValueTask<PageAnswer> ReadTenantAsync(PageRequest request, CancellationToken cancellation)
    {
        HeldTenant? tenant = request.Gateway.Tenants().FirstOrDefault(one => one.Id == request.Word("id"));
        bool isOwn = request.Scope.Tenant is not { } own || tenant?.Id == own;
        return ValueTask.FromResult(
            tenant is not null && isOwn
                ? PageAnswer.Show<TenantView, HeldTenant>(tenant) with
                {
                    Title = tenant.Name ?? tenant.Id,
                    Lead = tenant.Description ?? tenant.Id,
                }
                : PageAnswer.Missing("No such tenant is known.")
        );
    }
}
