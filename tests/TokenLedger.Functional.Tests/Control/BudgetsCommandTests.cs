using System.Net.Http.Json;
using System.Text.Json;
using TokenLedger.Commands;
using TokenLedger.Functional.Tests.Running;

namespace TokenLedger.Functional.Tests.Control;

public sealed class BudgetsCommandTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_file_of_many_is_set_whole_or_not_at_all()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        string file = Path.Combine(gateway.Data, "customers.jsonl");
        string[] lines =
        [
            .. Enumerable
                .Range(0, 2500)
                .Select(i =>
                    $$$"""{"id":"c-{{{i}}}","scope":{"user":"c-{{{i}}}"},"limits":[{"unit":"usd","amount":"5"}],"window":{"kind":"lifetime"}}"""
                ),
        ];
        await File.WriteAllLinesAsync(file, [.. lines, "", """{"id":"C 1"}"""], Cancellation);
        (int refused, _, string error) = await TryAsync(gateway, ["import", file]);
        JsonElement before = await gateway.Http.GetFromJsonAsync<JsonElement>("/api/v1/budgets", Cancellation);

        await File.WriteAllLinesAsync(file, lines, Cancellation);
        string set = await RunAsync(gateway, ["import", file]);
        await gateway.StopAsync();
        string again = await RunAsync(gateway, ["import", file]);

        Assert.Equal(2, refused);
        Assert.Contains(":2502: id: a name has", error, StringComparison.Ordinal);
        Assert.Contains("nothing was set", error, StringComparison.Ordinal);
        Assert.Equal(0, before.GetProperty("budgets").GetArrayLength());
        Assert.Contains("Set 2,500 budgets, in force now; 0 were so already", set, StringComparison.Ordinal);
        Assert.Contains(
            "Set 0 budgets, in force when the gateway starts; 2,500 were so already",
            again,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task What_is_set_with_a_gateway_running_and_without_is_the_same_and_outlives_both()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        string made = await RunAsync(
            gateway,
            [
                "set",
                "team-a",
                "--scope",
                "tenant=a",
                "--per",
                "user",
                "--usd",
                "25.5",
                "--calls",
                "10",
                "--hold",
                "strict",
            ]
        );
        string raised = await RunAsync(
            gateway,
            ["override", "team-a", "--amount", "99", "--unit", "usd", "--for", "2h", "--reason", "release day"]
        );
        string running = await RunAsync(gateway, ["show", "team-a", "--json"]);
        string status = await RunAsync(gateway, ["status"]);
        await gateway.StopAsync();

        string offline = await RunAsync(gateway, ["show", "team-a", "--json"]);
        string second = await RunAsync(
            gateway,
            ["set", "team-b", "--tokens", "1000", "--meter", "output", "--window", "rolling 24h"]
        );
        string list = await RunAsync(gateway, ["list"]);
        string removed = await RunAsync(gateway, ["remove", "team-a"]);
        string after = await RunAsync(gateway, ["list", "--json"]);

        Assert.Contains(
            "Made team-a: 25.5 usd, 10 calls for tenant=a, each user, month; in force now",
            made,
            StringComparison.Ordinal
        );
        Assert.Contains("team-a: 99 usd until ", raised, StringComparison.Ordinal);
        Assert.Contains("no use yet", status, StringComparison.Ordinal);
        Assert.Equal(running, offline);
        Assert.Contains("\"reason\":\"release day\"", offline, StringComparison.Ordinal);
        Assert.Contains("in force when the gateway starts", second, StringComparison.Ordinal);
        Assert.Contains("1000 output tokens", list, StringComparison.Ordinal);
        Assert.Contains("rolling 1d", list, StringComparison.Ordinal);
        Assert.Contains("Removed team-a.", removed, StringComparison.Ordinal);
        JsonElement left = JsonDocument.Parse(after).RootElement.GetProperty("budgets");
        Assert.Equal(
            ["team-b"],
            left.EnumerateArray().Select(one => one.GetProperty("budget").GetProperty("id").GetString())
        );
    }

    [Fact]
    public async Task The_record_of_changes_says_who_changed_a_budget_from_what_to_what()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        await RunAsync(gateway, ["set", "team-a", "--usd", "25"]);
        await RunAsync(gateway, ["set", "team-a", "--usd", "30"]);

        string table = await AuditAsync(gateway);
        string whole = await AuditAsync(gateway, "--changes");
        string json = await AuditAsync(gateway, "--json", "--limit", "1");

        Assert.Contains("budget.changed", table, StringComparison.Ordinal);
        Assert.Contains("local", table, StringComparison.Ordinal);
        Assert.Matches("before .*\"25\"", whole);
        Assert.Matches("after .*\"30\"", whole);
        JsonElement newest = JsonElement.Parse(json);
        Assert.Equal(("admin", "team-a"), (newest.GetProperty("kind").GetString(), Subject(newest)));
    }

    private static string Subject(JsonElement entry) => entry.GetProperty("subject").GetString()!;

    private static async Task<string> AuditAsync(TestGateway gateway, params string[] more)
    {
        using StringWriter output = new();
        using StringWriter error = new();
        int code = await CommandLine.RunAsync(["audit", "--data", gateway.Data, .. more], output, error);
        Assert.True(code == 0, error.ToString());
        return output.ToString();
    }

    [Fact]
    public async Task A_command_is_refused_as_the_api_refuses_with_exit_codes_and_a_way_out()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();

        (int wrong, string _, string what) = await TryAsync(gateway, ["set", "Team", "--usd", "-1"]);
        (int missing, string _, string whom) = await TryAsync(gateway, ["remove", "nobody"]);
        (int empty, string _, string how) = await TryAsync(gateway, ["set", "a"]);
        (int window, string _, string which) = await TryAsync(
            gateway,
            ["set", "a", "--usd", "1", "--window", "fortnight"]
        );
        await RunAsync(gateway, ["set", "a", "--usd", "1"]);
        (int stale, string _, string revision) = await TryAsync(gateway, ["set", "a", "--usd", "2", "--if-match", "0"]);

        Assert.Equal((2, 1, 2, 2, 1), (wrong, missing, empty, window, stale));
        Assert.Contains("limits[0].amount", what, StringComparison.Ordinal);
        Assert.Contains("id", what, StringComparison.Ordinal);
        Assert.Contains("budgets list", whom, StringComparison.Ordinal);
        Assert.Contains("--usd", how, StringComparison.Ordinal);
        Assert.Contains("rolling 24h", which, StringComparison.Ordinal);
        Assert.Contains("was changed meanwhile", revision, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_record_of_changes_says_who_what_before_and_after_and_goes_on_page_by_page()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        await RunAsync(gateway, ["set", "a", "--usd", "1"]);
        await RunAsync(gateway, ["set", "a", "--usd", "2"]);
        await RunAsync(gateway, ["remove", "a"]);

        JsonElement page = await gateway.Http.GetFromJsonAsync<JsonElement>("/api/v1/admin-log?limit=2", Cancellation);
        long next = page.GetProperty("next").GetInt64();
        JsonElement rest = await gateway.Http.GetFromJsonAsync<JsonElement>(
            $"/api/v1/admin-log?limit=2&before={next}",
            Cancellation
        );

        JsonElement[] changes =
        [
            .. page.GetProperty("changes").EnumerateArray(),
            .. rest.GetProperty("changes").EnumerateArray(),
        ];
        Assert.Equal(
            ["budget.removed", "budget.changed", "budget.created"],
            changes.Take(3).Select(change => change.GetProperty("what").GetString())
        );
        Assert.All(changes.Take(3), change => Assert.Equal("local", change.GetProperty("who").GetString()));
        Assert.Contains("\"amount\":\"1\"", changes[1].GetProperty("before").GetString()!, StringComparison.Ordinal);
        Assert.Contains("\"amount\":\"2\"", changes[1].GetProperty("after").GetString()!, StringComparison.Ordinal);
        Assert.False(changes[0].TryGetProperty("after", out _));
    }

    private static async Task<string> RunAsync(TestGateway gateway, string[] arguments)
    {
        (int code, string output, string error) = await TryAsync(gateway, arguments);
        Assert.True(code == 0, error);
        return output;
    }

    private static Task<(int Code, string Output, string Error)> TryAsync(TestGateway gateway, string[] arguments) =>
        Executable.RunAsync(["budgets", .. arguments, "--data", gateway.Data], Cancellation);
}
