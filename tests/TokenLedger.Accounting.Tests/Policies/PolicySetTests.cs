using TokenLedger.Accounting.Policies;
using static TokenLedger.Accounting.Tests.Policies.Given;

namespace TokenLedger.Accounting.Tests.Policies;

public sealed class PolicySetTests
{
    [Fact]
    public void Every_rule_whose_condition_holds_speaks_in_order()
    {
        PolicyVerdict verdict = Set(
                Rule("a", PolicyAction.Warn, "ai.stream"),
                Rule("b", PolicyAction.Deny, "ai.model like \"gpt*\""),
                Rule("c", PolicyAction.Warn)
            )
            .Judge(Input());
        Assert.Equal(["a", "c"], verdict.Findings.Select(finding => finding.Rule.Id));
        Assert.Null(verdict.Denial);
    }

    [Fact]
    public void An_exception_before_a_denial_lets_the_call_pass_and_one_behind_it_does_not()
    {
        PolicyRule exception = Rule("exception", PolicyAction.Allow, "principal.user_id == \"u1\"");
        PolicyRule denial = Rule("denial", PolicyAction.Deny, "ai.stream");
        Assert.Null(Set(exception, denial).Judge(Input()).Denial);
        Assert.Equal("denial", Set(denial, exception).Judge(Input()).Denial!.Rule.Id);
    }

    [Fact]
    public void A_dry_run_speaks_without_effect()
    {
        PolicyVerdict verdict = Set(
                Rule("would-allow", PolicyAction.Allow, "ai.stream") with
                {
                    DryRun = true,
                },
                Rule("would-deny", PolicyAction.Deny) with
                {
                    DryRun = true,
                }
            )
            .Judge(Input());
        Assert.Null(verdict.Denial);
        Assert.Equal(
            ["policy:would-allow:dry_run", "policy:would-deny:dry_run"],
            verdict.Findings.Select(finding => finding.Subject)
        );
    }

    [Fact]
    public void The_first_model_and_the_smallest_limit_count()
    {
        PolicyVerdict verdict = Set(
                Rule("m1", PolicyAction.SetModel) with
                {
                    Model = "small",
                },
                Rule("m2", PolicyAction.SetModel) with
                {
                    Model = "smaller",
                },
                Rule("c1", PolicyAction.CapOutput) with
                {
                    MaxOutputTokens = 900,
                },
                Rule("c2", PolicyAction.CapOutput) with
                {
                    MaxOutputTokens = 100,
                }
            )
            .Judge(Input());
        Assert.Equal("small", verdict.ModelSet!.Rule.Model);
        Assert.Equal("c2", verdict.OutputCap!.Rule.Id);
    }

    [Fact]
    public void Required_attribution_names_what_is_missing_and_how_to_send_it()
    {
        PolicyRule rule = Rule("needs", PolicyAction.Deny, "tags.environment == \"production\"") with
        {
            Needs = ["feature", "user", "tag:team"],
        };
        PolicyFinding denial = Set(rule).Judge(Input()).Denial!;
        Assert.Equal(["tag:team"], denial.Missing);
        Assert.Contains("tag:team (header X-TokenLedger-Tag-team)", denial.Message, StringComparison.Ordinal);
        Assert.True(Set(rule).Judge(Input("""{"tags": {"environment": "staging"}}""")).IsSilent);
        Assert.True(
            Set(rule with { Needs = ["feature", "user"] }).Judge(Input()).IsSilent,
            "a call that says everything is not spoken of"
        );
    }

    [Fact]
    public void Everything_wrong_with_a_list_of_rules_is_said_at_once()
    {
        PolicyRule[] rules =
        [
            Rule("a", PolicyAction.Allow),
            Rule("a", PolicyAction.Deny, "ai.modle == 1"),
            Rule("No Name", PolicyAction.SetModel),
            Rule("d", PolicyAction.Deny) with
            {
                Model = "x",
            },
            Rule("e", PolicyAction.Ask),
            Rule("f", PolicyAction.Redact) with
            {
                Patterns = ["iban"],
            },
            Rule("g", PolicyAction.Deny) with
            {
                Needs = ["colour"],
            },
        ];
        (PolicySet? set, IReadOnlyList<PolicyProblem> problems) = PolicySet.Compile(rules, ["email"]);
        Assert.Null(set);
        string[] found = [.. problems.Select(problem => $"{problem.Index}.{problem.Member}")];
        foreach (
            string expected in new[]
            {
                "1.id",
                "1.when",
                "2.id",
                "2.model",
                "3.model",
                "4.path",
                "5.patterns",
                "6.attribution",
            }
        )
        {
            Assert.Contains(expected, found);
        }

        Assert.Contains(problems, problem => problem.Message.Contains("is never asked", StringComparison.Ordinal));
    }

    [Fact]
    public void The_revision_changes_with_every_change_of_a_rule_and_with_their_order()
    {
        PolicyRule a = Rule("a", PolicyAction.Warn);
        PolicyRule b = Rule("b", PolicyAction.Deny, "ai.stream");
        string?[] revisions =
        [
            Set(a, b).Revision,
            Set(b, a).Revision,
            Set(a, b with { When = "ai.stream " }).Revision,
            Set(a, b with { DryRun = true }).Revision,
            Set(a).Revision,
        ];
        Assert.Equal(5, revisions.Distinct().Count());
        Assert.Equal(Set(a, b).Revision, Set(a, b).Revision);
        Assert.Null(PolicySet.Empty.Revision);
    }

    [Fact]
    public void A_rule_that_does_not_speak_allocates_nothing()
    {
        PolicySet set = Set([
            .. Enumerable
                .Range(0, 10)
                .Select(i =>
                    Rule($"r{i}", PolicyAction.Deny, $"ai.model like \"gpt-{i}*\" and ai.max_output_tokens > {i}")
                ),
        ]);
        SilentInput input = new();
        set.Judge(input);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
        {
            set.Judge(input);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private sealed class SilentInput : IPolicyInput
    {
        public PolicyValue Read(InputField field, string? name) =>
            field == InputField.Model ? PolicyValue.Of("claude") : PolicyValue.Absent;

        public IReadOnlyList<string> Names(InputField field) => [];
    }
}
