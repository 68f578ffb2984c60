using System.CommandLine;
using TokenLedger.Accounting.Policies;
using TokenLedger.Accounting.Rates;
using TokenLedger.Commands.Adjusting;
using TokenLedger.Commands.Output;
using TokenLedger.Configuration;
using TokenLedger.Gateway.Policies;
using TokenLedger.Gateway.Policies.Replay;
using TokenLedger.Ledger;
using TokenLedger.Ledger.Embedded;
using TokenLedger.Ledger.Entries;
using TokenLedger.Reporting.Queries;
using TokenLedger.Serve;

namespace TokenLedger.Commands.Policies;

/// <summary><c>tokenledger policies replay</c>: what rules would have refused, changed and saved.</summary>
internal static class PoliciesReplayCommand
{
    private const string DefaultLast = "7d";
    private const int ReadAtOnce = 1024;

    public static Command Create(TimeProvider clock)
    {
        WritingOptions options = new();
        Option<string?> last = new("--last")
        {
            HelpName = "TIME",
            Description = $"How far back: {Duration.Forms}. Default {DefaultLast}.",
        };
        Option<string?> from = new("--from")
        {
            HelpName = "INSTANT",
            Description = "Calls that began at or after this instant.",
        };
        Option<string?> to = new("--to")
        {
            HelpName = "INSTANT",
            Description = "Calls that began before this instant.",
        };
        Option<string?> rules = new("--rules")
        {
            HelpName = "FILE",
            Description = "A file with a policies section to try. Without it: the rules in force.",
        };
        Option<bool> json = CommonOptions.Json();
        Command command = new(
            "replay",
            "Say what rules would have refused, warned of or changed in the past, and saved."
        )
        {
            last,
            from,
            to,
            rules,
            json,
        };
        options.AddTo(command);
        command.SetAction(
            (parsed, cancellation) =>
            {
                bool spans = parsed.GetValue(from) is not null || parsed.GetValue(to) is not null;
                Window window =
                    Window.Parse(
                        parsed.GetValue(last) ?? (spans ? null : DefaultLast),
                        parsed.GetValue(from),
                        parsed.GetValue(to),
                        clock.GetUtcNow(),
                        out string? problem
                    ) ?? throw CostOptions.Misused(problem!);
                ServeConfiguration configuration = options.Read(parsed);
                PolicyReplay replay = Run(
                    configuration,
                    parsed.GetValue(rules),
                    window,
                    parsed.InvocationConfiguration.Error,
                    cancellation
                );
                TextWriter output = parsed.InvocationConfiguration.Output;
                if (parsed.GetValue(json))
                {
                    output.WriteLine(ReplayDocument.Json(replay, window));
                }
                else
                {
                    ReplayTable.Write(replay, output);
                }

                return Task.FromResult(0);
            }
        );
        return command;
    }

    private static PolicyReplay Run(
        ServeConfiguration configuration,
        string? file,
        Window window,
        TextWriter error,
        CancellationToken cancellation
    )
    {
        ReadOnlyOpenResult opened = LedgerReader.Open(configuration.Data.Ledger);
        using LedgerReader reader = opened.Reader ?? throw new CommandFailedException(opened.Problem!);
        reader.Refresh();
        ProgressLine progress = new(error, reader.Head.Size, TimeProvider.System);
        PolicyOptions policies = file is null ? configuration.Gateway.Policies : PolicyRulesFile.Read(file);
        IReadOnlyList<PolicyRule> rules = file is null
            ? RulesInForce.Of(policies.Rules, reader, progress)
            : policies.Rules;
        (PolicySet? set, IReadOnlyList<PolicyProblem> problems) = PolicySet.Compile(
            rules,
            [.. policies.Patterns.Select(pattern => pattern.Name)]
        );
        if (set is null || rules.Count == 0)
        {
            string why = set is null ? problems[0].Message : "there are no rules";
            throw new CommandFailedException($"Nothing to replay: {why}. Name a file with --rules.", ExitCode.Misused);
        }

        RateBook book = RateFiles.Load(configuration.Rates);
        PolicyReplay replay = new(set, book, window.From, window.To);
        for (long at = Start(reader, window.From); at < reader.Head.Size; )
        {
            cancellation.ThrowIfCancellationRequested();
            IReadOnlyList<StoredEntry> some = reader.Read(at, ReadAtOnce);
            foreach (StoredEntry stored in some)
            {
                replay.Add(EntryReader.Parse(stored.Bytes.Span));
            }

            at += some.Count;
            progress.Report(at);
        }

        return replay;
    }

    /// <summary>The first entry recorded in the window: a call is recorded after it began, and the clock of entries only grows.</summary>
    private static long Start(LedgerReader reader, DateTimeOffset? from)
    {
        long low = 0;
        long high = from is null ? 0 : reader.Head.Size;
        while (low < high)
        {
            long middle = low + ((high - low) / 2);
            bool before = EntryReader.Parse(reader.Read(middle, 1)[0].Bytes.Span).RecordedAt < from;
            (low, high) = before ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
