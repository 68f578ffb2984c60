using System.Diagnostics;
using System.Globalization;
using TokenLedger.Functional.Tests.Running;

namespace TokenLedger.Functional.Tests.Terminal;

/// <summary>A command in a real terminal: tmux with a server of its own. Skips the test where there is no tmux.</summary>
internal sealed class TerminalSession : IAsyncDisposable
{
    private readonly string tmux;
    private readonly string socket;
    private readonly TempFolder folder;

    private TerminalSession(string tmux, TempFolder folder)
    {
        this.tmux = tmux;
        this.folder = folder;
        socket = Path.Combine(folder.Path, "tmux");
    }

    /// <summary>Starts a command of the program; when it has ended the terminal shows "ended" and its exit code.</summary>
    public static async Task<TerminalSession> StartAsync(int width, int height, params string[] arguments)
    {
        string? tmux = (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(':')
            .Select(bin => Path.Combine(bin, "tmux"))
            .FirstOrDefault(File.Exists);
        Assert.SkipWhen(tmux is null, "tmux is not installed.");
        TerminalSession session = new(tmux!, new TempFolder());
        ProcessStartInfo start = Executable.StartInfo(arguments);
        string command = string.Join(' ', start.ArgumentList.Prepend(start.FileName).Select(part => $"'{part}'"));
        await session.RunAsync(
            "new-session",
            "-d",
            "-x",
            width.ToString(CultureInfo.InvariantCulture),
            "-y",
            height.ToString(CultureInfo.InvariantCulture),
            $"{command}; echo ended $?; cat"
        );
        return session;
    }

    public Task TypeAsync(string key) => RunAsync("send-keys", key);

    public Task ResizeAsync(int width, int height) =>
        RunAsync(
            "resize-window",
            "-x",
            width.ToString(CultureInfo.InvariantCulture),
            "-y",
            height.ToString(CultureInfo.InvariantCulture)
        );

    /// <summary>Looks at the screen until it is as wanted; returns its lines.</summary>
    public async Task<string[]> WaitForAsync(Func<string[], bool> wanted)
    {
        while (true)
        {
            string[] lines = (await RunAsync("capture-pane", "-p")).TrimEnd('\n').Split('\n');
            if (wanted(lines))
            {
                return lines;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), TestContext.Current.CancellationToken);
        }
    }

    private async Task<string> RunAsync(params string[] arguments)
    {
        ProcessStartInfo start = new(tmux, ["-S", socket, "-f", "/dev/null", .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["LC_ALL"] = "C.UTF-8";
        start.Environment.Remove("TMUX");
        start.Environment.Remove("NO_COLOR");
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, await error);
        return output;
    }

    public async ValueTask DisposeAsync()
    {
        await RunAsync("kill-server");
        folder.Dispose();
    }
}
