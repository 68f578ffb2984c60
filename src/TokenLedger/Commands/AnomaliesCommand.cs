using System.CommandLine;
using System.Text.Json;
using TokenLedger.Commands.Output;
using TokenLedger.Reporting.Documents;
using TokenLedger.Reporting.Queries;
using TokenLedger.Reporting.Queries.Foresight;

namespace TokenLedger.Commands;

/// <summary>tokenledger anomalies: days and hours that are not as usual, and who made the difference.</summary>
public static class AnomaliesCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        Option<string?> data = CommonOptions.Data();
        Option<bool> json = CommonOptions.Json();
        Option<bool> below = new("--below") { Description = "Tell of too little, too." };
        WordOptions words = new(
            AnomalyQuery.DefaultDays + ", or " + AnomalyQuery.DefaultHours + " of hours",
            ("period", "PERIOD", "Judge each full day or hour. Default day."),
            (
                "of",
                "MEASURES",
                "With commas: cost, tokens, calls, error_rate, latency_median, latency_p95. Default all."
            ),
            ("by", "NAMES", $"Tell who made the difference by up to {AnomalyQuery.MostGroupings}: {Grouping.Choices}."),
            ("each", "NAME", $"Judge each value by itself too, the {AnomalyQuery.MostSlices} dearest."),
            ("least", "USD", "Smallest difference of cost worth a word. Default 1."),
            ("limit", "COUNT", $"Most anomalies, the newest first. Default {AnomalyQuery.DefaultLimit}.")
        );
        Command command = new("anomalies", "Find days or hours that are not as usual, and who made the difference.")
        {
            below,
            data,
            json,
        };
        words.AddTo(command);
        command.SetAction(
            async (parsed, cancellation) =>
            {
                AnomalyQuery query =
                    AnomalyQuery.Read(words.Read(parsed), TimeProvider.System.GetUtcNow(), out string? problem)
                    ?? throw CostOptions.Misused(problem!);
                query = query with { Below = parsed.GetValue(below) };
                InvocationConfiguration console = parsed.InvocationConfiguration;
                DataFolder folder = DataFolder.Resolve(parsed.GetValue(data));
                using LedgerReports reports = await LedgerReports.OpenAsync(folder, console.Error, cancellation);
                AnomaliesDocument document = AnomaliesDocument.Of(reports.Views.Anomalies(query), reports.Stamp);
                if (parsed.GetValue(json))
                {
                    console.Output.WriteLine(
                        JsonSerializer.Serialize(document, ForesightJson.Default.AnomaliesDocument)
                    );
                }
                else
                {
                    AnomalyTable.Write(document, console.Output);
                }

                return 0;
            }
        );
        return ShownInCurrency.On(command);
    }
}
