using System.Globalization;
using TokenLedger.Accounting.Budgets;
using TokenLedger.Accounting.Money;
using TokenLedger.Gateway.Limits;
using TokenLedger.Gateway.Runaway;

namespace TokenLedger.Configuration;

/// <summary>Reads the agent section.</summary>
public sealed class AgentRulesReader(Settings settings, Remarks remarks)
{
    private const int LeastSimilarity = 50;

    /// <summary>Reads it. What is wrong is remarked; the result counts only when nothing is.</summary>
    public AgentRules Read()
    {
        AtLeast("agent.loop_window_mins", 1);
        AtLeast("agent.session_timeout_mins", 1);
        AtLeast("agent.sessions", 1);
        return new()
        {
            SessionTimeout = Minutes("agent.session_timeout_mins"),
            MostSessions = Whole("agent.sessions"),
            Loop = Loop(),
            Ghost = Ghost(),
            Tree = Tree(),
            Burns = ListItem.Of(settings, "agent.burn_rates").Select(Burn).OfType<BurnRule>().ToArray(),
        };
    }

    private LoopRule? Loop()
    {
        int threshold = Whole("agent.loop_threshold");
        int similarity = Whole("agent.loop_similarity");
        if (similarity is < LeastSimilarity or > 100)
        {
            remarks.Problem(
                settings.Find("agent.loop_similarity")!.Origin,
                $"agent.loop_similarity: must be {LeastSimilarity} to 100 percent"
            );
        }

        if (threshold == 1)
        {
            AtLeast("agent.loop_threshold", 2);
        }

        return threshold == 0
            ? null
            : new LoopRule(threshold)
            {
                Window = Minutes("agent.loop_window_mins"),
                Action = ActionOf(settings.Get<string>("agent.loop_action")),
                CoolDown = settings.Get<TimeSpan>("agent.loop_cool_down"),
                SimilarPercent = similarity,
            };
    }

    private GhostRule? Ghost() =>
        Whole("agent.ghost_max_age_mins") == 0
            ? null
            : new GhostRule(Minutes("agent.ghost_max_age_mins"))
            {
                Calls = Whole("agent.ghost_min_calls"),
                Cost = Usd.FromDecimal(settings.Get<decimal>("agent.ghost_min_cost_usd")),
            };

    private TreeRule? Tree()
    {
        int depth = Whole("agent.max_depth");
        int children = Whole("agent.max_children");
        return depth == 0 && children == 0
            ? null
            : new TreeRule
            {
                MostLevels = depth == 0 ? null : depth,
                MostChildren = children == 0 ? null : children,
                Window = settings.Get<TimeSpan>("agent.children_window"),
                Action = ActionOf(settings.Get<string>("agent.tree_action")),
            };
    }

    private BurnRule? Burn(ListItem item)
    {
        if (item.Required("id", remarks) is not { } id)
        {
            return null;
        }

        Dictionary<string, string>? scope = RateLimitsReader.Scope(item);
        IReadOnlyList<string> per = RateLimitsReader.Names(item.Text("per")) ?? ["session"];
        foreach (string problem in LimitNames.ProblemsOf(scope, per))
        {
            remarks.Problem(RateLimitsReader.OriginOf(item, problem), $"{item.Path}.{problem}");
        }

        decimal? dollars = item.Text("usd_per_minute") is { } text
            ? decimal.Parse(text, CultureInfo.InvariantCulture)
            : null;
        BurnRule rule = new()
        {
            Id = id.Text,
            Scope = [.. (scope ?? []).Select(term => new ScopeTerm(term.Key, term.Value))],
            Per = per,
            UsdPerMinute = dollars is > 0 ? Usd.FromDecimal(dollars.Value) : null,
            TokensPerMinute = item.Find("tokens_per_minute")?.Value is long and > 0 and var tokens ? tokens : null,
            TimesUsual = item.Find("times_usual")?.Value is decimal and > 0 and var times ? times : null,
            Action = ActionOf(item.Text("action")?.ToLowerInvariant() ?? "cool_down"),
            CoolDown = item.Find("cool_down")?.Value is TimeSpan time ? time : TimeSpan.FromMinutes(5),
        };
        if (rule is { UsdPerMinute: null, TokensPerMinute: null, TimesUsual: null })
        {
            remarks.Problem(id.Origin, $"{item.Path}: needs usd_per_minute, tokens_per_minute or times_usual, above 0");
        }

        return rule;
    }

    private static AgentAction ActionOf(string word) =>
        word switch
        {
            "block" => AgentAction.Block,
            "cool_down" => AgentAction.CoolDown,
            _ => AgentAction.Warn,
        };

    private TimeSpan Minutes(string path) => TimeSpan.FromMinutes(Math.Min(settings.Get<long>(path), 366 * 24 * 60));

    private int Whole(string path) => (int)Math.Min(settings.Get<long>(path), int.MaxValue);

    private void AtLeast(string path, long least)
    {
        if (settings.Find(path) is { Value: long said } setting && said < least)
        {
            remarks.Problem(setting.Origin, $"{path}: must be {least} or more");
        }
    }
}
