using TokenLedger.Reporting.Queries;

namespace TokenLedger.Dashboard.Pages.Elements;

/// <summary>What a slice cost in all, for pages whose own report does not tell what its amounts rest on.</summary>
internal static class Spending
{
    /// <summary>The sum of a slice.</summary>
    public static CostFigures Of(Views views, Slice slice) =>
        views
            .Costs(
                new CostQuery
                {
                    Window = slice.Window,
                    Where = slice.Where,
                    AsBooked = slice.AsBooked,
                    Zone = slice.Zone,
                    Limit = 1,
                }
            )
            .Total;
}
