using System.Net;
using System.Net.Sockets;
using TokenLedger.Tests.Configuration;

namespace TokenLedger.Tests.Commands;

public sealed class CommandLineTests
{
    [Fact]
    public async Task Help_lists_the_commands_and_ends_with_examples()
    {
        Run run = await Run.Of("--help");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Matches("(?s)serve .*healthcheck .*version .*Examples:\n  tokenledger serve\n", run.Output);
    }

    [Theory]
    [InlineData("serve")]
    [InlineData("healthcheck")]
    [InlineData("version")]
    public async Task Every_command_has_help_with_an_example_that_parses(string command)
    {
        Run run = await Run.Of(command, "--help");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains($"Examples:\n  tokenledger {command}", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("serve")]
    [InlineData("demo")]
    [InlineData("costs")]
    [InlineData("entries")]
    [InlineData("export")]
    [InlineData("verify")]
    [InlineData("proof")]
    [InlineData("price")]
    public async Task Help_shows_examples_once_and_no_default_that_says_nothing(string command)
    {
        Run run = await Run.Of([.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]);

        Assert.Equal(2, run.Output.Split("Examples:").Length);
        Assert.DoesNotContain("2147483647", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("budgets", "status")]
    [InlineData("sessions", "report")]
    [InlineData("keys", "list")]
    [InlineData("access-tokens", "list")]
    [InlineData("tenants", "list")]
    [InlineData("alerts", "list")]
    [InlineData("policies", "list")]
    [InlineData("rates", "list")]
    public async Task A_group_of_commands_shows_what_is_in_it_when_none_of_them_is_named(string group, string usual)
    {
        string nowhere = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

        Run named = await Run.Of(group, usual, "--json", "--data", nowhere);
        Run unnamed = await Run.Of(group, "--json", "--data", nowhere);
        Run help = await Run.Of(group, "--help");

        Assert.Equal(named, unnamed);
        Assert.DoesNotContain("Required command", unnamed.Error, StringComparison.Ordinal);
        Assert.Contains($"Without a command: {usual}.", help.Output, StringComparison.Ordinal);
        Assert.Contains("Commands:", help.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--version", "0.1.0\n")]
    [InlineData("version", "tokenledger 0.1.0\n")]
    public async Task The_version_is_printed(string argument, string output) =>
        Assert.Equal(new Run(0, output, ""), await Run.Of(argument));

    [Theory]
    [InlineData("serv", "serve")]
    [InlineData("verison", "version")]
    public async Task An_unknown_command_exits_2_and_suggests_the_nearest(string typed, string meant)
    {
        Run run = await Run.Of(typed);

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Contains(
            $"'{typed}' was not matched. Did you mean one of the following?\n{meant}\n",
            run.Error,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("serve --lisen 127.0.0.1:1", "--listen")]
    [InlineData("serve --listen", "--listen")]
    [InlineData("serve surplus", "surplus")]
    [InlineData("", "serve")]
    public async Task A_wrong_command_line_exits_2_and_says_why_on_standard_error(string line, string named)
    {
        Run run = await Run.Of(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Contains(named, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_configuration_exits_2_with_every_problem_on_its_line()
    {
        using ConfigurationCase one = new("lisen: 1\nlog: {level: loud}\n");

        Run run = await Run.Of("serve", "-c", one.File, "--data", Path.Combine(one.Folder, "data"));

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Equal(
            [
                $"{one.File}:1:1: lisen: unknown key (did you mean \"listen\"?)",
                $"{one.File}:2:14: log.level: must be debug or info or warn or error",
                "2 problems in the configuration; not started.",
            ],
            run.Error.TrimEnd().Split('\n')
        );
        Assert.False(Path.Exists(Path.Combine(one.Folder, "data")));
    }

    [Fact]
    public async Task A_wrong_option_exits_2_with_its_name()
    {
        using ConfigurationCase one = new("");

        Run run = await Run.Of("serve", "-c", one.File, "--listen", "8787");

        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith("--listen: listen: must be ADDRESS:PORT", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_health_check_of_nothing_exits_1_and_names_the_address()
    {
        int port = FreePort();

        Run run = await Run.Of("healthcheck", "--addr", $"127.0.0.1:{port}");

        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.StartsWith(
            $"Nothing healthy answers at http://127.0.0.1:{port}/health: ",
            run.Error,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("200 OK", 0, "ok\n", "")]
    [InlineData("503 Service Unavailable", 1, "", "answers 503")]
    public async Task A_health_check_says_what_the_gateway_answers(string status, int code, string output, string error)
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        Task server = AnswerOnceAsync(listener, status);

        Run run = await Run.Of("healthcheck", "--addr", $"{listener.LocalEndpoint}");
        await server;

        Assert.Equal((code, output), (run.ExitCode, run.Output));
        Assert.Contains(error, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_health_check_of_no_address_exits_2() =>
        Assert.Equal(2, (await Run.Of("healthcheck", "--addr", "::::")).ExitCode);

    private static async Task AnswerOnceAsync(TcpListener listener, string status)
    {
        using TcpClient client = await listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
        NetworkStream stream = client.GetStream();
        byte[] request = new byte[4096];
        int read = await stream.ReadAsync(request, TestContext.Current.CancellationToken);
        Assert.StartsWith(
            "GET /health ",
            System.Text.Encoding.ASCII.GetString(request, 0, read),
            StringComparison.Ordinal
        );
        byte[] answer = System.Text.Encoding.ASCII.GetBytes(
            $"HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        );
        await stream.WriteAsync(answer, TestContext.Current.CancellationToken);
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
