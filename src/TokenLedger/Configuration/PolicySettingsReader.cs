using TokenLedger.Accounting.Policies;
using TokenLedger.Gateway.Policies;
using TokenLedger.Gateway.Policies.DecisionPoint;
using TokenLedger.Gateway.Policies.Rewriting;

namespace TokenLedger.Configuration;

/// <summary>Reads the policies section, and compiles its rules so that everything wrong with them is said at the start.</summary>
internal sealed class PolicySettingsReader(Settings settings, Remarks remarks)
{
    /// <summary>What a required attribution is asked of: listings and the like cost nothing and need none.</summary>
    private const string Billable = "ai.billable";

    /// <summary>Reads it. What is wrong is remarked; the result counts only when nothing is.</summary>
    public PolicyOptions Read()
    {
        List<RedactionPattern> patterns =
        [
            .. ListItem.Of(settings, "policies.patterns").Select(Pattern).OfType<RedactionPattern>(),
        ];
        List<(PolicyRule Rule, ListItem Item)> rules = [.. Rules()];
        DecisionPointOptions? point = DecisionPoint();
        (_, IReadOnlyList<PolicyProblem> problems) = PolicySet.Compile(
            [.. rules.Select(pair => pair.Rule)],
            [.. patterns.Select(pattern => pattern.Name)]
        );
        foreach (PolicyProblem problem in problems)
        {
            Remark(rules[Math.Min(problem.Index, rules.Count - 1)].Item, problem.Member, problem.Message);
        }

        foreach (
            (PolicyRule rule, ListItem item) in rules.Where(pair =>
                pair.Rule.Action == PolicyAction.Ask && point is null
            )
        )
        {
            Remark(item, "action", $"{rule.Id} asks a decision point, and none is configured; set policies.opa.url");
        }

        return rules.Count == 0 && patterns.Count == 0 && point is null
            ? PolicyOptions.None
            : new()
            {
                Rules = [.. rules.Select(pair => pair.Rule)],
                Patterns = patterns,
                DecisionPoint = point,
            };
    }

    private IEnumerable<(PolicyRule Rule, ListItem Item)> Rules()
    {
        foreach (ListItem item in ListItem.Of(settings, "policies.rules"))
        {
            Setting? id = item.Required("id", remarks);
            Setting? action = item.Required("action", remarks);
            if (id is not null && action is not null)
            {
                yield return (Rule(item, id.Text, PolicyActions.Named((string)action.Value)!.Value), item);
            }
        }

        int number = 0;
        foreach (ListItem item in ListItem.Of(settings, "policies.require"))
        {
            yield return (Requirement(item, ++number), item);
        }
    }

    private static PolicyRule Rule(ListItem item, string id, PolicyAction action) =>
        new()
        {
            Id = id,
            Description = item.Text("description"),
            When = item.Text("when"),
            Action = action,
            Message = item.Text("message"),
            DryRun = item.Find("dry_run")?.Value is true,
            Model = item.Text("model"),
            MaxOutputTokens = (long?)item.Find("max_output_tokens")?.Value,
            Patterns = item.Texts("patterns"),
            Question = item.Text("path") is { } path ? Question(item, path) : null,
        };

    private static DecisionQuestion Question(ListItem item, string path) =>
        new(path)
        {
            Timeout = (TimeSpan?)item.Find("timeout")?.Value ?? TimeSpan.FromMilliseconds(50),
            AllowUndefined = item.Find("undefined")?.Value is "allow",
            AllowOnError = item.Find("on_error")?.Value is "allow",
            Pure = item.Find("pure")?.Value is true,
        };

    private PolicyRule Requirement(ListItem item, int number)
    {
        string? when = item.Text("when");
        IReadOnlyList<string> needs = item.Texts("attribution");
        if (needs.Count == 0)
        {
            Remark(item, "attribution", "needs at least one part, such as feature");
        }

        return new()
        {
            Id = item.Text("id") ?? $"require-{number}",
            Description = "Required attribution",
            When = when is null ? Billable : $"{Billable} and ({when}\n)",
            Action = PolicyAction.Deny,
            Message = item.Text("message"),
            DryRun = item.Find("dry_run")?.Value is true,
            Needs = needs,
        };
    }

    private RedactionPattern? Pattern(ListItem item)
    {
        Setting? name = item.Required("name", remarks);
        Setting? expression = item.Required("pattern", remarks);
        if (name is null || expression is null)
        {
            return null;
        }

        (RedactionPattern? pattern, string? problem) = RedactionPattern.Create(
            name.Text,
            expression.Text,
            item.Text("replacement")
        );
        if (problem is not null)
        {
            remarks.Problem(expression.Origin, $"{expression.Path}: {problem}");
        }

        return pattern;
    }

    private DecisionPointOptions? DecisionPoint()
    {
        if (settings.Find("policies.opa.url") is not { } url)
        {
            return null;
        }

        return new((Uri)url.Value)
        {
            Token = settings.Find("policies.opa.token_file") is { } file ? Token(file) : null,
            Budgets = [.. settings.Items("policies.opa.budgets").Select(item => item.Text)],
            Remember = settings.Get<TimeSpan>("policies.opa.remember"),
        };
    }

    private string? Token(Setting file)
    {
        try
        {
            string token = File.ReadAllText(file.Origin.Absolute(file.Text)).Trim();
            if (token.Length > 0 && token.All(c => c is > ' ' and < '\u007f'))
            {
                return token;
            }

            remarks.Problem(file.Origin, $"{file.Path}: the file must hold one token of printable characters");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            remarks.Problem(file.Origin, $"{file.Path}: cannot be read: {failure.Message}");
        }

        return null;
    }

    private void Remark(ListItem item, string member, string message)
    {
        Setting at =
            item.Find(member)
            ?? item.Settings.FirstOrDefault(setting => IsOf(setting, item, member))
            ?? item.Settings[0];
        remarks.Problem(at.Origin, $"{item.Path}.{member}: {message}");
    }

    private static bool IsOf(Setting setting, ListItem item, string member) =>
        setting.Path.StartsWith($"{item.Path}.{member}[", StringComparison.Ordinal);
}
