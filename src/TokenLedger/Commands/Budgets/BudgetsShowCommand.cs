using System.CommandLine;
using TokenLedger.Commands.Administration;
using TokenLedger.Commands.Output;
using TokenLedger.Gateway.Administration;
using TokenLedger.Gateway.Administration.Budgets;

namespace TokenLedger.Commands.Budgets;

/// <summary>tokenledger budgets show: one budget whole.</summary>
internal static class BudgetsShowCommand
{
    public static Command Create()
    {
        RoadOptions options = new();
        Argument<string> id = new("BUDGET") { Description = "Its name." };
        Command command = new("show", "Show one budget: its terms, who decided them, and its accounts.") { id };
        options.AddTo(command);
        command.SetAction(
            async (parsed, cancellation) =>
            {
                await using AdminRoad road = await options.OpenAsync(parsed, cancellation);
                AdminReply reply = await road.GetAsync(BudgetPaths.Of(parsed.GetRequiredValue(id)), cancellation);
                TextWriter output = parsed.InvocationConfiguration.Output;
                if (options.IsJson(parsed))
                {
                    await output.WriteLineAsync(reply.Text);
                    return 0;
                }

                Write(reply.Read(AdminJson.Default.BudgetAnswer), output);
                return 0;
            }
        );
        return ShownInCurrency.On(command);
    }

    /// <summary>One line for each term.</summary>
    public static void Write(BudgetAnswer answer, TextWriter output)
    {
        BudgetBody budget = answer.Budget;
        Line("budget", budget.Id);
        Line("about", budget.Description);
        Line("for", BudgetText.Scope(budget));
        Line("limits", BudgetText.Limits(budget));
        Line("window", BudgetText.Window(budget.Window));
        Line("hold", budget.Hold);
        Line("action", budget.Shadow == true ? $"{budget.Action}, in shadow: nothing is refused" : budget.Action);
        Line("warns from", budget.SoftPercent is { } soft ? $"{soft} percent" : null);
        Line("mid-stream", budget.MidStream);
        Line("unpriced", budget.UnpricedCeilingUsd is { } most ? $"{budget.Unpriced} {most} usd" : budget.Unpriced);
        Line("decided by", answer.ChangedBy is { } who ? $"{who}, {BudgetText.When(answer.ChangedAt)}" : answer.Source);
        Line("revision", answer.Revision);
        foreach (BudgetOverrideAnswer change in answer.Overrides ?? [])
        {
            string whose = change.Member is null ? "" : $" for {string.Join(' ', change.Member)}";
            string time = $"{BudgetText.When(change.From)} to {BudgetText.When(change.To)}";
            Line("override", $"{change.Amount} {change.Unit}{whose}, {time}, by {change.Author}: {change.Reason}");
            Line("", change.Id is { } id ? $"to end it: tokenledger budgets override {budget.Id} --remove {id}" : null);
        }

        output.WriteLine();
        BudgetsStatusCommand.Write([answer], burn: null, output);

        void Line(string name, string? value)
        {
            if (value is not null)
            {
                output.WriteLine($"{name, -12}{value}");
            }
        }
    }
}
