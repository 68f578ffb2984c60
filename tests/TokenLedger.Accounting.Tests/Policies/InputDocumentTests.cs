using System.Text;
using System.Text.Json;
using TokenLedger.Accounting.Policies;

namespace TokenLedger.Accounting.Tests.Policies;

public sealed class InputDocumentTests
{
    private static string Written(IPolicyInput input, params string[] budgets)
    {
        using MemoryStream bytes = new();
        using (Utf8JsonWriter json = new(bytes))
        {
            InputDocument.Write(input, budgets, json);
        }

        return Encoding.UTF8.GetString(bytes.ToArray());
    }

    [Fact]
    public void A_document_reads_back_as_it_was_written()
    {
        string once = Written(Given.Input(), "daily");
        Assert.Equal(once, Written(Given.Input(once), "daily"));
        using JsonDocument document = JsonDocument.Parse(once);
        Assert.Equal("0.0651", document.RootElement.GetProperty("ai").GetProperty("estimated_cost_usd").GetString());
        Assert.Equal(
            "12.5",
            document.RootElement.GetProperty("budget").GetProperty("daily").GetProperty("spent_usd").GetString()
        );
        Assert.Equal(
            "claude-cli/2.0",
            document
                .RootElement.GetProperty("request")
                .GetProperty("http")
                .GetProperty("headers")
                .GetProperty("user-agent")
                .GetString()
        );
        Assert.Equal("2026-11-21T10:00:00Z", document.RootElement.GetProperty("time").GetString());
        Assert.Equal(1, document.RootElement.GetProperty("version").GetInt32());
    }

    [Fact]
    public void A_member_that_no_rule_could_read_is_a_problem_and_not_a_silent_nothing()
    {
        using JsonDocument document = JsonDocument.Parse(
            """{"ai": {"modle": "x", "stream": "yes"}, "user": "u", "version": 1, "mcp": null}"""
        );
        IReadOnlyList<string> problems = JsonInput.Read(document.RootElement).Problems;
        Assert.Equal(3, problems.Count);
        Assert.Contains("ai.model", problems[0], StringComparison.Ordinal);
        Assert.Contains("ai.stream: must be a boolean", problems[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Every_field_has_its_row_in_order()
    {
        Assert.Equal(Enum.GetValues<InputField>(), PolicyFields.All.Select(field => field.Id));
        Assert.Equal(PolicyFields.All.Count, PolicyFields.All.Select(field => field.Path).Distinct().Count());
    }

    [Fact]
    public void A_rule_reads_back_from_its_document()
    {
        PolicyRule rule = new()
        {
            Id = "ask",
            Description = "d",
            When = "ai.stream and ai.model == \"é<x>\"",
            Action = PolicyAction.Ask,
            Message = "m",
            DryRun = true,
            Question = new("a/b")
            {
                AllowUndefined = true,
                AllowOnError = true,
                Pure = true,
                Timeout = TimeSpan.FromMilliseconds(75),
            },
        };
        using JsonDocument document = JsonDocument.Parse(RuleJson.Write(rule));
        List<(string, string)> problems = [];
        PolicyRule? read = RuleJsonReader.Read(document.RootElement, problems);
        Assert.Empty(problems);
        Assert.Equal(RuleJson.Write(rule), RuleJson.Write(read!));
        Assert.Equal(rule.Question, read!.Question);
    }

    [Fact]
    public void Everything_wrong_with_a_rule_s_document_is_said_at_once()
    {
        using JsonDocument document = JsonDocument.Parse(
            """{"action": "forbid", "wen": "x", "dry_run": "yes", "max_output_tokens": 1.5, "on_error": "open"}"""
        );
        List<(string Member, string Message)> problems = [];
        Assert.Null(RuleJsonReader.Read(document.RootElement, problems));
        Assert.Equal(["wen", "action", "dry_run", "max_output_tokens"], problems.Select(problem => problem.Member));
    }
}
