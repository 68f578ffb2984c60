using System.Text.Json;
using TokenLedger.Accounting.Budgets;
using TokenLedger.Gateway.Budgets;
using TokenLedger.Gateway.Dialects;
using TokenLedger.Ledger.Entries;
using LedgerAttribution = TokenLedger.Ledger.Entries.Attribution;

namespace TokenLedger.Gateway.Administration.Budgets;

/// <summary>Asks whether a call would fit: a request as it would be sent, or only its figures.</summary>
public sealed record FitRequest
{
    /// <summary>The path a caller would use ("/v1/chat/completions"); then "body" is the request.</summary>
    public string? Path { get; init; }

    /// <summary>The method; POST when left out.</summary>
    public string? Method { get; init; }

    /// <summary>Headers it would have. A key among them only finds its fingerprint; it is kept nowhere.</summary>
    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    /// <summary>The provider's own request.</summary>
    public JsonElement? Body { get; init; }

    /// <summary>Without a path: the provider ("openai").</summary>
    public string? Provider { get; init; }

    /// <summary>Without a path: the upstream; the provider's own when left out.</summary>
    public string? Upstream { get; init; }

    /// <summary>Without a path: the model.</summary>
    public string? Model { get; init; }

    /// <summary>Without a path: prompt tokens.</summary>
    public long? InputTokens { get; init; }

    /// <summary>Without a path: most answer tokens; the default of holds when left out.</summary>
    public long? MaxOutputTokens { get; init; }

    /// <summary>For whom: by the names of the dimensions ("user", "tag:team"), laid over what the headers say.</summary>
    public IReadOnlyDictionary<string, string>? Attribution { get; init; }
}

/// <summary>Whether a call would fit.</summary>
/// <param name="Fits">Whether no budget refuses it.</param>
/// <param name="Code">The code it would be refused with.</param>
/// <param name="Message">Why, for people.</param>
/// <param name="Estimate">What it will probably use.</param>
/// <param name="Hold">The most it can use.</param>
/// <param name="OutputCap">The output cap it would be given, where it has none and a strict budget needs one.</param>
/// <param name="Budgets">The budgets that cover it.</param>
/// <param name="Findings">Every limit it passes or nears.</param>
public sealed record FitAnswer(
    bool Fits,
    string? Code,
    string? Message,
    FitFigures? Estimate,
    FitFigures? Hold,
    long? OutputCap,
    IReadOnlyList<string> Budgets,
    IReadOnlyList<IReadOnlyDictionary<string, string>> Findings
)
{
    internal static FitAnswer Of(Reservation asked, IReadOnlyList<BudgetFinding> findings, Refusal? refusal)
    {
        Hold? hold = asked.Authorization.Hold;
        FitFigures? bound = hold is null ? null : new(hold.InputTokens, hold.OutputTokens, hold.Amount?.ToString());
        return new FitAnswer(
            refusal is null,
            refusal?.Code,
            refusal?.Message,
            hold?.Expected is { } expected
                ? new(expected.InputTokens, expected.OutputTokens, expected.Amount?.ToString())
                : bound,
            bound,
            asked.CappedAt,
            [.. asked.Budgets.Select(budget => budget.Id)],
            [.. findings.Select(finding => Words(finding, asked.Budgets))]
        );
    }

    private static Dictionary<string, string> Words(BudgetFinding finding, IReadOnlyList<Budget> budgets)
    {
        Budget? budget = budgets.FirstOrDefault(one => one.Id == finding.Budget);
        Dictionary<string, string> words = new(BudgetRefusal.Details(finding, budget))
        {
            ["kind"] = BudgetNames.Of(finding.Kind),
        };
        return words;
    }
}

/// <summary>Tokens and dollars.</summary>
/// <param name="InputTokens">Prompt tokens.</param>
/// <param name="OutputTokens">Answer tokens.</param>
/// <param name="Usd">Dollars, exact; absent when the model has no price.</param>
public sealed record FitFigures(long InputTokens, long OutputTokens, string? Usd);

/// <summary>Attribution by the names of the dimensions.</summary>
internal static class FitAttribution
{
    /// <summary>The first name that is no dimension of an attribution; null when all are.</summary>
    public static string? Unknown(IReadOnlyDictionary<string, string>? values) =>
        values?.Keys.FirstOrDefault(name => name is "provider" or "upstream" or "model" || !Dimensions.Knows(name));

    /// <summary>Lays values over an attribution.</summary>
    public static LedgerAttribution Lay(
        IReadOnlyDictionary<string, string>? values,
        LedgerAttribution over,
        string? tenant
    )
    {
        LedgerAttribution laid = over with { Tenant = tenant ?? Value("tenant") ?? over.Tenant };
        if (values is null)
        {
            return laid;
        }

        return laid with
        {
            Key = Value("key") ?? over.Key,
            User = Value("user") ?? over.User,
            Feature = Value("feature") ?? over.Feature,
            Project = Value("project") ?? over.Project,
            CostCenter = Value("cost_center") ?? over.CostCenter,
            Environment = Value("environment") ?? over.Environment,
            Agent = Value("agent") ?? over.Agent,
            ParentAgent = Value("parent_agent") ?? over.ParentAgent,
            RootAgent = Value("root_agent") ?? over.RootAgent,
            Session = Value("session") ?? over.Session,
            Task = Value("task") ?? over.Task,
            Step = Value("step") ?? over.Step,
            Tags =
            [
                .. over
                    .Tags.Where(tag => !values.ContainsKey(Dimensions.TagPrefix + tag.Key))
                    .Concat(
                        values
                            .Where(pair => pair.Key.StartsWith(Dimensions.TagPrefix, StringComparison.Ordinal))
                            .Select(pair => new KeyValuePair<string, string>(
                                pair.Key[Dimensions.TagPrefix.Length..],
                                pair.Value
                            ))
                    )
                    .OrderBy(tag => tag.Key, StringComparer.Ordinal),
            ],
        };

        string? Value(string name) => values?.GetValueOrDefault(name);
    }
}
