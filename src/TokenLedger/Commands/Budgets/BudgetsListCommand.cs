using System.CommandLine;
using TokenLedger.Commands.Administration;
using TokenLedger.Commands.Output;
using TokenLedger.Gateway.Administration;
using TokenLedger.Gateway.Administration.Budgets;

namespace TokenLedger.Commands.Budgets;

/// <summary>tokenledger budgets list: what is in force.</summary>
internal static class BudgetsListCommand
{
    public static Command Create()
    {
        RoadOptions options = new();
        Command command = new("list", "List the budgets in force, configured and set at run time.");
        options.AddTo(command);
        command.SetAction(
            async (parsed, cancellation) =>
            {
                await using AdminRoad road = await options.OpenAsync(parsed, cancellation);
                AdminReply reply = await road.GetAsync(BudgetPaths.All + "?accounts=0", cancellation);
                TextWriter output = parsed.InvocationConfiguration.Output;
                if (options.IsJson(parsed))
                {
                    await output.WriteLineAsync(reply.Text);
                    return 0;
                }

                BudgetsAnswer answer = reply.Read(AdminJson.Default.BudgetsAnswer);
                Write(answer, output);
                foreach (AdminProblem problem in answer.Problems ?? [])
                {
                    await parsed.InvocationConfiguration.Error.WriteLineAsync($"not in force: {problem}");
                }

                return 0;
            }
        );
        return command;
    }

    private static void Write(BudgetsAnswer answer, TextWriter output)
    {
        if (answer.Budgets.Count == 0)
        {
            output.WriteLine("There are no budgets. 'tokenledger budgets set --help' shows how to make one.");
            return;
        }

        Table table = new("BUDGET", "FOR", "LIMITS", "WINDOW", "HOLD", "ACTION", "DECIDED BY")
        {
            MostText = Terminal.RoomBeside(90),
        };
        foreach (BudgetAnswer one in answer.Budgets)
        {
            BudgetBody budget = one.Budget;
            string action = budget.Shadow == true ? "shadow" : budget.Action ?? "block";
            table.Add(
                budget.Id,
                BudgetText.Scope(budget),
                BudgetText.Limits(budget) + (one.Overrides is null ? "" : " *"),
                BudgetText.Window(budget.Window),
                budget.Hold ?? "elastic",
                action,
                one.ChangedBy ?? one.Source
            );
        }

        table.WriteTo(output);
        if (answer.Budgets.Any(one => one.Overrides is not null))
        {
            output.WriteLine("* changed for a time; 'tokenledger budgets show BUDGET' says until when and why");
        }
    }
}
