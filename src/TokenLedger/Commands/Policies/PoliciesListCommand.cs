using System.CommandLine;
using System.Text.Json;
using TokenLedger.Commands.Administration;
using TokenLedger.Commands.Output;

namespace TokenLedger.Commands.Policies;

/// <summary><c>tokenledger policies list</c>: the rules in force, in their order.</summary>
internal static class PoliciesListCommand
{
    public static Command Create() =>
        AdminList.Create(
            "Show the rules in force, in their order, and who decided them.",
            "api/v1/policies",
            static (reply, output) => Write(reply.Json(), output)
        );

    private static void Write(JsonElement answer, TextWriter output)
    {
        JsonElement[] policies = [.. answer.GetProperty("policies").EnumerateArray()];
        if (policies.Length == 0)
        {
            output.WriteLine(
                "No policies. Add some under policies.rules (docs/policies.md), or with 'tokenledger policies set'."
            );
            return;
        }

        Table table = new("POLICY", "ACTION", "DRY RUN", "FROM", "BY", "WHEN") { MostText = 80 };
        foreach (JsonElement policy in policies)
        {
            JsonElement rule = policy.GetProperty("policy");
            table.Add(
                Text(rule, "id"),
                Text(rule, "action"),
                Text(rule, "dry_run") == "True" ? "yes" : "",
                Text(policy, "source"),
                Text(policy, "changed_by"),
                Text(rule, "when") is { Length: > 0 } when ? when.ReplaceLineEndings(" ") : "every call"
            );
        }

        table.WriteTo(output);
        output.WriteLine($"Revision {Text(answer, "revision")}.");
    }

    private static string Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) ? value.ToString() : "";
}
