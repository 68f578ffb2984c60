using System.CommandLine;

namespace TokenLedger.Commands;

/// <summary>tokenledger healthcheck: asks a running gateway how it is, for containers without curl.</summary>
public static class HealthcheckCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        Option<string> address = new("--addr")
        {
            Description = "HOST:PORT of the gateway.",
            DefaultValueFactory = _ => "127.0.0.1:8787",
        };
        Command command = new("healthcheck", "Ask a running gateway whether it is healthy; exit 0 when it is.")
        {
            address,
        };
        command.SetAction(
            (parsed, cancellation) =>
                RunAsync(parsed.GetRequiredValue(address), parsed.InvocationConfiguration, cancellation)
        );
        return command;
    }

    private static async Task<int> RunAsync(
        string address,
        InvocationConfiguration console,
        CancellationToken cancellation
    )
    {
        if (!Uri.TryCreate($"http://{address}/health", UriKind.Absolute, out Uri? health))
        {
            throw new CommandFailedException("--addr: must be HOST:PORT, such as 127.0.0.1:8787.", ExitCode.Misused);
        }

        using HttpClient client = new() { Timeout = Patience };
        try
        {
            using HttpResponseMessage answer = await client.GetAsync(health, cancellation);
            await (answer.IsSuccessStatusCode ? console.Output : console.Error).WriteLineAsync(
                answer.IsSuccessStatusCode ? "ok" : $"{health} answers {(int)answer.StatusCode}."
            );
            return answer.IsSuccessStatusCode ? 0 : ExitCode.Failed;
        }
        catch (HttpRequestException failure)
        {
            throw new CommandFailedException($"Nothing healthy answers at {health}: {failure.Message}");
        }
        catch (TaskCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new CommandFailedException($"{health} does not answer within {Patience.TotalSeconds:0} seconds.");
        }
    }
}
