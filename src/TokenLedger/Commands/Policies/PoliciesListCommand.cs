using System.CommandLine;
using System.Text.Json;
using TokenLedger.Commands.Administration;
using TokenLedger.Commands.Output;

namespace TokenLedger.Commands.Policies;

/// <summary><c>tokenledger policies list</c>: the rules in force, in their order.</summary>
internal static class PoliciesListCommand
{
    public static Command Create()
    {
        RoadOptions options = new();
        Command command = new("list", "Show the rules in force, in their order, and who decided them.");
        options.AddTo(command);
        command.SetAction(
            async (parsed, cancellation) =>
            {
                await using AdminRoad road = await options.OpenAsync(parsed, cancellation);
                AdminReply reply = await road.GetAsync("api/v1/policies", cancellation);
                TextWriter output = parsed.InvocationConfiguration.Output;
                if (options.IsJson(parsed))
                {
                    output.WriteLine(reply.Text);
                }
                else
                {
                    Write(reply.Json(), output);
                }

                return 0;
            }
        );
        return command;
    }

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
