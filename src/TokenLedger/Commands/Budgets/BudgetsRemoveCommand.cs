using System.CommandLine;
using TokenLedger.Commands.Administration;
using TokenLedger.Gateway.Administration;
using TokenLedger.Gateway.Administration.Budgets;

namespace TokenLedger.Commands.Budgets;

/// <summary>tokenledger budgets remove: takes back what was set at run time.</summary>
internal static class BudgetsRemoveCommand
{
    public static Command Create()
    {
        RoadOptions options = new();
        Argument<string> id = new("BUDGET") { Description = "Its name." };
        Option<string?> match = new("--if-match")
        {
            HelpName = "REVISION",
            Description = "Remove it only if it still has this revision.",
        };
        Command command = new("remove", "Remove a budget that was set; a configured one of this name is back.")
        {
            id,
            match,
        };
        options.AddTo(command);
        command.SetAction(
            async (parsed, cancellation) =>
            {
                string name = parsed.GetRequiredValue(id);
                await using AdminRoad road = await options.OpenAsync(parsed, cancellation);
                string? revision = parsed.GetValue(match) is { } said ? $"\"{said}\"" : null;
                AdminReply reply =
                    await road.DeleteAsync(BudgetPaths.Of(name), revision, cancellation)
                    ?? throw new CommandFailedException(
                        $"There is no budget \"{name}\". 'tokenledger budgets list' shows those there are."
                    );
                BudgetAnswer? back = reply.Body.IsEmpty ? null : reply.Read(AdminJson.Default.BudgetAnswer);
                string then = back is null ? "" : $" The configured one is back: {BudgetText.Limits(back.Budget)}.";
                await parsed.InvocationConfiguration.Output.WriteLineAsync(
                    options.IsJson(parsed) ? (back is null ? "{}" : reply.Text) : $"Removed {name}.{then}"
                );
                return 0;
            }
        );
        return command;
    }
}
