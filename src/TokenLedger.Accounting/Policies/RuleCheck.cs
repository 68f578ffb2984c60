using TokenLedger.Accounting.Policies.Conditions;

namespace TokenLedger.Accounting.Policies;

/// <summary>Finds everything that is wrong with one rule by itself.</summary>
internal static class RuleCheck
{
    private const int LongestId = 64;
    private const int LongestPath = 200;

    public static IEnumerable<(string Member, string Message)> Of(PolicyRule rule)
    {
        if (!IsId(rule.Id))
        {
            yield return ("id", $"\"{rule.Id}\" is no name; use 1 to {LongestId} of a-z, 0-9, '.', '_' and '-'");
        }

        if (Condition.Parse(rule.When ?? "true").Problem is { } problem)
        {
            yield return ("when", problem.ToString());
        }

        if (rule.Message is { Length: > PolicyRule.LongestMessage })
        {
            yield return ("message", $"has more than {PolicyRule.LongestMessage} characters");
        }

        foreach (string part in rule.Needs)
        {
            if (AttributionParts.FieldOf(part) is null)
            {
                yield return (
                    "attribution",
                    $"\"{part}\" is no part of an attribution; use {string.Join(", ", AttributionParts.Names)} or tag:NAME"
                );
            }
        }

        foreach ((string Member, string Message) wrong in OfAction(rule))
        {
            yield return wrong;
        }
    }

    private static IEnumerable<(string Member, string Message)> OfAction(PolicyRule rule)
    {
        if (rule.Action == PolicyAction.SetModel != rule.Model is not null)
        {
            yield return (
                "model",
                rule.Model is null ? "action set_model needs the model" : "only action set_model takes a model"
            );
        }
        else if (rule.Model is { } model && (model.Length is 0 or > 200 || model.Any(char.IsWhiteSpace)))
        {
            yield return ("model", "a model's name has 1 to 200 characters and no spaces");
        }

        if (rule.Action == PolicyAction.CapOutput != rule.MaxOutputTokens is not null)
        {
            yield return (
                "max_output_tokens",
                rule.MaxOutputTokens is null
                    ? "action cap_output needs the number of tokens"
                    : "only action cap_output takes it"
            );
        }
        else if (rule.MaxOutputTokens is < 1)
        {
            yield return ("max_output_tokens", "must be at least 1");
        }

        if (rule.Action != PolicyAction.Redact && rule.Patterns.Count > 0)
        {
            yield return ("patterns", "only action redact takes patterns");
        }

        if (rule.Action == PolicyAction.Ask != rule.Question is not null)
        {
            yield return (
                "path",
                rule.Question is null ? "action opa needs the path of the rule to ask" : "only action opa takes a path"
            );
        }
        else if (rule.Question is { } question && !IsPath(question.Path))
        {
            yield return (
                "path",
                $"\"{question.Path}\" is no path; write names between slashes, such as tokenledger/request"
            );
        }
    }

    /// <summary>Whether a text is a name for rules, approvals and patterns.</summary>
    public static bool IsId(string text) =>
        text.Length is > 0 and <= LongestId
        && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '.' or '_' or '-');

    private static bool IsPath(string path) =>
        path.Length is > 0 and <= LongestPath
        && path.Split('/')
            .All(step => step.Length > 0 && step.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-'));
}
