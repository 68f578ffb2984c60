using System.CommandLine;
using System.Text;
using TokenLedger.Accounting.Budgets;
using TokenLedger.Commands.Administration;
using TokenLedger.Commands.Output;
using TokenLedger.Gateway.Administration;
using TokenLedger.Gateway.Administration.Budgets;

namespace TokenLedger.Commands.Budgets;

/// <summary>tokenledger budgets set: makes a budget or changes all of it.</summary>
internal static class BudgetsSetCommand
{
    public static Command Create()
    {
        RoadOptions options = new();
        BudgetTerms terms = new();
        Argument<string> id = new("BUDGET")
        {
            Description = "Its name: small letters, digits, dots, hyphens and underscores.",
        };
        Option<string?> file = new("--file")
        {
            HelpName = "FILE",
            Description =
                "The budget as JSON instead of the options ('budgets show --json' has one; - reads standard input).",
        };
        Option<string?> match = new("--if-match")
        {
            HelpName = "REVISION",
            Description = "Change it only if it still has this revision.",
        };
        Command command = new(
            "set",
            "Make a budget, or replace one of this name; a configured one is back when it is removed."
        )
        {
            id,
            file,
            match,
        };
        terms.AddTo(command);
        options.AddTo(command);
        command.SetAction(
            async (parsed, cancellation) =>
            {
                string name = parsed.GetRequiredValue(id);
                string json = parsed.GetValue(file) is { } path
                    ? await ReadAsync(path, cancellation)
                    : BudgetJson.Write(terms.Read(parsed, name));
                await using AdminRoad road = await options.OpenAsync(parsed, cancellation);
                string? revision = parsed.GetValue(match) is { } said ? $"\"{said}\"" : null;
                AdminReply reply = await road.PutAsync(
                    BudgetPaths.Of(name),
                    Encoding.UTF8.GetBytes(json),
                    revision,
                    cancellation
                );
                TextWriter output = parsed.InvocationConfiguration.Output;
                if (options.IsJson(parsed))
                {
                    await output.WriteLineAsync(reply.Text);
                    return 0;
                }

                BudgetAnswer set = reply.Read(AdminJson.Default.BudgetAnswer);
                string when = road.IsRunning ? "in force now" : "in force when the gateway starts";
                await output.WriteLineAsync(
                    $"{(reply.Status == 201 ? "Made" : "Set")} {set.Budget.Id}: {BudgetText.Limits(set.Budget)} for "
                        + $"{BudgetText.Scope(set.Budget)}, {BudgetText.Window(set.Budget.Window)}; {when}, revision {set.Revision}."
                );
                return 0;
            }
        );
        return command;
    }

    private static async Task<string> ReadAsync(string path, CancellationToken cancellation)
    {
        try
        {
            return path == "-"
                ? await Console.In.ReadToEndAsync(cancellation)
                : await File.ReadAllTextAsync(path, cancellation);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw CostOptions.Misused($"--file: cannot be read: {failure.Message}");
        }
    }
}
