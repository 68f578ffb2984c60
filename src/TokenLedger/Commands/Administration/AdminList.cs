using System.CommandLine;

namespace TokenLedger.Commands.Administration;

/// <summary>The commands that ask one thing of the gateway and show it: as it came with --json, else for people.</summary>
internal static class AdminList
{
    /// <summary>Such a command, "list".</summary>
    /// <param name="description">What it shows.</param>
    /// <param name="path">What it asks for.</param>
    /// <param name="write">Shows it to people.</param>
    public static Command Create(string description, string path, Action<AdminReply, TextWriter> write)
    {
        RoadOptions options = new();
        Command command = new("list", description);
        options.AddTo(command);
        command.SetAction(
            async (parsed, cancellation) =>
            {
                await using AdminRoad road = await options.OpenAsync(parsed, cancellation);
                AdminReply reply = await road.GetAsync(path, cancellation);
                TextWriter output = parsed.InvocationConfiguration.Output;
                if (options.IsJson(parsed))
                {
                    await output.WriteLineAsync(reply.Text);
                }
                else
                {
                    write(reply, output);
                }

                return 0;
            }
        );
        return command;
    }
}
