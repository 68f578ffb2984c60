using System.Diagnostics;

namespace TokenLedger.Functional.Tests.Running;

/// <summary>`tokenledger serve` as a process that can be killed.</summary>
internal sealed class ServeProcess : IAsyncDisposable
{
    private readonly Process process;
    private readonly Task drained;

    private ServeProcess(Process process, Uri address, string banner)
    {
        this.process = process;
        Address = address;
        Banner = banner;
        drained = Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
    }

    public Uri Address { get; }

    /// <summary>What it printed when it was ready.</summary>
    public string Banner { get; }

    /// <summary>Starts it on a free port and returns when it says it is ready.</summary>
    public static async Task<ServeProcess> StartAsync(
        string data,
        Uri provider,
        CancellationToken cancellation,
        string? configuration = null
    )
    {
        Process process = Process.Start(
            Executable.StartInfo([
                "serve",
                "--listen",
                "127.0.0.1:0",
                "--data",
                data,
                "--upstream",
                "openai=" + provider,
                "--upstream",
                "anthropic=" + provider,
                .. configuration is null ? Array.Empty<string>() : ["-c", configuration],
            ])
        )!;
        List<string> lines = [];
        Uri? address = null;
        while (await process.StandardOutput.ReadLineAsync(cancellation) is { } line)
        {
            lines.Add(line);
            if (line.Contains(" address ", StringComparison.Ordinal))
            {
                address = new Uri(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]);
            }

            if (line.StartsWith("Then see", StringComparison.Ordinal))
            {
                return new ServeProcess(process, address!, string.Join('\n', lines));
            }
        }

        string error = await process.StandardError.ReadToEndAsync(cancellation);
        throw new InvalidOperationException($"serve did not start: {string.Join('\n', lines)}\n{error}");
    }

    /// <summary>kill -9.</summary>
    public async Task KillAsync(CancellationToken cancellation)
    {
        process.Kill();
        await process.WaitForExitAsync(cancellation);
    }

    /// <summary>Asks it to stop, as a service manager does, and returns its exit code.</summary>
    public async Task<int> StopAsync(CancellationToken cancellation)
    {
        using Process signal = Process.Start(
            "kill",
            ["-TERM", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]
        );
        await signal.WaitForExitAsync(cancellation);
        await process.WaitForExitAsync(cancellation);
        return process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill();
        }

        await drained;
        process.Dispose();
    }
}
