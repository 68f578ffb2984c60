using System.Text.Json;
using TokenLedger.Accounting.Budgets;
using TokenLedger.Gateway.Identity;
using TokenLedger.Gateway.Identity.Keys;
using TokenLedger.Ledger.Control;

namespace TokenLedger.Gateway.Administration.Budgets;

/// <summary>What holds when the configuration and what people decided at run time are put together.</summary>
/// <param name="Rules">The rules, in their order.</param>
/// <param name="Budgets">The budgets by name.</param>
/// <param name="Problems">Documents that could not be taken, and why. They change nothing: what is below them holds.</param>
public sealed record BudgetMerge(
    BudgetRules Rules,
    IReadOnlyDictionary<string, BudgetInForce> Budgets,
    IReadOnlyList<BudgetProblem> Problems
)
{
    /// <summary>The budget of a document as it was read; null when it is not in force just so.</summary>
    public Budget? Known(ControlDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        return
            Budgets.GetValueOrDefault(document.Id) is { } held
            && ReferenceEquals(held.Document, document)
            && held.Budget.Overrides.Count == 0
            ? held.Budget
            : null;
    }

    /// <summary>
    /// The configuration is the base. A document takes the place of the rule or budget of its name, or stands beside them;
    /// without it the configured one is back. Overrides are laid on whatever budget of their name then holds.
    /// </summary>
    /// <param name="configured">The configuration's rules.</param>
    /// <param name="control">What was decided at run time; null when nothing is.</param>
    /// <param name="now">The time, UTC: overrides that are over are left out.</param>
    /// <param name="documents">Reads what was decided; remembers what it read.</param>
    internal static BudgetMerge Of(
        BudgetRules configured,
        ControlBook? control,
        DateTimeOffset now,
        BudgetDocuments documents
    )
    {
        ArgumentNullException.ThrowIfNull(configured);
        List<BudgetProblem> problems = [];
        Dictionary<string, ControlDocument> ruleDocuments = [];
        BudgetRules rules = MergeRules(configured, control, ruleDocuments, problems);
        Dictionary<string, BudgetInForce> budgets = new(
            control?.Of(ControlKinds.Budget).Count ?? 0,
            StringComparer.Ordinal
        );
        // The default's own scope depends on whether any rule is for keys, one decided at run time too.
        foreach (Budget budget in configured.Rules.SelectMany(configured.Of).Concat(rules.OfDefault()))
        {
            budgets[budget.Id] = new(budget, null, IsConfigured: true);
        }

        foreach (BudgetRule rule in rules.Rules)
        {
            if (ruleDocuments.GetValueOrDefault(rule.Id) is { } document)
            {
                Replace(budgets, rule.Id, rules.Of(rule), document, problems);
            }
        }

        TakeBudgetsOfKeys(budgets, control, problems);
        TakeBudgets(budgets, control, documents, problems);
        TakeOverrides(budgets, control, now, problems);
        return new(rules, budgets, problems);
    }

    private static BudgetRules MergeRules(
        BudgetRules configured,
        ControlBook? control,
        Dictionary<string, ControlDocument> taken,
        List<BudgetProblem> problems
    )
    {
        List<BudgetRule> rules = [.. configured.Rules];
        foreach (ControlDocument document in (control?.Of(ControlKinds.BudgetRule) ?? []).OrderBy(one => one.Revision))
        {
            RuleDocument? said = RuleDocument.Read(document.Json);
            if (said is null || said.Problems() is { Count: > 0 } || !BudgetCheck.IsId(document.Id))
            {
                problems.Add(Unreadable("budget rule", document.Id));
                continue;
            }

            BudgetRule rule = said.Rule(document.Id);
            int place = rules.FindIndex(other => other.Id == rule.Id);
            if (place < 0)
            {
                rules.Add(rule);
            }
            else
            {
                rules[place] = rule;
            }

            taken[rule.Id] = document;
        }

        return configured with
        {
            Rules = rules,
        };
    }

    private static void Replace(
        Dictionary<string, BudgetInForce> budgets,
        string rule,
        IEnumerable<Budget> made,
        ControlDocument document,
        List<BudgetProblem> problems
    )
    {
        bool IsConfigured(string id) => budgets.GetValueOrDefault(id)?.IsConfigured ?? false;
        List<BudgetInForce> good = [];
        foreach (Budget budget in made)
        {
            if (BudgetCheck.Problems(budget).Count > 0)
            {
                problems.Add(Unreadable("budget rule", rule));
                return;
            }

            good.Add(new(budget, document, IsConfigured(budget.Id)));
        }

        foreach (string id in (string[])[rule, rule + BudgetRules.Day, rule + BudgetRules.Month])
        {
            budgets.Remove(id);
        }

        good.ForEach(budget => budgets[budget.Budget.Id] = budget);
    }

    /// <summary>What a key brings with it; one set by its name takes its place.</summary>
    private static void TakeBudgetsOfKeys(
        Dictionary<string, BudgetInForce> budgets,
        ControlBook? control,
        List<BudgetProblem> problems
    )
    {
        foreach (ControlDocument document in control?.Of(ControlKinds.Key) ?? [])
        {
            if (!document.Json.Contains("\"budgets\":[{", StringComparison.Ordinal))
            {
                continue;
            }

            KeyDocument key = JsonSerializer.Deserialize(document.Json, IdentityJson.Default.KeyDocument)!;
            (IReadOnlyList<Budget> made, IReadOnlyList<BudgetProblem> wrong) = KeyBudgets.Of(document.Id, key);
            problems.AddRange(wrong.Select(one => one with { Path = $"key {document.Id} {one.Path}" }));
            foreach (Budget budget in wrong.Count == 0 ? made : [])
            {
                budgets[budget.Id] = new(budget, document, budgets.GetValueOrDefault(budget.Id)?.IsConfigured ?? false);
            }
        }
    }

    private static void TakeBudgets(
        Dictionary<string, BudgetInForce> budgets,
        ControlBook? control,
        BudgetDocuments documents,
        List<BudgetProblem> problems
    )
    {
        IReadOnlyList<ControlDocument> decided = control?.Of(ControlKinds.Budget) ?? [];
        foreach ((ControlDocument document, BudgetReading reading) in decided.Zip(documents.Read(decided)))
        {
            if (reading.Budget is { } budget)
            {
                budgets[document.Id] = new(
                    budget,
                    document,
                    budgets.GetValueOrDefault(document.Id)?.IsConfigured ?? false
                );
            }
            else
            {
                problems.Add(Unreadable("budget", document.Id) with { Message = reading.Problems[0].ToString() });
            }
        }
    }

    private static void TakeOverrides(
        Dictionary<string, BudgetInForce> budgets,
        ControlBook? control,
        DateTimeOffset now,
        List<BudgetProblem> problems
    )
    {
        foreach (ControlDocument document in control?.Of(ControlKinds.Override) ?? [])
        {
            string id = document.Id[..Math.Max(0, document.Id.IndexOf('/', StringComparison.Ordinal))];
            if (budgets.GetValueOrDefault(id) is not { } below)
            {
                // It waits: the budget may come back with the configuration.
                continue;
            }

            OverrideDocument? said = OverrideDocument.Read(document.Json);
            if (said is { } over && over.To <= now)
            {
                continue;
            }

            Budget? changed = said is null
                ? null
                : below.Budget with
                {
                    Overrides = [.. below.Budget.Overrides, said.Override()],
                };
            if (changed is null || BudgetCheck.Problems(changed).Count > 0)
            {
                problems.Add(Unreadable("override", document.Id));
                continue;
            }

            budgets[id] = below with { Budget = changed };
        }
    }

    private static BudgetProblem Unreadable(string what, string id) =>
        new($"{what} {id}", "what is kept under this name is none; set it again or remove it");
}
