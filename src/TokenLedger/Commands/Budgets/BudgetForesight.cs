using System.CommandLine;
using TokenLedger.Commands.Administration;
using TokenLedger.Commands.Output;
using TokenLedger.Gateway.Administration.Budgets;
using TokenLedger.Reporting.Documents;

namespace TokenLedger.Commands.Budgets;

/// <summary>When budgets will be used up, beside how full they are.</summary>
internal static class BudgetForesight
{
    private const string Report = "api/v1/reports/budgets?accounts=100";

    /// <summary>Asks whoever answers for the budgets.</summary>
    /// <returns>Null when the views cannot be read now: then nothing is foreseen.</returns>
    public static async Task<BudgetBurnDocument?> AskAsync(
        AdminRoad road,
        string? budget,
        RoadOptions options,
        ParseResult parsed,
        CancellationToken cancellation
    )
    {
        TextWriter error = parsed.InvocationConfiguration.Error;
        try
        {
            if (!road.IsRunning)
            {
                // Where no gateway runs nobody else brings the views to the head of the ledger.
                using LedgerReports reports = await LedgerReports.OpenAsync(options.Data(parsed), error, cancellation);
            }

            string path = budget is null ? Report : $"{Report}&budget={Uri.EscapeDataString(budget)}";
            AdminReply reply = await road.GetAsync(path, cancellation);
            return reply.Read(ForesightJson.Default.BudgetBurnDocument);
        }
        catch (CommandFailedException failure)
        {
            await error.WriteLineAsync($"When budgets will be used up cannot be told: {failure.Message}");
            return null;
        }
    }

    /// <summary>When an account is used up: "2026-11-25 14:00Z (forecast)", "now", "not in this window", "".</summary>
    public static string Words(BudgetBurnDocument? burn, string budget, AccountBody account)
    {
        AccountBurnDocument? found = Find(burn, budget, account);
        return found switch
        {
            null => "",
            { UsedUpAt: { } at } when at <= burn!.At => "now",
            { UsedUpAt: { } at } => $"{BudgetText.When(at)} ({(found.Model == "pace" ? "pace" : "forecast")})",
            { Model: not null } => "not in this window",
            _ => "",
        };
    }

    /// <summary>What the calls cost and rest on that an account is followed by; null where nothing is known of them.</summary>
    public static CostBasisDocument? RestsOn(BudgetBurnDocument? burn, string budget, AccountBody account) =>
        Find(burn, budget, account)?.RestsOn;

    private static AccountBurnDocument? Find(BudgetBurnDocument? burn, string budget, AccountBody account) =>
        burn?.Accounts.FirstOrDefault(one =>
            one.Budget == budget
            && one.Unit == account.Unit
            && one.Meter == account.Meter
            && Same(one.Member, account.Member)
        );

    private static bool Same(IReadOnlyDictionary<string, string>? one, IReadOnlyDictionary<string, string>? other) =>
        (one?.Count ?? 0) == (other?.Count ?? 0)
        && (one is null || one.All(part => other!.TryGetValue(part.Key, out string? value) && value == part.Value));
}
