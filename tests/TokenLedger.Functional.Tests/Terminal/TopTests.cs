using System.Text.Json;
using TokenLedger.Functional.Tests.Running;

namespace TokenLedger.Functional.Tests.Terminal;

/// <summary>tokenledger top as a person sees it, and as a script does.</summary>
public sealed class TopTests
{
    private static async Task CallAsync(TestGateway gateway, string session)
    {
        HttpRequestMessage request = Ask.Post(Ask.ChatPath, Ask.Chat("Hi"));
        request.Headers.Add("X-TokenLedger-Session", session);
        request.Headers.Add("X-TokenLedger-Agent", "planner");
        await gateway.SendAsync(request);
    }

    private static bool Has(string[] lines, string text) =>
        Array.Exists(lines, line => line.Contains(text, StringComparison.Ordinal));

    [Fact]
    public async Task On_a_terminal_it_lives_obeys_keys_follows_the_size_and_leaves_the_screen_as_it_was()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        await CallAsync(gateway, "s-first");
        await using TerminalSession terminal = await TerminalSession.StartAsync(
            100,
            30,
            "top",
            "--data",
            gateway.Data,
            "--every",
            "500ms"
        );

        string[] first = await terminal.WaitForAsync(lines => Has(lines, "s-first"));
        Assert.Contains("q quit", first[^1], StringComparison.Ordinal);
        Assert.True(Has(first, "openai/gpt-4o-mini"));

        await CallAsync(gateway, "s-second");
        await CallAsync(gateway, "s-second");
        await terminal.WaitForAsync(lines => Has(lines, "s-second"));

        await terminal.TypeAsync("n");
        string[] sorted = await terminal.WaitForAsync(lines => Has(lines, "(by calls)"));
        int head = Array.FindIndex(sorted, line => line.StartsWith("SESSION", StringComparison.Ordinal));
        Assert.StartsWith("s-second", sorted[head + 1], StringComparison.Ordinal);

        await terminal.ResizeAsync(60, 16);
        string[] small = await terminal.WaitForAsync(lines =>
            lines.Length == 16 && lines[^1].StartsWith("q quit", StringComparison.Ordinal)
        );
        Assert.All(small, line => Assert.InRange(line.Length, 0, 60));

        await terminal.TypeAsync("q");
        string[] after = await terminal.WaitForAsync(lines => Has(lines, "ended 0"));
        Assert.False(Has(after, "TokenLedger"));
    }

    [Fact]
    public async Task Without_a_terminal_it_prints_once_and_without_colour()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        await CallAsync(gateway, "s-only");

        (int code, string output, string error) = await Executable.RunAsync(
            ["top", "--data", gateway.Data],
            gateway.Cancellation
        );

        Assert.Equal((0, ""), (code, error));
        Assert.Contains("s-only", output, StringComparison.Ordinal);
        Assert.Contains("planner", output, StringComparison.Ordinal);
        Assert.DoesNotContain('\e', output);
    }

    [Fact]
    public async Task As_JSON_it_is_what_the_API_says_and_its_cost_is_the_ledgers()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        await CallAsync(gateway, "s-only");
        LedgerEntry settled = (await gateway.EntriesAsync()).Single(entry => entry.Kind == "settlement");

        (int code, string output, _) = await Executable.RunAsync(
            ["top", "--json", "--data", gateway.Data],
            gateway.Cancellation
        );

        Assert.Equal(0, code);
        JsonElement live = JsonDocument.Parse(output).RootElement;
        Assert.Equal(settled.Text("cost_usd"), live.GetProperty("cost_usd").GetString());
        Assert.Equal(1, live.GetProperty("requests").GetInt64());
        JsonElement session = Assert.Single(live.GetProperty("sessions").EnumerateArray());
        Assert.Equal("s-only", session.GetProperty("id").GetString());
        Assert.Equal(1, session.GetProperty("calls").GetInt64());
    }

    [Fact]
    public async Task Where_no_gateway_runs_it_says_so()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        await gateway.StopAsync();

        (int code, _, string error) = await Executable.RunAsync(["top", "--data", gateway.Data], gateway.Cancellation);

        Assert.Equal(1, code);
        Assert.Contains("No gateway runs", error, StringComparison.Ordinal);
    }
}
