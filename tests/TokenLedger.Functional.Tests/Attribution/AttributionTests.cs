using System.Text;
using TokenLedger.Demo.Simulation;
using TokenLedger.Functional.Tests.Running;

namespace TokenLedger.Functional.Tests.Attribution;

/// <summary>Who a call is for: read from headers, kept from the provider, checked.</summary>
public sealed class AttributionTests : IAsyncLifetime
{
    private const string Trace = "4bf92f3577b34da6a3ce929d0e0e4736";

    private static readonly string[] Parts =
    [
        "Feature",
        "User",
        "Session",
        "Agent",
        "Parent-Agent",
        "Task",
        "Step",
        "Environment",
        "Project",
        "Cost-Center",
        "Tenant",
    ];

    private TestGateway gateway = null!;

    public async ValueTask InitializeAsync() => gateway = await TestGateway.StartAsync();

    public ValueTask DisposeAsync() => gateway.DisposeAsync();

    [Fact]
    public async Task Attribution_headers_land_in_the_entries_and_not_at_the_provider()
    {
        HttpRequestMessage request = Ask.Post(Ask.ChatPath, Ask.Chat("Who"));
        foreach (string part in Parts)
        {
            request.Headers.Add("X-TokenLedger-" + part, "the " + part);
        }

        request.Headers.Add("X-TokenLedger-Tag-Team", "blue");
        request.Headers.Add("traceparent", $"00-{Trace}-00f067aa0ba902b7-01");

        Received answer = await gateway.SendAsync(request);

        Assert.Equal(200, answer.Status);
        foreach (LedgerEntry entry in await gateway.EntriesOfAsync(answer.Call!))
        {
            Assert.All(
                Parts,
                part => Assert.Equal("the " + part, entry.Text(part.ToLowerInvariant().Replace('-', '_')))
            );
            Assert.Equal("blue", entry.Tag("team"));
            Assert.Equal(Trace, entry.Text("trace_id"));
        }

        LoggedCall logged = await gateway.Provider.Log.WaitForAsync(_ => true, gateway.Cancellation);
        AssertNoHeader(logged, "X-TokenLedger");
    }

    [Theory]
    [InlineData("X-TokenLedger-Session-End", "true", true)]
    [InlineData("X-TokenLedger-Session-End", "false", false)]
    [InlineData("X-Agent-Session-End", "True", true)]
    public async Task The_end_of_a_session_lands_in_the_entries_and_not_at_the_provider(
        string header,
        string said,
        bool ends
    )
    {
        HttpRequestMessage request = Ask.Post(Ask.ChatPath, Ask.Chat("Goodbye"));
        request.Headers.Add("X-TokenLedger-Session", "s-1");
        request.Headers.Add(header, said);

        Received answer = await gateway.SendAsync(request);

        IReadOnlyList<LedgerEntry> entries = await gateway.EntriesOfAsync(answer.Call!);
        Assert.Equal([ends, ends], entries.Select(entry => entry.Json.GetProperty("session_ends").GetBoolean()));
        LoggedCall logged = await gateway.Provider.Log.WaitForAsync(_ => true, gateway.Cancellation);
        AssertNoHeader(logged, header);
    }

    [Fact]
    public async Task The_headers_of_AgentLedger_are_understood_and_stripped()
    {
        HttpRequestMessage request = Ask.Post(Ask.ChatPath + "?_agent_task=t1&keep=1", Ask.Chat("Old"));
        request.Headers.Add("X-Agent-Id", "bot");
        request.Headers.Add("X-Agent-Session", "s-1");
        request.Headers.Add("X-Agent-User", "ada");

        Received answer = await gateway.SendAsync(request);

        LedgerEntry end = await gateway.EndOfAsync(answer.Call!);
        Assert.Equal("bot s-1 ada t1", string.Join(' ', new[] { "agent", "session", "user", "task" }.Select(end.Text)));
        LoggedCall logged = await gateway.Provider.Log.WaitForAsync(_ => true, gateway.Cancellation);
        AssertNoHeader(logged, "X-Agent");
        Assert.Equal(Ask.ChatPath + "?keep=1", logged.Target);
    }

    [Fact]
    public async Task A_coding_agents_own_session_header_is_read_and_passed_on()
    {
        HttpRequestMessage request = Ask.Post(Ask.MessagesPath + "?beta=true", Ask.MessageStream("Claude Code"));
        request.Headers.Add("x-claude-code-session-id", "0b9f7c1e-session");

        Received answer = await gateway.SendAsync(request);

        Assert.Equal("0b9f7c1e-session", (await gateway.EndOfAsync(answer.Call!)).Text("session"));
        LoggedCall logged = await gateway.Provider.Log.WaitForAsync(_ => true, gateway.Cancellation);
        Assert.Equal("0b9f7c1e-session", logged.Header("x-claude-code-session-id"));
    }

    public static TheoryData<string, string> BadHeaders() =>
        new()
        {
            { "X-TokenLedger-Feature", new string('f', 257) },
            { "X-TokenLedger-User", "tab\there" },
            { "X-Agent-Id", new string('a', 300) },
            { "X-TokenLedger-Tag-" + new string('n', 65), "x" },
        };

    [Theory]
    [MemberData(nameof(BadHeaders))]
    public async Task A_bad_attribution_header_is_refused_by_name_and_nothing_is_forwarded(string name, string value)
    {
        HttpRequestMessage request = Ask.Post(Ask.ChatPath, Ask.Chat("Bad"));
        request.Headers.TryAddWithoutValidation(name, value);

        Received answer = await gateway.SendAsync(request);

        Assert.Equal(400, answer.Status);
        Assert.Contains(name, answer.Text, StringComparison.OrdinalIgnoreCase);
        Assert.Empty(gateway.Provider.Log.Calls);
    }

    [Fact]
    public async Task The_callers_key_is_nowhere_in_the_data_folder()
    {
        Received served = await gateway.SendAsync(Ask.Post(Ask.ChatPath, Ask.ChatStream("Secret")));
        await gateway.SendAsync(Ask.Post(Ask.MessagesPath, Ask.Message("Secret"), "status=500"));
        await gateway.SendAsync(Ask.Post(Ask.ChatPath, "broken"));
        string? fingerprint = (await gateway.EndOfAsync(served.Call!)).Text("key");
        await gateway.StopAsync();

        AssertNowhere("functional-test-key");
        Assert.False(string.IsNullOrEmpty(fingerprint));
    }

    [Fact]
    public async Task Prompts_are_nowhere_in_the_data_folder()
    {
        await gateway.SendAsync(Ask.Post(Ask.ChatPath, Ask.Chat("a very private prompt 7f3a")));
        await gateway.StopAsync();

        AssertNowhere("private prompt 7f3a");
    }

    private void AssertNowhere(string text)
    {
        byte[] sought = Encoding.UTF8.GetBytes(text);
        string[] files = Directory.GetFiles(gateway.Data, "*", SearchOption.AllDirectories);
        Assert.NotEmpty(files);
        Assert.All(files, file => Assert.Equal(-1, File.ReadAllBytes(file).AsSpan().IndexOf(sought)));
    }

    private static void AssertNoHeader(LoggedCall logged, string prefix) =>
        Assert.DoesNotContain(
            logged.Headers,
            header => header.Key.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)
        );
}
