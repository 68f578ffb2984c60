using System.CommandLine;
using TokenLedger.Accounting.Budgets;
using TokenLedger.Commands.Administration;
using TokenLedger.Commands.Output;
using TokenLedger.Gateway.Administration;
using TokenLedger.Gateway.Administration.Budgets;

namespace TokenLedger.Commands.Budgets;

/// <summary>tokenledger budgets override: another amount for a while, with a reason.</summary>
internal static class BudgetsOverrideCommand
{
    public static Command Create()
    {
        RoadOptions options = new();
        Argument<string> id = new("BUDGET") { Description = "Its name." };
        Option<string?> amount = Text("--amount", "N", "The limit meanwhile.");
        Option<string?> unit = Text(
            "--unit",
            "UNIT",
            $"Which limit, where it has several: {string.Join(", ", BudgetNames.Units)}."
        );
        Option<string?> length = Text("--for", "LENGTH", "How long from now, such as 2h.");
        Option<DateTimeOffset?> to = new("--to") { HelpName = "INSTANT", Description = "Or until when (ISO 8601)." };
        Option<string?> reason = Text("--reason", "TEXT", "Why.");
        Option<string[]> member = new("--member")
        {
            HelpName = "VALUE",
            Description = "The account it is for, one value for each of the budget's dimensions. Without it: all.",
            AllowMultipleArgumentsPerToken = true,
        };
        Option<string?> key = Text("--key", "TEXT", "Done once, however often this is run with the same key.");
        Option<string?> remove = Text(
            "--remove",
            "ID",
            "End the override of this id instead ('budgets show' lists them)."
        );
        Command command = new("override", "Change a limit for a time, with a reason, or end such a change.")
        {
            id,
            amount,
            unit,
            length,
            to,
            reason,
            member,
            key,
            remove,
        };
        options.AddTo(command);
        command.SetAction(
            async (parsed, cancellation) =>
            {
                string name = parsed.GetRequiredValue(id);
                await using AdminRoad road = await options.OpenAsync(parsed, cancellation);
                string said = parsed.GetValue(remove) is { } ended
                    ? await EndAsync(road, name, ended, cancellation)
                    : await AddAsync(
                        road,
                        name,
                        new()
                        {
                            Amount = parsed.GetValue(amount),
                            Unit = parsed.GetValue(unit),
                            For = parsed.GetValue(length),
                            To = parsed.GetValue(to),
                            Reason = parsed.GetValue(reason),
                            Member = parsed.GetValue(member) is { Length: > 0 } values ? values : null,
                        },
                        parsed.GetValue(key),
                        options.IsJson(parsed),
                        cancellation
                    );
                await parsed.InvocationConfiguration.Output.WriteLineAsync(said);
                return 0;
            }
        );
        return command;
    }

    private static async Task<string> AddAsync(
        AdminRoad road,
        string budget,
        BudgetOverrideRequest asked,
        string? key,
        bool json,
        CancellationToken cancellation
    )
    {
        AdminReply reply = await road.PostAsync(
            BudgetPaths.OverridesOf(budget),
            asked,
            AdminJson.Default.BudgetOverrideRequest,
            key,
            cancellation
        );
        BudgetOverrideAnswer made = reply.Read(AdminJson.Default.BudgetOverrideAnswer);
        return json
            ? reply.Text
            : $"{budget}: {made.Amount} {made.Unit} until {BudgetText.When(made.To)}. "
                + $"To end it before: tokenledger budgets override {budget} --remove {made.Id}";
    }

    private static async Task<string> EndAsync(
        AdminRoad road,
        string budget,
        string id,
        CancellationToken cancellation
    ) =>
        await road.DeleteAsync($"{BudgetPaths.OverridesOf(budget)}/{Uri.EscapeDataString(id)}", null, cancellation)
            is null
            ? throw new CommandFailedException($"The budget \"{budget}\" has no override \"{id}\".")
            : $"Ended the override {id} of {budget}.";

    private static Option<string?> Text(string name, string help, string description) =>
        new(name) { HelpName = help, Description = description };
}
