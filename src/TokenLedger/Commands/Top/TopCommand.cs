using System.CommandLine;
using TokenLedger.Commands.Administration;
using TokenLedger.Commands.Output;
using TokenLedger.Configuration.Values;
using TokenLedger.Gateway.Metrics;

namespace TokenLedger.Commands.Top;

/// <summary>tokenledger top: what goes on now, live on a terminal.</summary>
internal static class TopCommand
{
    private const int WidthOfFiles = 120;

    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        RoadOptions options = new();
        Option<bool> once = new("--once") { Description = "Print it once. So does an output that is no terminal." };
        Option<string> sort = new("--sort")
        {
            HelpName = "cost|calls|tokens|newest",
            Description = "What sessions are sorted by.",
            DefaultValueFactory = _ => "cost",
        };
        sort.AcceptOnlyFromAmong("cost", "calls", "tokens", "newest");
        Option<string> every = new("--every")
        {
            HelpName = "DURATION",
            Description = "How often it asks, 500ms to 1m.",
            DefaultValueFactory = _ => "2s",
        };
        Command command = new(
            "top",
            "Watch what goes on now: spend, calls, sessions by cost, models, budgets near their limit, refusals."
        )
        {
            once,
            sort,
            every,
        };
        options.AddTo(command);
        command.SetAction(
            async (parsed, cancellation) =>
            {
                TimeSpan pause = PauseOf(parsed.GetValue(every)!);
                await using AdminRoad road = await options.OpenAsync(parsed, cancellation);
                if (!road.IsRunning)
                {
                    throw new CommandFailedException(
                        "No gateway runs on this data folder, so nothing goes on. Start one with 'tokenledger serve', or look back with 'tokenledger costs'."
                    );
                }

                if (options.IsJson(parsed))
                {
                    string text = (await road.GetAsync(Path, cancellation)).Text;
                    await parsed.InvocationConfiguration.Output.WriteLineAsync(text);
                    return 0;
                }

                TopView view = ViewOf(Enum.Parse<TopSort>(parsed.GetValue(sort)!, ignoreCase: true));
                if (parsed.GetValue(once) || !IsInteractive)
                {
                    await PrintAsync(
                        road,
                        view with
                        {
                            Height = 0,
                        },
                        parsed.InvocationConfiguration.Output,
                        cancellation
                    );
                    return 0;
                }

                await new TopLoop(road, pause, view).RunAsync(cancellation);
                return 0;
            }
        );
        return command;
    }

    private const string Path = "api/v1/live";

    /// <summary>Asks the gateway.</summary>
    internal static async Task<LiveDocument> AskAsync(AdminRoad road, CancellationToken cancellation) =>
        (await road.GetAsync(Path, cancellation)).Read(LiveJson.Default.LiveDocument);

    private static bool IsInteractive =>
        !Console.IsOutputRedirected
        && !Console.IsInputRedirected
        && Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb");

    private static TopView ViewOf(TopSort sort) =>
        Console.IsOutputRedirected
            ? new(WidthOfFiles, 0, sort, Colour: false)
            : new(
                Console.WindowWidth,
                Console.WindowHeight,
                sort,
                Colour: string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
            );

    private static async Task PrintAsync(
        AdminRoad road,
        TopView view,
        TextWriter output,
        CancellationToken cancellation
    )
    {
        LiveDocument live = await AskAsync(road, cancellation);
        foreach (string line in new TopScreen(live, view).Draw())
        {
            await output.WriteLineAsync(line);
        }
    }

    private static TimeSpan PauseOf(string text) =>
        DurationText.Parse(text).Value is TimeSpan pause
        && pause >= TimeSpan.FromMilliseconds(500)
        && pause <= TimeSpan.FromMinutes(1)
            ? pause
            : throw CostOptions.Misused("--every: must be a duration from 500ms to 1m, such as 2s.");
}
