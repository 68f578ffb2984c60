using System.Text.RegularExpressions;
using TokenLedger.Accounting.Policies;
using TokenLedger.Configuration;
using TokenLedger.Gateway.Policies;
using TokenLedger.Tests.Configuration;

namespace TokenLedger.Tests.Policies;

public sealed partial class PolicyConfigurationTests
{
    private static readonly string s_page = File.ReadAllText(
        Path.Combine(AppContext.BaseDirectory, "data", "policies.md")
    );

    [Fact]
    public void Rules_required_attribution_patterns_and_the_decision_point_are_read()
    {
        LoadedConfiguration loaded = ConfigurationCase.Load(
            """
            policies:
              rules:
                - id: ask
                  when: >
                    ai.stream and
                    ai.model like "gpt*"
                  action: opa
                  path: a/b
                  timeout: 75ms
                  undefined: allow
                - id: hide
                  action: redact
                  patterns: [email]
              require:
                - when: tags.environment == "production" # comment
                  attribution: [feature, "tag:team"]
              patterns:
                - name: email
                  pattern: "[a-z]+@[a-z]+"
              opa:
                url: http://127.0.0.1:8181
            """
        );
        Assert.Empty(loaded.Problems);
        PolicyOptions policies = loaded.Configuration!.Gateway.Policies;
        Assert.Equal(["ask", "hide", "require-1"], policies.Rules.Select(rule => rule.Id));
        DecisionQuestion question = policies.Rules[0].Question!;
        Assert.Equal(
            (TimeSpan.FromMilliseconds(75), true, false),
            (question.Timeout, question.AllowUndefined, question.AllowOnError)
        );
        Assert.Equal(["feature", "tag:team"], policies.Rules[2].Needs);
        Assert.StartsWith("ai.billable and (", policies.Rules[2].When!, StringComparison.Ordinal);
        Assert.Equal("[email]", policies.Patterns.Single().Replacement);
    }

    [Fact]
    public void Everything_wrong_with_policies_is_said_at_once_with_its_line()
    {
        string[] problems = ConfigurationCase.ProblemsOf(
            """
            policies:
              rules:
                - id: a
                  when: ai.modle == "x"
                  action: deny
                - id: a
                  action: set_model
                - id: b
                  action: opa
                  path: p
                - id: c
                  action: forbid
              require:
                - when: ai.stream
              patterns:
                - name: x
                  pattern: "(?=x)"
            """
        );
        Assert.Contains(
            problems,
            one =>
                one.StartsWith(
                    "4:13: policies.rules[0].when: line 1, column 1: there is no field \"ai.modle\"; did you mean \"ai.model\"?",
                    StringComparison.Ordinal
                )
        );
        Assert.Contains(
            problems,
            one => one.StartsWith("6:11: policies.rules[1].id: two rules are called", StringComparison.Ordinal)
        );
        Assert.Contains(
            problems,
            one => one.Contains("policies.rules[1].model: action set_model needs the model", StringComparison.Ordinal)
        );
        Assert.Contains(
            problems,
            one => one.StartsWith("9:15: policies.rules[2].action: b asks a decision point", StringComparison.Ordinal)
        );
        Assert.Contains(
            problems,
            one => one.StartsWith("12:15: policies.rules[3].action: must be allow or deny", StringComparison.Ordinal)
        );
        Assert.Contains(
            problems,
            one => one.Contains("policies.require[0].attribution: needs at least one part", StringComparison.Ordinal)
        );
        Assert.Contains(
            problems,
            one => one.StartsWith("17:16: policies.patterns[0].pattern: cannot be used", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void The_page_lists_exactly_the_fields_there_are()
    {
        string[] rows =
        [
            .. s_page[
                s_page.IndexOf("## Fields", StringComparison.Ordinal)..s_page.IndexOf(
                    "## At run time",
                    StringComparison.Ordinal
                )
            ]
                .Split('\n')
                .Where(line => line.StartsWith("| `", StringComparison.Ordinal)),
        ];
        Assert.Equal(
            PolicyFields.All.Select(field =>
                $"| `{field.Path}` | {field.Type.ToString().ToLowerInvariant()} | {field.Meaning} |"
            ),
            rows
        );
        Assert.All(PolicyFields.Headers, header => Assert.Contains($"`{header}`", s_page, StringComparison.Ordinal));
        Assert.All(PolicyActions.Words, word => Assert.Contains($"| `{word}` |", s_page, StringComparison.Ordinal));
    }

    [Fact]
    public void The_examples_of_the_page_are_in_order()
    {
        string[] examples =
        [
            .. Yaml()
                .Matches(s_page)
                .Select(match => match.Groups[1].Value)
                .Where(text => text.StartsWith("policies:", StringComparison.Ordinal)),
        ];
        Assert.Equal(2, examples.Length);
        Assert.All(examples, example => Assert.Empty(ConfigurationCase.Load(example).Problems));
    }

    [GeneratedRegex("```yaml\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Yaml();
}
