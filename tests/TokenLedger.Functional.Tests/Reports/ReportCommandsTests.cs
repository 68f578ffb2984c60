using System.Text.Json.Nodes;
using TokenLedger.Functional.Tests.Running;

namespace TokenLedger.Functional.Tests.Reports;

/// <summary>The commands that report, beside the API of the running gateway, and on a folder without a call.</summary>
public sealed class ReportCommandsTests
{
    /// <summary>The commands and the reports of the API that answer the same question.</summary>
    public static (string Command, string Path)[] Reports { get; } =
    [
        ("costs --by model", "costs?by=model"),
        ("latency --by model", "latency?by=model"),
        ("errors --by model", "errors?by=model"),
        ("efficiency --by model", "efficiency?by=model"),
        ("coverage --expect feature", "coverage?expect=feature"),
        ("sessions report", "reports/sessions"),
        ("sessions show s-1", "reports/sessions/s-1"),
        ("agents", "reports/agents"),
        ("expensive", "reports/expensive"),
        ("waste", "reports/waste"),
        ("outcomes", "reports/outcomes"),
        ("drivers --by model", "reports/drivers?by=model"),
        ("compare --by model", "reports/compare?by=model"),
    ];

    [Fact]
    public async Task Commands_say_what_the_api_says()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        await CallAsync(gateway);
        foreach (
            string[] outcome in (string[][])
                [
                    ["--session", "s-1", "--value", "2.5"],
                    ["--session", "s-2", "--failed"],
                ]
        )
        {
            (int code, _, string error) = await RunAsync(
                gateway,
                ["outcomes", "record", "ticket_resolved", .. outcome]
            );
            Assert.Equal((0, ""), (code, error));
        }

        DateTimeOffset today = new(DateTime.UtcNow.Date, TimeSpan.Zero);
        (string from, string to) = ($"{today.AddDays(-1):yyyy-MM-dd}", $"{today.AddDays(2):yyyy-MM-dd}");
        foreach ((string command, string path) in Reports)
        {
            string question = $"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}from={from}&to={to}";
            string api = await gateway.Http.GetStringAsync("/api/v1/" + question, gateway.Cancellation);
            var told = await RunAsync(gateway, [.. command.Split(' '), "--from", from, "--to", to, "--json"]);

            Assert.True(told.Code == 0, $"{command}: {told.Error}");
            Assert.True(
                JsonNode.DeepEquals(Figures(api), Figures(told.Output)),
                $"{command} says\n{told.Output}\nand /api/v1/{question}\n{api}"
            );
        }
    }

    [Fact]
    public async Task Without_a_call_every_command_reports_nothing_and_none_fails()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        await gateway.StopAsync();
        foreach ((string command, _) in Reports.Where(one => one.Command != "sessions show s-1"))
        {
            var told = await RunAsync(gateway, [.. command.Split(' '), "--json"]);

            Assert.True(told.Code == 0, $"{command}: {told.Error}");
            Assert.NotEmpty(Figures(told.Output));
        }
    }

    /// <summary>Five calls of three agents in two sessions, one a repetition of another, one that fails.</summary>
    private static async Task CallAsync(TestGateway gateway)
    {
        await SendAsync("s-1", "planner", "Plan it", null);
        await SendAsync("s-1", "coder", "Write it", "planner");
        await SendAsync("s-1", "coder", "Write it", "planner");
        await SendAsync("s-2", "tester", "Try it", null);
        HttpRequestMessage failing = Ask.Post(Ask.ChatPath, Ask.Chat("Fail"), "status=500");
        failing.Headers.Add("X-TokenLedger-Session", "s-2");
        await gateway.SendAsync(failing);

        async Task SendAsync(string session, string agent, string prompt, string? parent)
        {
            HttpRequestMessage call = Ask.Post(Ask.MessagesPath, Ask.Message(prompt));
            call.Headers.Add("X-TokenLedger-Session", session);
            call.Headers.Add("X-TokenLedger-Agent", agent);
            call.Headers.Add("X-TokenLedger-Feature", "search");
            if (parent is not null)
            {
                call.Headers.Add("X-TokenLedger-Parent-Agent", parent);
            }

            Assert.Equal(200, (await gateway.SendAsync(call)).Status);
        }
    }

    /// <summary>A report without the checkpoint, which is signed again as time goes by.</summary>
    private static JsonObject Figures(string json)
    {
        JsonObject report = JsonNode.Parse(json)!.AsObject();
        report.Remove("checkpoint");
        return report;
    }

    private static Task<(int Code, string Output, string Error)> RunAsync(TestGateway gateway, string[] arguments) =>
        Executable.RunAsync([.. arguments, "--data", gateway.Data], gateway.Cancellation);
}
