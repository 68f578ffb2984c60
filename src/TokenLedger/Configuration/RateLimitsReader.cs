using TokenLedger.Accounting.Budgets;
using TokenLedger.Gateway.Limits;

namespace TokenLedger.Configuration;

/// <summary>Reads the rate_limits section: AgentLedger's default and rules for keys, and the list of limits.</summary>
public sealed class RateLimitsReader(Settings settings, Remarks remarks)
{
    private const string Section = "rate_limits";

    /// <summary>Reads it. What is wrong is remarked; the result counts only when nothing is.</summary>
    public IReadOnlyList<RateLimit> Read()
    {
        RateLimit[] limits = Rules().Concat(List()).ToArray();
        foreach (IGrouping<string, RateLimit> same in limits.GroupBy(limit => limit.Id).Where(same => same.Count() > 1))
        {
            Origin origin = settings.All.Last(setting => IsIn(setting, ".list[") && setting.Text == same.Key).Origin;
            remarks.Problem(
                origin,
                $"{Section}: two limits are called {same.Key}; refusals name them, so give each its own name"
            );
        }

        return limits;
    }

    /// <summary>AgentLedger's: the first rule whose pattern fits the key, what it leaves open as the default has it.</summary>
    private IEnumerable<RateLimit> Rules()
    {
        long minute = settings.Get<long>($"{Section}.default.requests_per_minute");
        long hour = settings.Get<long>($"{Section}.default.requests_per_hour");
        int number = 0;
        foreach (ListItem item in ListItem.Of(settings, $"{Section}.rules"))
        {
            number++;
            if (item.Required("api_key_pattern", remarks) is { } pattern)
            {
                long ruleMinute = item.Find("requests_per_minute")?.Value is long and > 0 and var m ? m : minute;
                long ruleHour = item.Find("requests_per_hour")?.Value is long and > 0 and var h ? h : hour;
                yield return Rule($"rule-{number}", pattern.Text, ruleMinute, ruleHour);
            }
        }

        if (minute > 0 || hour > 0)
        {
            yield return Rule("default", "*", minute, hour);
        }
    }

    private static RateLimit Rule(string id, string pattern, long minute, long hour) =>
        new()
        {
            Id = id,
            Per = ["key"],
            CredentialPattern = pattern,
            Allowances =
            [
                .. new RateAllowance[]
                {
                    new(RateMeasure.Requests, minute, RatePeriod.Minute),
                    new(RateMeasure.Requests, hour, RatePeriod.Hour),
                }.Where(allowed => allowed.Most > 0),
            ],
        };

    private IEnumerable<RateLimit> List()
    {
        foreach (ListItem item in ListItem.Of(settings, $"{Section}.list"))
        {
            if (item.Required("id", remarks) is null)
            {
                continue;
            }

            (RateLimit? limit, IReadOnlyList<string> problems) = Document(item).Read();
            foreach (string problem in problems)
            {
                remarks.Problem(
                    OriginOf(item, problem),
                    $"{item.Path}{(problem.StartsWith("needs ", StringComparison.Ordinal) ? ": " : ".")}{problem}"
                );
            }

            if (limit is not null)
            {
                yield return limit;
            }
        }
    }

    private static LimitDocument Document(ListItem item) =>
        new()
        {
            Id = item.Text("id"),
            Description = item.Text("description"),
            Scope = Scope(item),
            Per = Names(item.Text("per")),
            RequestsPerSecond = Amount(item, "requests_per_second"),
            RequestsPerMinute = Amount(item, "requests_per_minute"),
            RequestsPerHour = Amount(item, "requests_per_hour"),
            RequestsPerDay = Amount(item, "requests_per_day"),
            TokensPerSecond = Amount(item, "tokens_per_second"),
            TokensPerMinute = Amount(item, "tokens_per_minute"),
            TokensPerHour = Amount(item, "tokens_per_hour"),
            TokensPerDay = Amount(item, "tokens_per_day"),
            Concurrency = Amount(item, "concurrency"),
            Reserve = item.Text("reserve")?.ToLowerInvariant(),
        };

    /// <summary>The terms of an item's scope.</summary>
    internal static Dictionary<string, string>? Scope(ListItem item)
    {
        Dictionary<string, string> scope = item.Named("scope")
            .ToDictionary(term => term.Name, term => term.Setting.Text);
        return scope.Count == 0 ? null : scope;
    }

    /// <summary>Names between commas.</summary>
    internal static IReadOnlyList<string>? Names(string? text) =>
        text?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Where a problem is: at the key it begins with, else at the item.</summary>
    internal static Origin OriginOf(ListItem item, string problem) =>
        (item.Find(problem.Split(':')[0]) ?? item.Settings[0]).Origin;

    private static long? Amount(ListItem item, string key) => item.Find(key)?.Value is long amount ? amount : null;

    private static bool IsIn(Setting setting, string part) =>
        setting.Path.StartsWith(Section + part, StringComparison.Ordinal);
}
