using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using TokenLedger.Commands.Output;
using TokenLedger.Reporting.Documents;
using TokenLedger.Reporting.Queries;
using TokenLedger.Reporting.Queries.Comparing;

namespace TokenLedger.Commands;

/// <summary>tokenledger compare: models, prompt versions or other variants side by side.</summary>
public static class CompareCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        Option<string?> data = CommonOptions.Data();
        Option<bool> json = CommonOptions.Json();
        WordOptions words = new(
            CompareQuery.DefaultLast,
            ("by", "NAME", $"What tells the variants apart: {Grouping.Choices}. Default model."),
            ("limit", "COUNT", $"Most variants, those of the most calls first. Default {CompareQuery.DefaultLimit}."),
            ("outcome", "NAME", "Only business outcomes of this name.")
        );
        Command command = new("compare", "Put models, prompt versions or other variants side by side.") { data, json };
        words.AddTo(command);
        command.SetAction(
            async (parsed, cancellation) =>
            {
                CompareQuery query =
                    CompareQuery.Read(words.Read(parsed), TimeProvider.System.GetUtcNow(), out string? problem)
                    ?? throw CostOptions.Misused(problem!);
                InvocationConfiguration console = parsed.InvocationConfiguration;
                DataFolder folder = DataFolder.Resolve(parsed.GetValue(data));
                using LedgerReports reports = await LedgerReports.OpenAsync(folder, console.Error, cancellation);
                CompareDocument document = CompareDocument.Of(reports.Views.Compare(query), reports.Stamp);
                if (parsed.GetValue(json))
                {
                    console.Output.WriteLine(JsonSerializer.Serialize(document, ForesightJson.Default.CompareDocument));
                }
                else
                {
                    Write(document, console.Output);
                }

                return 0;
            }
        );
        return ShownInCurrency.On(command);
    }

    private static void Write(CompareDocument document, TextWriter output)
    {
        if (document.Variants.Count == 0)
        {
            output.WriteLine("No calls in this window; look further back with --last 90d, or drop a condition.");
            return;
        }

        Table table = new(
            document.By.ToUpperInvariant(),
            ">CALLS",
            ">$USD PER CALL",
            ">FROM",
            ">TO",
            "DIFFERS",
            ">TOKENS PER CALL",
            ">ERRORS %",
            ">MEDIAN MS",
            ">P95 MS",
            ">P99 MS"
        )
        {
            MostText = Terminal.RoomBeside(100),
        };
        foreach (VariantDocument one in document.Variants)
        {
            table.Add(
                one.Group.Values.Single() ?? Filter.None,
                Number(one.Calls),
                one.CostPerCallUsd ?? "",
                one.CostPerCallLowUsd ?? "",
                one.CostPerCallHighUsd ?? "",
                ReferenceEquals(one, document.Variants[0]) ? "-" : Says(one.CostDiffers),
                one.TokensPerCall ?? "",
                one.ErrorPercent ?? "",
                Number(one.LatencyMs?.Median),
                Number(one.LatencyMs?.P95),
                Number(one.LatencyMs?.P99)
            );
        }

        table.WriteTo(output);
        WriteOutcomes(document, output);
        foreach (VariantDocument one in document.Variants)
        {
            foreach (string note in one.Notes)
            {
                output.WriteLine($"{one.Group.Values.Single() ?? Filter.None}: {note}");
            }
        }

        if (document.LeftOut > 0)
        {
            output.WriteLine($"{document.LeftOut} more; show them with --limit.");
        }

        output.WriteLine(
            "FROM and TO: where the true mean lies in 95 cases of 100. DIFFERS: from the first, by more than chance."
        );
        output.WriteLine(FormattableString.Invariant($"as of entry {document.AsOfEntry}"));
    }

    /// <summary>What was achieved, where anything was told of it.</summary>
    private static void WriteOutcomes(CompareDocument document, TextWriter output)
    {
        Table table = new(
            document.By.ToUpperInvariant(),
            ">OUTCOMES",
            ">SUCCESSES",
            ">SUCCESS %",
            ">FROM",
            ">TO",
            ">$USD",
            ">$USD PER SUCCESS",
            ">SHARED"
        )
        {
            MostText = Terminal.RoomBeside(90),
        };
        VariantDocument[] told = [.. document.Variants.Where(one => one.Outcomes is not null)];
        foreach (VariantDocument one in told)
        {
            VariantOutcomesDocument outcomes = one.Outcomes!;
            table.Add(
                one.Group.Values.Single() ?? Filter.None,
                Number(outcomes.Outcomes),
                Number(outcomes.Successes),
                outcomes.SuccessPercent,
                outcomes.SuccessLowPercent,
                outcomes.SuccessHighPercent,
                outcomes.CostUsd,
                outcomes.CostPerSuccessUsd ?? "",
                Number(outcomes.Shared)
            );
        }

        if (told.Length > 0)
        {
            output.WriteLine();
            output.WriteLine("Outcomes of the sessions in which each served");
            table.WriteTo(output);
            output.WriteLine();
        }
    }

    private static string Says(bool? differs) =>
        differs switch
        {
            true => "yes",
            false => "no",
            null => "cannot say",
        };

    private static string Number(long? number) => number?.ToString("N0", CultureInfo.InvariantCulture) ?? "";
}
