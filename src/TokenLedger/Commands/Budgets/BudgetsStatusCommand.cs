using System.CommandLine;
using TokenLedger.Commands.Administration;
using TokenLedger.Commands.Output;
using TokenLedger.Gateway.Administration;
using TokenLedger.Gateway.Administration.Budgets;
using TokenLedger.Reporting.Documents;

namespace TokenLedger.Commands.Budgets;

/// <summary>tokenledger budgets status: how full the accounts are.</summary>
internal static class BudgetsStatusCommand
{
    private const int DefaultAccounts = 20;
    private const string Dollars = "usd";

    public static Command Create()
    {
        RoadOptions options = new();
        Argument<string?> id = new("BUDGET")
        {
            Description = "Its name. Without it: all of them.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        Option<int> accounts = new("--accounts")
        {
            HelpName = "N",
            Description = "Most accounts shown of each budget, the fullest first, at most 1000.",
            DefaultValueFactory = _ => DefaultAccounts,
        };
        Command command = new("status", "Show what was used, what open calls hold and what is left.") { id, accounts };
        options.AddTo(command);
        command.SetAction(
            async (parsed, cancellation) =>
            {
                await using AdminRoad road = await options.OpenAsync(parsed, cancellation);
                string question = FormattableString.Invariant($"?accounts={parsed.GetValue(accounts)}");
                string? one = parsed.GetValue(id);
                string path = one is null ? BudgetPaths.All : BudgetPaths.Of(one);
                AdminReply reply = await road.GetAsync(path + question, cancellation);
                TextWriter output = parsed.InvocationConfiguration.Output;
                if (options.IsJson(parsed))
                {
                    await output.WriteLineAsync(reply.Text);
                    return 0;
                }

                BudgetBurnDocument? burn = await BudgetForesight.AskAsync(road, one, options, parsed, cancellation);
                Write(
                    one is null
                        ? reply.Read(AdminJson.Default.BudgetsAnswer).Budgets
                        : [reply.Read(AdminJson.Default.BudgetAnswer)],
                    burn,
                    output
                );
                return 0;
            }
        );
        return ShownInCurrency.On(command);
    }

    /// <summary>The table; budgets without use are there with what they allow.</summary>
    public static void Write(IReadOnlyList<BudgetAnswer> budgets, BudgetBurnDocument? burn, TextWriter output)
    {
        if (budgets.Count == 0)
        {
            output.WriteLine("There are no budgets.");
            return;
        }

        Table table = new("BUDGET", "ACCOUNT", "UNIT", ">$LIMIT", ">$USED", ">$HELD", ">$LEFT", "RESETS", "USED UP")
        {
            MostText = Terminal.RoomBeside(100),
        };
        foreach (BudgetAnswer one in budgets)
        {
            foreach (LimitBody limit in one.Accounts.Count == 0 ? one.Budget.Limits : [])
            {
                string unit = BudgetText.Unit(limit.Unit, limit.Meter);
                bool isInDollars = limit.Unit == Dollars;
                table.Add(isInDollars, one.Budget.Id, "no use yet", unit, limit.Amount, "0", "0", limit.Amount, "", "");
            }

            foreach (AccountBody account in one.Accounts)
            {
                table.Add(
                    account.Unit == Dollars,
                    one.Budget.Id,
                    BudgetText.Member(account),
                    BudgetText.Unit(account.Unit, account.Meter),
                    account.Limit,
                    account.Used,
                    account.Held,
                    account.Remaining,
                    BudgetText.When(account.ResetsAt),
                    BudgetForesight.Words(burn, one.Budget.Id, account)
                );
            }
        }

        table.WriteTo(output);
        foreach (BudgetAnswer one in budgets)
        {
            foreach (AccountBody account in one.Accounts)
            {
                if (BudgetForesight.RestsOn(burn, one.Budget.Id, account) is { } basis)
                {
                    output.WriteLine($"{one.Budget.Id} {BudgetText.Member(account)}: calls of {BasisText.Of(basis)}");
                }
            }
        }
    }
}
