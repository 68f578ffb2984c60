using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace TokenLedger.Functional.Tests.Metrics;

/// <summary>The programs of the Debian package prometheus. Tests that need one skip themselves where it is missing.</summary>
internal static class PrometheusTools
{
    /// <summary>Runs promtool to its end.</summary>
    /// <param name="arguments">What it is told.</param>
    /// <param name="input">What it reads; null for nothing.</param>
    /// <returns>Its exit code and all it printed.</returns>
    public static async Task<(int Code, string Output)> PromtoolAsync(string[] arguments, string? input = null)
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        using Process tool = Process.Start(
            new ProcessStartInfo(PathOf("promtool"), arguments)
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        Task<string> output = tool.StandardOutput.ReadToEndAsync(cancellation);
        Task<string> error = tool.StandardError.ReadToEndAsync(cancellation);
        await tool.StandardInput.WriteAsync(input);
        tool.StandardInput.Close();
        await tool.WaitForExitAsync(cancellation);
        return (tool.ExitCode, await output + await error);
    }

    /// <summary>Where a program is; skips the test when it is nowhere.</summary>
    public static string PathOf(string program)
    {
        string? found = (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(':')
            .Select(folder => Path.Combine(folder, program))
            .FirstOrDefault(File.Exists);
        Assert.SkipWhen(found is null, $"{program} is not installed (Debian package prometheus).");
        return found!;
    }

    /// <summary>A port of this machine that is free now.</summary>
    public static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
