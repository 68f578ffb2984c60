using System.CommandLine;
using System.Text.Json;
using TokenLedger.Accounting;
using TokenLedger.Accounting.Policies;
using TokenLedger.Commands.Output;
using TokenLedger.Configuration;
using TokenLedger.Configuration.Sources;
using TokenLedger.Gateway.Policies;

namespace TokenLedger.Commands.Policies;

/// <summary><c>tokenledger policies check</c>: reviews configured rules. Exit 0 when all are in order, 1 when not.</summary>
internal static class PoliciesCheckCommand
{
    public static Command Create()
    {
        Option<string?> file = new("--config", "-c")
        {
            HelpName = "FILE",
            Description = "The configuration. Without it: the one the gateway would find.",
        };
        Option<bool> json = CommonOptions.Json();
        Command command = new("check", "Check the configured rules. Exit 0 when all is well, 1 when not.")
        {
            file,
            json,
        };
        command.SetAction(parsed =>
        {
            LoadedConfiguration loaded = ConfigurationLoader.Load(parsed.GetValue(file), new OptionSettings());
            string[] problems =
            [
                .. loaded.Problems.Where(problem => !problem.OnlyServing).Select(problem => problem.ToString()),
            ];
            PolicyOptions? policies = loaded.WithoutServing?.Gateway.Policies;
            TextWriter output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(json))
            {
                output.WriteLine(Json(policies, problems));
            }
            else
            {
                Write(policies, problems, output);
            }

            return problems.Length == 0 ? 0 : ExitCode.Failed;
        });
        return command;
    }

    private static void Write(PolicyOptions? policies, string[] problems, TextWriter output)
    {
        foreach (string problem in problems)
        {
            output.WriteLine(problem);
        }

        int rules = policies?.Rules.Count ?? 0;
        output.WriteLine(
            problems.Length > 0
                ? Counted.Of(problems.Length, "problem")
                : $"{Counted.Of(rules, "rule")}: in order{(rules == 0 ? "" : $", revision {RevisionOf(policies!)}")}"
        );
    }

    private static string Json(PolicyOptions? policies, string[] problems)
    {
        using MemoryStream bytes = new();
        using (Utf8JsonWriter json = new(bytes, new() { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteBoolean("ok", problems.Length == 0);
            json.WriteNumber("rules", policies?.Rules.Count ?? 0);
            if (policies is { Rules.Count: > 0 })
            {
                json.WriteString("revision", RevisionOf(policies));
            }

            json.WriteStartArray("problems");
            foreach (string problem in problems)
            {
                json.WriteStringValue(problem);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(bytes.ToArray());
    }

    private static string? RevisionOf(PolicyOptions policies) =>
        PolicySet.Compile(policies.Rules, [.. policies.Patterns.Select(pattern => pattern.Name)]).Set?.Revision;
}
