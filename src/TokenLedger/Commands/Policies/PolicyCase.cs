using System.Text.Json;
using TokenLedger.Accounting.Policies;

namespace TokenLedger.Commands.Policies;

/// <summary>One case of a test file.</summary>
/// <param name="Name">What it shows.</param>
/// <param name="Input">The call.</param>
/// <param name="Expect">What must happen: an action's word; allow means that nothing refuses it.</param>
/// <param name="By">The rule that must be the one; null for any.</param>
internal sealed record PolicyCase(string Name, IPolicyInput Input, string Expect, string? By)
{
    /// <summary>Reads a case; what is wrong goes to the problems.</summary>
    public static PolicyCase? Read(JsonElement json, int number, List<string> problems)
    {
        string where = $"case {number}";
        if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty("input", out JsonElement input))
        {
            problems.Add($"{where}: a case has name, input, expect and perhaps by");
            return null;
        }

        string name = Text(json, "name") ?? where;
        string expect = Text(json, "expect") ?? "";
        if (PolicyActions.Named(expect) is null)
        {
            problems.Add($"{where}: expect must be one of {string.Join(", ", PolicyActions.Words)}");
        }

        foreach (
            string unknown in json.EnumerateObject()
                .Select(member => member.Name)
                .Except(["name", "input", "expect", "by"])
        )
        {
            problems.Add($"{where}: {unknown} is unknown; a case has name, input, expect and perhaps by");
        }

        (JsonInput read, IReadOnlyList<string> wrong) = JsonInput.Read(input);
        problems.AddRange(wrong.Select(problem => $"{where}: input: {problem}"));
        return new(name, read, expect, Text(json, "by"));
    }

    /// <summary>What happens to the call, by one word, and the rule that makes it so.</summary>
    public static (string Outcome, string? By, string Spoke) Judge(PolicySet set, IPolicyInput input)
    {
        PolicyVerdict verdict = set.Judge(input);
        PolicyFinding? stop =
            verdict.Denial
            ?? verdict.InForce(PolicyAction.Ask).FirstOrDefault()
            ?? verdict.InForce(PolicyAction.RequireApproval).FirstOrDefault();
        PolicyFinding? said =
            stop ?? verdict.Findings.FirstOrDefault(one => !one.Rule.DryRun && one.Rule.Action != PolicyAction.Allow);
        string spoke = string.Join(
            ", ",
            verdict.Findings.Select(one => one.Rule.Id + (one.Rule.DryRun ? " (dry run)" : ""))
        );
        return (said is null ? "allow" : PolicyActions.WordOf(said.Rule.Action), said?.Rule.Id, spoke);
    }

    /// <summary>Whether what was expected happened.</summary>
    public bool IsMet(PolicySet set)
    {
        PolicyVerdict verdict = set.Judge(Input);
        (string outcome, string? by, _) = Judge(set, Input);
        bool refused = outcome is "deny" or "require_approval" or "opa";
        PolicyAction expected = PolicyActions.Named(Expect)!.Value;
        return expected switch
        {
            PolicyAction.Allow => !refused
                && (By is null || verdict.InForce(PolicyAction.Allow).Any(one => one.Rule.Id == By)),
            PolicyAction.Deny or PolicyAction.RequireApproval or PolicyAction.Ask => outcome == Expect
                && (By is null || by == By),
            _ => !refused && verdict.InForce(expected).Any(one => By is null || one.Rule.Id == By),
        };
    }

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
