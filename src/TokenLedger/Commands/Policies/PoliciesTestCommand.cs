using System.CommandLine;
using System.Text.Json;
using TokenLedger.Accounting;
using TokenLedger.Accounting.Policies;
using TokenLedger.Commands.Output;
using TokenLedger.Configuration;
using TokenLedger.Configuration.Sources;
using TokenLedger.Gateway.Policies;

namespace TokenLedger.Commands.Policies;

/// <summary><c>tokenledger policies test</c>: tries rules on cases. Exit 0 when every case ends as expected, 1 when not.</summary>
internal static class PoliciesTestCommand
{
    public static Command Create()
    {
        Argument<string> file = new("FILE") { Description = "The cases: YAML, or JSON when it ends with .json." };
        Option<string?> configuration = new("--config", "-c")
        {
            HelpName = "FILE",
            Description = "The configuration with the rules, where the cases name none.",
        };
        Option<bool> json = CommonOptions.Json();
        Command command = new("test", "Try rules on cases. Exit 0 when every case ends as expected, 1 when not.")
        {
            file,
            configuration,
            json,
        };
        command.SetAction(parsed =>
        {
            PolicyCaseFile cases = PolicyCaseFile.Read(parsed.GetRequiredValue(file));
            PolicyOptions options = cases.Rules is { } rules
                ? PolicyRulesFile.Read(rules)
                : Configured(parsed.GetValue(configuration));
            PolicySet set = PolicySet.Compile(options.Rules, [.. options.Patterns.Select(one => one.Name)]).Set!;
            List<CaseResult> results = [.. cases.Cases.Select(one => CaseResult.Of(one, set))];
            TextWriter output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(json))
            {
                output.WriteLine(Json(results));
            }
            else
            {
                Write(results, output);
            }

            return results.All(result => result.Met) ? 0 : ExitCode.Failed;
        });
        return command;
    }

    private static PolicyOptions Configured(string? file)
    {
        return ConfigurationLoader.Load(file, new OptionSettings()).ForCommand().Gateway.Policies;
    }

    private static void Write(List<CaseResult> results, TextWriter output)
    {
        Table table = new("", "CASE", "EXPECTED", "GOT", "BY", "RULES THAT SPOKE") { MostText = 60 };
        foreach (CaseResult result in results)
        {
            table.Add(
                result.Met ? "ok" : "NOT",
                result.Name,
                result.Expected,
                result.Got,
                result.By ?? "",
                result.Spoke
            );
        }

        table.WriteTo(output);
        output.WriteLine($"{results.Count(result => result.Met)} of {Counted.Of(results.Count, "case")} as expected.");
    }

    private static string Json(List<CaseResult> results)
    {
        using MemoryStream bytes = new();
        using (Utf8JsonWriter json = new(bytes, new() { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteBoolean("ok", results.All(result => result.Met));
            json.WriteStartArray("cases");
            foreach (CaseResult result in results)
            {
                json.WriteStartObject();
                json.WriteString("name", result.Name);
                json.WriteBoolean("ok", result.Met);
                json.WriteString("expected", result.Expected);
                json.WriteString("got", result.Got);
                json.WriteString("by", result.By);
                json.WriteString("spoke", result.Spoke);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(bytes.ToArray());
    }

    private sealed record CaseResult(string Name, string Expected, string Got, string? By, string Spoke, bool Met)
    {
        public static CaseResult Of(PolicyCase one, PolicySet set)
        {
            (string outcome, string? by, string spoke) = PolicyCase.Judge(set, one.Input);
            string expected = one.By is null ? one.Expect : $"{one.Expect} by {one.By}";
            return new(one.Name, expected, outcome, by, spoke, one.IsMet(set));
        }
    }
}
