using Microsoft.AspNetCore.Routing;
using TokenLedger.Accounting.Budgets;
using TokenLedger.Accounting.Money;
using TokenLedger.Gateway.Administration;
using TokenLedger.Gateway.Administration.Budgets;
using TokenLedger.Gateway.Gates;
using TokenLedger.Gateway.Hosting;
using TokenLedger.Gateway.Runaway;

namespace TokenLedger.Gateway.Metrics;

/// <summary>Shows what goes on now: <c>GET /api/v1/live</c>.</summary>
internal sealed class LiveApi(
    MetricsState state,
    CallGuards guards,
    CallTally tally,
    LiveWindow window,
    MetricsFollower follower
)
{
    private const int MostModels = 50;
    private const int MostAccounts = 50;
    private const int MostSessions = 100;

    /// <summary>Maps the route.</summary>
    public void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/api/v1/live",
                async (CancellationToken cancellation) =>
                    TypedResults.Json(await ReadAsync(cancellation), LiveJson.Default.LiveDocument)
            )
            .WithTags("metrics")
            .WithName("GetLive")
            .WithSummary(
                "What goes on now: the last minute's spend and calls, active sessions, models, budgets, refusals"
            )
            .Produces<LiveDocument>()
            .Requires(RouteAccess.Viewer);

    private async Task<LiveDocument> ReadAsync(CancellationToken cancellation)
    {
        await follower.CatchUpAsync(cancellation).ConfigureAwait(false);
        DateTimeOffset now = state.Time.GetUtcNow();
        LiveMinute minute = window.Read();
        LiveSession[] active = [.. state.Sessions.All().Where(session => state.Sessions.IsActive(session, now))];
        return new()
        {
            At = now,
            AsOfEntry = follower.Next,
            LedgerWorks = state.Ledger.Failure is null,
            WindowSeconds = LiveWindow.Seconds,
            CostUsd = minute.All.Cost.ToString(),
            CostBySecondUsd = [.. minute.CostBySecond.Select(static cost => cost.ToString())],
            Requests = minute.All.Requests,
            Failed = minute.All.Failed,
            Refused = minute.Refused.Values.Sum(),
            Tokens = minute.All.Tokens,
            OpenCalls = state.Open.Count,
            HeldUsd = tally.Holds.Amount.ToString(),
            ActiveSessions = active.Length,
            Models = [.. Models(minute)],
            Budgets = [.. Budgets()],
            Refusals =
            [
                .. minute
                    .Refused.OrderByDescending(static pair => pair.Value)
                    .Select(static pair => new LiveRefusal(pair.Key.Reason, pair.Key.Rule, pair.Value)),
            ],
            Sessions =
            [
                .. active
                    .Select(session => SessionsApi.Entry(session, guards, now))
                    .OrderByDescending(CostOf)
                    .Take(MostSessions),
            ],
        };
    }

    private static IEnumerable<LiveModel> Models(LiveMinute minute) =>
        minute
            .Models.OrderByDescending(static pair => pair.Value.Cost)
            .ThenByDescending(static pair => pair.Value.Requests)
            .Take(MostModels)
            .Select(static pair => new LiveModel(
                pair.Key.Provider,
                pair.Key.Model,
                pair.Value.Requests,
                pair.Value.Failed,
                pair.Value.Tokens,
                pair.Value.Cost.ToString()
            ));

    private IEnumerable<LiveBudget> Budgets() =>
        state
            .Ledger.Balances(null, MostAccounts)
            .Where(static balance => balance.Limit > 0)
            .OrderByDescending(static balance => balance.Used / balance.Limit)
            .Select(static balance => new LiveBudget(
                balance.Budget,
                string.Join(',', balance.Member.Select(static part => $"{part.Key}={part.Value}")),
                UnitOf(balance),
                Amounts.Text(balance.Limit),
                Amounts.Text(balance.Used),
                Amounts.Text(balance.Held),
                decimal.Round(balance.Used / balance.Limit, 3)
            ));

    private static string UnitOf(BudgetBalance balance) =>
        balance.Meter is null ? BudgetNames.Of(balance.Unit) : $"{BudgetNames.Of(balance.Unit)}:{balance.Meter}";

    private static decimal CostOf(SessionEntry session) =>
        Usd.TryParse(session.CostUsd, out Usd cost) ? cost.ToDecimal() : 0;
}
