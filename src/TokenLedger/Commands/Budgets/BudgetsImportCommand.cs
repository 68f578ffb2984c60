using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using TokenLedger.Accounting;
using TokenLedger.Accounting.Budgets;
using TokenLedger.Commands.Administration;
using TokenLedger.Commands.Output;
using TokenLedger.Gateway.Administration;
using TokenLedger.Gateway.Administration.Budgets;

namespace TokenLedger.Commands.Budgets;

/// <summary>tokenledger budgets import: sets as many budgets as a file has, some hundred with each request.</summary>
internal static class BudgetsImportCommand
{
    /// <summary>Bytes of budgets in one request; with the brackets around them it stays below what the gateway takes.</summary>
    private const int BytesAtOnce = 192 * 1024;

    /// <summary>Most problems of a file that are told.</summary>
    private const int MostProblems = 20;

    public static Command Create()
    {
        RoadOptions options = new();
        Argument<string> file = new("FILE")
        {
            Description = "A budget per line, as a JSON object with its id; - reads standard input.",
        };
        Command command = new("import", "Set many budgets from a file; budgets that it does not name stay as they are.")
        {
            file,
        };
        options.AddTo(command);
        command.SetAction(
            async (parsed, cancellation) =>
            {
                string path = parsed.GetRequiredValue(file);
                await using AdminRoad road = await options.OpenAsync(parsed, cancellation);
                BudgetsSetAnswer sum = new(0, 0);
                foreach (string request in Requests(await ReadAsync(path, cancellation)))
                {
                    AdminReply reply = await road.PostAsync(
                        BudgetPaths.All,
                        Encoding.UTF8.GetBytes(request),
                        null,
                        cancellation
                    );
                    BudgetsSetAnswer set = reply.Read(AdminJson.Default.BudgetsSetAnswer);
                    sum = new(sum.Set + set.Set, sum.Unchanged + set.Unchanged);
                }

                TextWriter output = parsed.InvocationConfiguration.Output;
                if (options.IsJson(parsed))
                {
                    await output.WriteLineAsync(JsonSerializer.Serialize(sum, AdminJson.Default.BudgetsSetAnswer));
                    return 0;
                }

                string when = road.IsRunning ? "in force now" : "in force when the gateway starts";
                await output.WriteLineAsync(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"Set {Counted.Of(sum.Set, "budget")}, {when}; {Counted.Of(sum.Unchanged, "was", "were")} so already."
                    )
                );
                return 0;
            }
        );
        return command;
    }

    /// <summary>The budgets of a file, each checked: nothing is sent while one of them is wrong.</summary>
    private static async Task<List<string>> ReadAsync(string path, CancellationToken cancellation)
    {
        List<string> budgets = [];
        HashSet<string> names = new(StringComparer.Ordinal);
        List<string> problems = [];
        try
        {
            using TextReader reader = path == "-" ? Console.In : new StreamReader(path);
            for (int line = 1; await reader.ReadLineAsync(cancellation) is { } text; line++)
            {
                if (string.IsNullOrWhiteSpace(text))
                {
                    continue;
                }

                BudgetReading reading = BudgetJson.Read(text);
                problems.AddRange(reading.Problems.Select(problem => $"{path}:{line}: {problem}"));
                if (reading.Budget is { } budget)
                {
                    budgets.Add(BudgetJson.Write(budget));
                    if (!names.Add(budget.Id))
                    {
                        problems.Add($"{path}:{line}: \"{budget.Id}\" stands there twice");
                    }
                }
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw CostOptions.Misused($"{path}: cannot be read: {failure.Message}");
        }

        return problems.Count == 0
            ? budgets
            : throw CostOptions.Misused(
                string.Join('\n', problems.Take(MostProblems))
                    + $"\n{Counted.Of(problems.Count, "problem")}; nothing was set."
            );
    }

    private static IEnumerable<string> Requests(List<string> budgets)
    {
        List<string> next = [];
        int bytes = 0;
        foreach (string budget in budgets)
        {
            int size = Encoding.UTF8.GetByteCount(budget) + 1;
            if (next.Count == BudgetsBody.Most || (next.Count > 0 && bytes + size > BytesAtOnce))
            {
                yield return Request(next);
                next.Clear();
                bytes = 0;
            }

            next.Add(budget);
            bytes += size;
        }

        if (next.Count > 0)
        {
            yield return Request(next);
        }
    }

    private static string Request(List<string> budgets) => $"{{\"budgets\":[{string.Join(',', budgets)}]}}";
}
