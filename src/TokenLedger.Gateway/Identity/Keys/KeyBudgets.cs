using System.Text.Json;
using TokenLedger.Accounting.Budgets;

namespace TokenLedger.Gateway.Identity.Keys;

/// <summary>
/// The budgets that come and go with a key: they stand in its document, cover its calls and no others, and are called by
/// its id and their name within it ("vk_abcdefghijkl.daily"). A scope of their own can only narrow them.
/// </summary>
internal static class KeyBudgets
{
    /// <summary>Most budgets of one key.</summary>
    public const int Most = 8;

    /// <summary>The budgets of a key, or everything that is wrong with them.</summary>
    public static (IReadOnlyList<Budget> Budgets, IReadOnlyList<BudgetProblem> Problems) Of(
        string key,
        KeyDocument document
    ) => Of(key, document.Tenant, document.Budgets);

    /// <summary>What is wrong with budgets that are asked for; empty when they are good.</summary>
    public static IReadOnlyList<BudgetProblem> Problems(IReadOnlyList<JsonElement> budgets) =>
        budgets.Count > Most
            ? [new("budgets", $"has {budgets.Count} budgets; the most is {Most}")]
            : Of(KeyText.VirtualKey.NewId(), null, budgets).Problems;

    private static (IReadOnlyList<Budget> Budgets, IReadOnlyList<BudgetProblem> Problems) Of(
        string key,
        string? tenant,
        IReadOnlyList<JsonElement> texts
    )
    {
        List<BudgetProblem> problems = [];
        Dictionary<string, Budget> budgets = new(StringComparer.Ordinal);
        for (int i = 0; i < texts.Count; i++)
        {
            string path = $"budgets[{i}]";
            BudgetReading reading = BudgetJson.Read(texts[i]);
            problems.AddRange(reading.Problems.Select(one => one with { Path = Join(path, one.Path) }));
            if (reading.Budget is not { } said)
            {
                continue;
            }

            Budget budget = Bind(said, key, tenant);
            problems.AddRange(OwnProblems(said, path));
            problems.AddRange(BudgetCheck.Problems(budget).Select(one => one with { Path = Join(path, one.Path) }));
            if (!budgets.TryAdd(budget.Id, budget))
            {
                problems.Add(new(path + ".id", $"two budgets of the key are called \"{said.Id}\""));
            }
        }

        return ([.. budgets.Values], problems);
    }

    private static Budget Bind(Budget said, string key, string? tenant) =>
        said with
        {
            Id = $"{key}.{said.Id}",
            Scope =
            [
                new ScopeTerm("key", key),
                .. tenant is null ? Array.Empty<ScopeTerm>() : [new ScopeTerm("tenant", tenant)],
                .. said.Scope,
            ],
        };

    private static IEnumerable<BudgetProblem> OwnProblems(Budget said, string path)
    {
        if (said.Scope.Any(term => term.Dimension is "key" or "tenant"))
        {
            yield return new(path + ".scope", "the budget of a key covers the key's calls; leave out key and tenant");
        }

        if (said.Overrides.Count > 0)
        {
            yield return new(path + ".overrides", "they have an author: POST them to the budget when it is there");
        }
    }

    private static string Join(string path, string below) => below.Length == 0 ? path : $"{path}.{below}";
}
