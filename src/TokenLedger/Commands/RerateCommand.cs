using System.CommandLine;
using System.Text.Json;
using TokenLedger.Accounting.Rates;
using TokenLedger.Commands.Adjusting;
using TokenLedger.Commands.Output;
using TokenLedger.Commands.Rerating;
using TokenLedger.Configuration;
using TokenLedger.Ledger.Adjusting;
using TokenLedger.Reporting.Queries;
using TokenLedger.Serve;

namespace TokenLedger.Commands;

/// <summary>tokenledger rerate: prices settled calls again, and books the difference when asked to.</summary>
public static class RerateCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        WritingOptions writing = new();
        Option<string?> last = new("--last")
        {
            HelpName = "TIME",
            Description = $"How far back from now: {Duration.Forms}.",
        };
        Option<string?> from = new("--from")
        {
            HelpName = "INSTANT",
            Description = "Calls that began at or after this instant (ISO 8601, UTC).",
        };
        Option<string?> to = new("--to")
        {
            HelpName = "INSTANT",
            Description = "Calls that began before this instant.",
        };
        Option<string?> model = new("--model")
        {
            HelpName = "GLOB",
            Description = "Only models of this name, * and ? stand for any text and any character.",
        };
        Option<string?> provider = new("--provider") { HelpName = "NAME", Description = "Only this provider." };
        Option<string?> rates = new("--rates")
        {
            HelpName = "FILE",
            Description =
                "A rate table, or a folder of them, instead of the configured ones; it replaces the built-in table of its "
                + "provider.",
        };
        Option<bool> reread = new("--reread")
        {
            Description =
                "Read the provider's usage again first, as kept on the entries: this version may tell more apart.",
        };
        Option<bool> apply = new("--apply") { Description = "Book the difference as adjustments." };
        Option<string> reason = new("--reason")
        {
            HelpName = "TEXT",
            Description = "What the adjustments say.",
            DefaultValueFactory = _ => "re-rated",
        };
        Option<bool> json = CommonOptions.Json();
        Command command = new(
            "rerate",
            "Price settled calls again, at the rates active when they happened, and show or book the difference."
        )
        {
            last,
            from,
            to,
            model,
            provider,
            rates,
            reread,
            apply,
            reason,
            json,
        };
        writing.AddTo(command);
        command.SetAction(
            (parsed, cancellation) =>
            {
                if (parsed.GetValue(last) is null && parsed.GetValue(from) is null && parsed.GetValue(to) is null)
                {
                    throw CostOptions.Misused("Say which calls: --from INSTANT, and --to INSTANT, or --last TIME.");
                }

                Window window =
                    Window.Parse(
                        parsed.GetValue(last),
                        parsed.GetValue(from),
                        parsed.GetValue(to),
                        TimeProvider.System.GetUtcNow(),
                        out string? problem
                    ) ?? throw CostOptions.Misused(problem!);
                RerateRequest request = new(
                    window,
                    new ModelGlob(parsed.GetValue(model)),
                    parsed.GetValue(provider),
                    parsed.GetValue(reread),
                    Reason(parsed.GetRequiredValue(reason))
                );
                ServeConfiguration configuration = writing.Read(parsed);
                return RunAsync(
                    request,
                    configuration,
                    Book(parsed.GetValue(rates), configuration),
                    parsed.GetValue(apply),
                    parsed.GetValue(json),
                    parsed.InvocationConfiguration,
                    cancellation
                );
            }
        );
        return command;
    }

    private static string Reason(string text) =>
        text.Trim().Length is > 0 and <= AdjustmentEntry.LongestReason && !text.Any(char.IsControl)
            ? text
            : throw CostOptions.Misused($"--reason: one line of 1 to {AdjustmentEntry.LongestReason} characters.");

    /// <summary>The book the gateway would price with, or the one named.</summary>
    private static RateBook Book(string? named, ServeConfiguration configuration)
    {
        if (named is not null && !Path.Exists(named))
        {
            throw CostOptions.Misused($"--rates: there is no {named}.");
        }

        return RateFiles.Load(named is null ? configuration.Rates : configuration.Rates with { Files = [named] });
    }

    private static async Task<int> RunAsync(
        RerateRequest request,
        ServeConfiguration configuration,
        RateBook book,
        bool apply,
        bool json,
        InvocationConfiguration console,
        CancellationToken cancellation
    )
    {
        RerateRun run = new(request, book);
        List<RerateEntry> entries = [];
        // The road first: opened here, a ledger whose process died settles what that process left open.
        await using IAdjustmentRoad? road = apply
            ? await AdjustmentRoad.OpenAsync(
                configuration.Data,
                configuration.Gateway.AdminToken,
                TimeProvider.System,
                cancellation
            )
            : null;
        using (LedgerReports reports = await LedgerReports.OpenAsync(configuration.Data, console.Error, cancellation))
        using (ProgressBar bar = new("re-rating"))
        {
            SettledCalls calls = new(reports, request.Window);
            await run.RunAsync(calls, road, Note, bar, cancellation);
        }

        if (json)
        {
            RerateDocument document = RerateDocument.Of(run, entries, request.Window, book.Version, apply);
            await console.Output.WriteLineAsync(JsonSerializer.Serialize(document, RerateJson.Default.RerateDocument));
        }
        else
        {
            RerateTable.Write(run, book.ShortVersion, apply, console.Output);
        }

        foreach (string problem in run.Problems)
        {
            await console.Error.WriteLineAsync("not booked: " + problem);
        }

        return run.Refused == 0 ? 0 : ExitCode.Failed;

        void Note(ReratedCall call)
        {
            if (json && RerateEntry.Of(call) is { } entry)
            {
                entries.Add(entry);
            }
        }
    }
}
