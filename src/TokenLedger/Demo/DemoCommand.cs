using System.CommandLine;
using TokenLedger.Commands;

namespace TokenLedger.Demo;

/// <summary>tokenledger demo: real numbers in a minute, without any key.</summary>
public static class DemoCommand
{
    /// <summary>How long the agents work when nothing is said.</summary>
    private const string Minute = "60s";

    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        Option<string> duration = new("--for")
        {
            Description = "How long the agents work: 30s, 2m.",
            HelpName = "TIME",
            DefaultValueFactory = _ => Minute,
        };
        Option<string?> data = new("--data")
        {
            Description = "Data folder. Without it: a new folder among the temporary files.",
            HelpName = "DIR",
        };
        Option<bool> noAgents = new("--no-agents")
        {
            Description = "Only the gateway and the simulated provider, for an agent of your own.",
        };
        Command command = new(
            "demo",
            "Start the gateway with a simulated provider and sample agents, then show what they cost. No key, no network."
        )
        {
            duration,
            data,
            noAgents,
        };
        command.SetAction(
            (parsed, _) =>
                DemoRun.RunAsync(
                    Duration(parsed.GetRequiredValue(duration)),
                    Folder(parsed.GetValue(data)),
                    withAgents: !parsed.GetValue(noAgents),
                    parsed.InvocationConfiguration
                )
        );
        return command;
    }

    private static TimeSpan Duration(string text)
    {
        TimeSpan? unit =
            text.Length < 2
                ? null
                : text[^1] switch
                {
                    's' => TimeSpan.FromSeconds(1),
                    'm' => TimeSpan.FromMinutes(1),
                    'h' => TimeSpan.FromHours(1),
                    _ => null,
                };
        return unit is { } one && ushort.TryParse(text[..^1], out ushort count) && count > 0
            ? count * one
            : throw new CommandFailedException("--for: must be a time such as 30s, 2m or 1h.", ExitCode.Misused);
    }

    private static DataFolder Folder(string? named) =>
        new(named is null ? Directory.CreateTempSubdirectory("tokenledger-demo-").FullName : Path.GetFullPath(named));
}
