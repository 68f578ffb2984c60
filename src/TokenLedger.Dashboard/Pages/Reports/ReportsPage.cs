using TokenLedger.Dashboard.Pages.Elements;
using TokenLedger.Dashboard.Pages.Shell;
using TokenLedger.Reporting.Exports.Delivering;
using TokenLedger.Reporting.Queries;
using TokenLedger.Reporting.Queries.Chargeback;

namespace TokenLedger.Dashboard.Pages.Reports;

/// <summary>Reports and exports: who bears what of a month, files to take away, and how scheduled ones go.</summary>
internal static class ReportsPage
{
    /// <summary>Rows of the statement shown; the file has them all.</summary>
    public const int MostRows = 60;

    public static DashboardPage Definition { get; } =
        new("/reports", "Reports and exports", ReadAsync)
        {
            Group = NavigationGroup.Prove,
            Lead = "Who bears what, and files to take away.",
            DefaultLast = null,
        };

    private static async ValueTask<PageAnswer> ReadAsync(PageRequest request, CancellationToken cancellation)
    {
        SliceWords words = new(request.Here.Values);
        if (
            ChargebackWords.Read(words, request.Side.ExportTerms.Chargeback, request.Now, out string? problem)
            is not { } query
        )
        {
            return PageAnswer.Invalid(problem!);
        }

        using Views? views = await request.OpenViewsAsync(cancellation).ConfigureAwait(false);
        if (views is null)
        {
            return PageAnswer.NotReady(request.Side);
        }

        ChargebackStatement statement = views.Chargeback((ChargebackQuery)query.Within(request.Scope.Tenant));
        // What is delivered to the operator's places concerns no tenant.
        IReadOnlyList<DeliveryStatus> deliveries = request.Scope.Tenant is null
            ? request.Side.Exports?.States ?? []
            : [];
        return PageAnswer.Show<ReportsView, ReportsModel>(new(statement, deliveries), statement.AsOfEntry) with
        {
            RestsOn = Spending.Of(views, statement.Query),
            RestsOnWhat = "Calls of this time",
        };
    }
}

/// <summary>What the page shows.</summary>
/// <param name="Statement">Who bears what.</param>
/// <param name="Deliveries">How scheduled exports go.</param>
public sealed record ReportsModel(ChargebackStatement Statement, IReadOnlyList<DeliveryStatus> Deliveries);
