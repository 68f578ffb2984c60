using TokenLedger.Accounting.Budgets;
using TokenLedger.Accounting.Money;
using TokenLedger.Gateway.Administration.Budgets;
using TokenLedger.Gateway.Attribution;

namespace TokenLedger.Configuration;

/// <summary>Reads the budgets section.</summary>
internal sealed class BudgetRulesReader(Settings settings, Remarks remarks)
{
    private const string Default = "budgets.default";
    private const string List = "budgets.rules";

    private static readonly string[] s_ofOverride = ["unit", "amount", "from", "to"];

    /// <summary>Reads it. What is wrong is remarked; the result counts only when nothing is.</summary>
    public BudgetRules Read()
    {
        ListItem[] items = [.. ListItem.Of(settings, List)];
        Setting[] common =
        [
            .. settings.All.Where(setting => setting.Path.StartsWith(Default + ".", StringComparison.Ordinal)),
        ];
        if (items.Length == 0 && common.Length == 0)
        {
            return BudgetRules.None;
        }

        BudgetRule standard = Modes(new(Default, common), BudgetRules.None.Default);
        BudgetRules rules = new(standard, [.. items.Select(Rule)]);
        RemarkOnWarningOnly(rules, common.FirstOrDefault()?.Origin ?? items.FirstOrDefault()?.Settings[0].Origin);
        Check(rules.OfDefault(), new(Default, common));
        HashSet<string> names = new(StringComparer.Ordinal);
        foreach ((BudgetRule rule, ListItem item) in rules.Rules.Zip(items))
        {
            Check(rules.Of(rule), item);
            if (!names.Add(rule.Id))
            {
                remarks.Problem(
                    item.Settings[0].Origin,
                    $"{item.Path}: there is a rule of this name, or for the same keys and tenant, before it"
                );
            }
        }

        return rules;
    }

    private BudgetRule Rule(ListItem item)
    {
        string? pattern = item.Text("api_key_pattern");
        string? tenant = item.Text("tenant_id");
        string name = item.Text("name") ?? RuleDocument.NameOf(pattern, tenant);
        BudgetRule rule = Modes(item, new BudgetRule { Id = name }) with
        {
            Description = item.Text("description"),
            ApiKeyPattern = pattern,
            Tenant = tenant,
            Shadow = item.Find("shadow")?.Value is true,
            Scope = [.. item.Named("scope").Select(term => new ScopeTerm(term.Name, term.Setting.Text))],
            Per = Texts(item, "per"),
            Limits = [.. Limits(item)],
            Window = Window(item),
            Overrides = [.. Overrides(item)],
        };
        RemarkOnShape(rule, item);
        return rule;
    }

    private static BudgetRule Modes(ListItem item, BudgetRule rule) =>
        rule with
        {
            DailyUsd = Number(item, "daily_limit_usd"),
            MonthlyUsd = Number(item, "monthly_limit_usd"),
            SoftPercent = Number(item, "soft_limit_pct"),
            Action = (BudgetAction?)Choice(item, "action", BudgetNames.Actions),
            Hold = (HoldMode?)Choice(item, "hold", BudgetNames.Holds),
            MidStream = (ReachedMidStream?)Choice(item, "mid_stream", BudgetNames.MidStream),
            Unpriced = (UnpricedCalls?)Choice(item, "unpriced", BudgetNames.Unpriced),
            UnpricedCeiling = Number(item, "unpriced_ceiling_usd")
                is > 0
                    and <= BudgetCheck.LargestAmount
                    and decimal ceiling
                ? Usd.FromDecimal(ceiling)
                : null,
            TimeZone = item.Text("time_zone"),
        };

    private static IEnumerable<BudgetLimit> Limits(ListItem item)
    {
        for (int unit = 0; unit < BudgetNames.Units.Count; unit++)
        {
            if (Number(item, "limits." + BudgetNames.Units[unit]) is > 0 and decimal amount)
            {
                yield return new((LimitUnit)unit, amount);
            }
        }

        foreach ((string meter, Setting setting) in item.Named("limits.meters"))
        {
            yield return new(LimitUnit.Tokens, (decimal)setting.Value, meter);
        }
    }

    private static BudgetWindow? Window(ListItem item) =>
        item.Find("window")?.Value is BudgetWindow window
            ? window with
            {
                TimeZone = item.Text("time_zone") ?? window.TimeZone,
            }
            : null;

    private IEnumerable<BudgetOverride> Overrides(ListItem item)
    {
        IEnumerable<IGrouping<string, Setting>> some = item
            .Settings.Where(setting => setting.Path.StartsWith(item.Path + ".overrides[", StringComparison.Ordinal))
            .GroupBy(setting =>
                setting.Path[..(setting.Path.IndexOf(']', item.Path.Length + ".overrides[".Length) + 1)]
            );
        foreach (ListItem one in some.Select(group => new ListItem(group.Key, [.. group])))
        {
            bool isWhole = s_ofOverride.All(key => one.Required(key, remarks) is not null);
            if (isWhole)
            {
                yield return new(
                    (LimitUnit)Choice(one, "unit", BudgetNames.Units)!.Value,
                    Number(one, "amount"),
                    one.Instant("from")!.Value,
                    one.Instant("to")!.Value,
                    one.Text("reason") ?? "",
                    one.Text("author") ?? "",
                    Texts(one, "member")
                );
            }
        }
    }

    private void RemarkOnShape(BudgetRule rule, ListItem item)
    {
        Origin origin = item.Settings[0].Origin;
        bool isForNobody = !rule.IsForKeys && rule.Tenant is null && rule.Scope.Count == 0 && rule.Per is null;
        if (rule.Limits.Count > 0 && item.Text("name") is null)
        {
            remarks.Problem(origin, $"{item.Path}: a rule with limits needs a name");
        }
        else if (isForNobody && item.Text("name") is null)
        {
            remarks.Problem(
                origin,
                $"{item.Path}: says for nobody; give it api_key_pattern, tenant_id or a scope, or a name when it is for all calls together"
            );
        }

        if ((rule.Limits.Count == 0) != (rule.Window is null))
        {
            remarks.Problem(origin, $"{item.Path}: limits and window belong together; give both or neither");
        }
    }

    /// <summary>AgentLedger's default, which surprises.</summary>
    private void RemarkOnWarningOnly(BudgetRules rules, Origin? origin)
    {
        bool isSilent = rules
            .Rules.Where(rule => rule.Action is null && rule.Limits.Count == 0)
            .Append(rules.Default)
            .SelectMany(rule => ReferenceEquals(rule, rules.Default) ? rules.OfDefault() : rules.Of(rule))
            .Any();
        if (isSilent && rules.Default.Action is null)
        {
            remarks.Warning(
                origin!,
                "budgets.default.action: is not set, so reaching a limit only warns; say block to refuse, or warn"
            );
        }
    }

    private void Check(IEnumerable<Budget> budgets, ListItem item)
    {
        HashSet<(string?, string)> said = [];
        foreach (BudgetProblem problem in budgets.SelectMany(BudgetCheck.Problems))
        {
            Setting? where = item.Settings.FirstOrDefault(setting => IsAbout(setting, item, problem.Path));
            Origin origin = where?.Origin ?? item.Settings[0].Origin;
            if (said.Add((where?.Path, problem.Message)))
            {
                remarks.Problem(origin, $"{where?.Path ?? item.Path}: {problem.Message}");
            }
        }
    }

    private static bool IsAbout(Setting setting, ListItem item, string path)
    {
        string key = setting.Path[(item.Path.Length + 1)..];
        string head = path.Split('.', '[')[0];
        return path switch
        {
            "id" => key == "name",
            "window.time_zone" => key == "time_zone",
            "soft_percent" => key == "soft_limit_pct",
            "unpriced_ceiling_usd" => key == path || key == "unpriced",
            _ when path.StartsWith("scope.tenant", StringComparison.Ordinal) => key == "tenant_id" || key == path,
            _ when head == "limits" => key.StartsWith("limits.", StringComparison.Ordinal)
                || key.EndsWith("_limit_usd"),
            _ => key == path || key.Split('.', '[')[0] == head,
        };
    }

    private static decimal Number(ListItem item, string key) => item.Find(key)?.Value is decimal number ? number : 0;

    private static int? Choice(ListItem item, string key, IReadOnlyList<string> names) =>
        item.Find(key)?.Value is string word ? names.ToList().IndexOf(word) : null;

    private static List<string>? Texts(ListItem item, string list)
    {
        string start = $"{item.Path}.{list}[";
        List<string> texts =
        [
            .. item
                .Settings.Where(setting => setting.Path.StartsWith(start, StringComparison.Ordinal))
                .Select(setting => setting.Text),
        ];
        return texts.Count == 0 ? null : texts;
    }
}
