using System.Globalization;
using TokenLedger.Accounting.Budgets;
using TokenLedger.Gateway.Hosting;
using TokenLedger.Ledger.Control;

namespace TokenLedger.Gateway.Administration.Budgets;

/// <summary>
/// POST /api/v1/budgets: sets many budgets at once. All are right, or none is taken; each is an entry of its own, and they
/// come into force together.
/// </summary>
internal sealed class BudgetImport(BudgetsInForce budgets, ControlBook control)
{
    /// <summary>Most problems that are told.</summary>
    private const int MostProblems = 100;

    /// <summary>Answers the request.</summary>
    public async Task RunAsync(HttpContext http)
    {
        (BudgetsBody? body, string? problem) = await AdminAnswer
            .ReadAsync(http, AdminJson.Default.BudgetsBody)
            .ConfigureAwait(false);
        if (body is null)
        {
            await AdminAnswer.RefuseAsync(http, 400, "invalid_request", problem!).ConfigureAwait(false);
            return;
        }

        List<AdminProblem> problems = [];
        List<Budget> wanted = Read(body, problems);
        if (problems.Count > 0)
        {
            await AdminAnswer.RefuseAsync(http, problems).ConfigureAwait(false);
            return;
        }

        Principal who = Principal.Of(http);
        if (wanted.Exists(budget => !BudgetScope.MaySet(budget, budgets.Now.Budgets.GetValueOrDefault(budget.Id), who)))
        {
            await BudgetScope.RefuseAsync(http, who).ConfigureAwait(false);
            return;
        }

        await SetAsync(http, wanted, who).ConfigureAwait(false);
    }

    private async Task SetAsync(HttpContext http, List<Budget> wanted, Principal who)
    {
        IReadOnlyList<ControlResult> results = await control
            .ChangeAllAsync(
                [
                    .. wanted.Select(budget => new ControlChange(
                        ControlKinds.Budget,
                        budget.Id,
                        BudgetJson.Write(budget),
                        who.Name
                    )),
                ],
                http.RequestAborted
            )
            .ConfigureAwait(false);
        // Durable already: whoever asked may have gone, but what was written must come into force.
        await budgets.ApplyAsync(CancellationToken.None).ConfigureAwait(false);
        if (results.FirstOrDefault(result => !result.IsDone) is { } failed)
        {
            await AdminAnswer.RefuseAsync(http, failed).ConfigureAwait(false);
            return;
        }

        int unchanged = results.Count(result => result.Status == ControlStatus.Unchanged);
        await AdminAnswer
            .WriteAsync(
                http,
                200,
                new BudgetsSetAnswer(results.Count - unchanged, unchanged),
                AdminJson.Default.BudgetsSetAnswer
            )
            .ConfigureAwait(false);
    }

    private static List<Budget> Read(BudgetsBody body, List<AdminProblem> problems)
    {
        List<Budget> wanted = [];
        if (body.Budgets is not { Count: > 0 and <= BudgetsBody.Most } list)
        {
            problems.Add(new("budgets", $"send 1 to {BudgetsBody.Most} budgets, each with its id"));
            return wanted;
        }

        HashSet<string> names = new(StringComparer.Ordinal);
        for (int i = 0; i < list.Count && problems.Count < MostProblems; i++)
        {
            string path = string.Create(CultureInfo.InvariantCulture, $"budgets[{i}]");
            BudgetReading reading = BudgetJson.Read(list[i]);
            problems.AddRange(reading.Problems.Select(one => new AdminProblem(Join(path, one.Path), one.Message)));
            if (reading.Budget is { Overrides.Count: > 0 } budget)
            {
                problems.Add(new($"{path}.overrides", BudgetsApi.OverridesElsewhere(budget.Id)));
            }

            if (reading.Budget is { } read)
            {
                wanted.Add(read);
                if (!names.Add(read.Id))
                {
                    problems.Add(new($"{path}.id", $"\"{read.Id}\" stands there twice"));
                }
            }
        }

        return wanted;
    }

    private static string Join(string path, string within) => within.Length == 0 ? path : $"{path}.{within}";
}
