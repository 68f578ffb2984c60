using System.Diagnostics;
using System.Text;

namespace TokenLedger.Functional.Tests.Running;

/// <summary>The built program as a process of its own.</summary>
internal static class Executable
{
    private static string Assembly { get; } = Path.Combine(AppContext.BaseDirectory, "tokenledger.dll");

    public static ProcessStartInfo StartInfo(params string[] arguments)
    {
        ProcessStartInfo start = new("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        // What the test run itself is told must not reach the program: it refuses variables it does not know.
        foreach (string name in start.Environment.Keys.Where(name => name.StartsWith("TOKENLEDGER_")).ToArray())
        {
            start.Environment.Remove(name);
        }

        start.ArgumentList.Add(Assembly);
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return start;
    }

    /// <summary>Runs a command to its end.</summary>
    public static async Task<(int Code, string Output, string Error)> RunAsync(
        string[] arguments,
        CancellationToken cancellation
    )
    {
        using Process process = Process.Start(StartInfo(arguments))!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(cancellation);
        Task<string> error = process.StandardError.ReadToEndAsync(cancellation);
        await process.WaitForExitAsync(cancellation);
        return (process.ExitCode, await output, await error);
    }
}
