using System.Text.Json;
using TokenLedger.Commands;
using TokenLedger.Functional.Tests.Running;

namespace TokenLedger.Functional.Tests.Control;

/// <summary><c>tokenledger sessions</c> against a running gateway, and without one.</summary>
public sealed class SessionsCommandTests
{
    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using StringWriter output = new();
        using StringWriter error = new();
        int code = await CommandLine.RunAsync(arguments, output, error);
        return (code, output.ToString(), error.ToString());
    }

    private static HttpRequestMessage In(string session)
    {
        HttpRequestMessage request = Ask.Post(Ask.ChatPath, Ask.Chat("Hi"));
        request.Headers.Add("X-TokenLedger-Session", session);
        request.Headers.Add("X-TokenLedger-Agent", "coder");
        return request;
    }

    [Fact]
    public async Task Sessions_are_listed_stopped_and_let_go_on()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        await gateway.SendAsync(In("s-42"));

        (int code, string list, string error) = await RunAsync("sessions", "list", "--data", gateway.Data);
        Assert.True(code == 0, error);
        Assert.Matches(@"s-42\s+coder", list);

        (code, string killed, error) = await RunAsync([
            "sessions",
            "kill",
            "s-42",
            "--reason",
            "enough",
            "--for",
            "1h",
            "--data",
            gateway.Data,
        ]);
        Assert.True(code == 0, error);
        Assert.Contains("is stopped", killed);
        Assert.Equal(403, (await gateway.SendAsync(In("s-42"))).Status);
        (_, string json, _) = await RunAsync("sessions", "list", "--json", "--data", gateway.Data);
        Assert.True(JsonElement.Parse(json).GetProperty("sessions")[0].GetProperty("killed").GetBoolean());

        Assert.Equal(0, (await RunAsync("sessions", "revive", "s-42", "--data", gateway.Data)).Code);
        Assert.Equal(200, (await gateway.SendAsync(In("s-42"))).Status);
        (code, _, error) = await RunAsync("sessions", "revive", "s-42", "--data", gateway.Data);
        Assert.Equal((1, "The session \"s-42\" is not stopped.\n"), (code, error));
    }

    [Fact]
    public async Task An_agent_stopped_while_no_gateway_runs_is_refused_when_one_does()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        await gateway.SendAsync(In("s-1"));
        string offline = "";
        await gateway.RestartAsync(data =>
        {
            (int code, offline, string error) = RunAsync("sessions", "kill", "coder", "--kind", "agent", "--data", data)
                .GetAwaiter()
                .GetResult();
            Assert.True(code == 0, error);
        });

        Assert.Contains("when the gateway runs", offline);
        Assert.Equal(403, (await gateway.SendAsync(In("s-1"))).Status);
    }

    [Theory]
    [InlineData("--kind", "planet")]
    [InlineData("--for", "soon")]
    [InlineData("--for", "0")]
    public async Task What_makes_no_sense_is_said_and_nothing_is_stopped(string option, string value)
    {
        await using TestGateway gateway = await TestGateway.StartAsync();

        (int code, _, string error) = await RunAsync([
            "sessions",
            "kill",
            "s-42",
            option,
            value,
            "--data",
            gateway.Data,
        ]);

        Assert.Equal(2, code);
        Assert.NotEmpty(error);
        Assert.Equal(200, (await gateway.SendAsync(In("s-42"))).Status);
    }
}
