using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace TokenLedger.Commands;

/// <summary>How a command line is understood and run.</summary>
public static class CommandLine
{
    /// <summary>How long a command may take to end after a signal before the process ends anyway.</summary>
    private static readonly TimeSpan EndAfterSignal = TimeSpan.FromSeconds(2);

    /// <summary>Parses and runs a command line.</summary>
    /// <param name="args">Without the program's name.</param>
    /// <param name="output">Where results go.</param>
    /// <param name="error">Where everything else goes.</param>
    /// <returns>0 when it went well, 1 when it did not, 2 when it was asked wrongly.</returns>
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter error)
    {
        ParseResult parsed = Root(args).Parse(WithUsual(args));
        if (parsed.Action is ParseErrorAction refusal)
        {
            refusal.ShowHelp = args.Length == 0;
            await parsed.InvokeAsync(Invocation(parsed, output: error, error));
            if (!refusal.ShowHelp)
            {
                await error.WriteLineAsync($"See 'tokenledger {HelpFor(parsed)}--help'.");
            }

            return ExitCode.Misused;
        }

        try
        {
            return await parsed.InvokeAsync(Invocation(parsed, output, error));
        }
        catch (CommandFailedException failure)
        {
            await error.WriteLineAsync(failure.Message);
            return failure.ExitCode;
        }
        catch (OperationCanceledException)
        {
            await error.WriteLineAsync("Stopped before it was done.");
            return ExitCode.Failed;
        }
        catch (Exception surprise)
        {
            await error.WriteLineAsync(Surprise.Sentence(surprise));
            return ExitCode.Failed;
        }
    }

    /// <summary>
    /// Who names a group of commands and none of them wants to see what is in it: "tokenledger sessions --last 7d" is the report.
    /// </summary>
    private static string[] WithUsual(string[] args) =>
        Asked(args)?.Usual is { } usual && (args.Length == 1 || IsOption(args[1]))
            ? [args[0], usual, .. args[1..]]
            : args;

    private static bool IsOption(string arg) => arg.StartsWith('-') && arg is not ("-h" or "--help" or "-?");

    private static KnownCommand? Asked(string[] args) =>
        KnownCommand.All.FirstOrDefault(known => known.Name == args.FirstOrDefault());

    private static string HelpFor(ParseResult parsed) =>
        string.Concat(
            parsed
                .CommandResult.Command.Parents.OfType<Command>()
                .Prepend(parsed.CommandResult.Command)
                .Where(command => command is not RootCommand)
                .Reverse()
                .Select(command => command.Name + " ")
        );

    /// <summary>
    /// The commands, or the one that is asked for: making and compiling the others' options takes a tenth of a second, which
    /// a start can do without.
    /// </summary>
    private static RootCommand Root(string[] args)
    {
        RootCommand root = new(
            "The system of record for AI work: a metering gateway between agents and LLM providers, and its ledger."
        );
        Dictionary<Command, Func<string[]>> examples = new()
        {
            [root] = static () => ["tokenledger serve", "tokenledger COMMAND --help"],
        };
        foreach (KnownCommand known in Asked(args) is { } asked ? [asked] : KnownCommand.All)
        {
            Command command = known.Create();
            command.Description += known.Usual is { } usual ? $" Without a command: {usual}." : "";
            root.Subcommands.Add(command);
            examples[command] = () => known.Examples;
            foreach (Command below in command.Subcommands)
            {
                examples[below] = () => known.ExamplesOf(below.Name);
            }
        }

        HelpOption help = root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpWithExamples((HelpAction)help.Action!, examples);
        return root;
    }

    private static InvocationConfiguration Invocation(ParseResult parsed, TextWriter output, TextWriter error) =>
        new()
        {
            Output = output,
            Error = error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = parsed.CommandResult.Command.Name is "serve" or "demo" ? null : EndAfterSignal,
        };
}
