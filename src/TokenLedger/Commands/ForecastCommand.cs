using System.CommandLine;
using System.Text.Json;
using TokenLedger.Accounting.Forecasts;
using TokenLedger.Commands.Output;
using TokenLedger.Reporting.Documents;
using TokenLedger.Reporting.Queries;
using TokenLedger.Reporting.Queries.Foresight;

namespace TokenLedger.Commands;

/// <summary>tokenledger forecast: what will be used, and how wrong that has been so far.</summary>
public static class ForecastCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        Option<string?> data = CommonOptions.Data();
        Option<bool> json = CommonOptions.Json();
        WordOptions words = new(
            ForecastQuery.DefaultLast,
            (
                "days",
                "COUNT",
                $"Foresee so many days from today, at most {Forecaster.MostPeriods}. Without it: this month."
            ),
            ("of", "WHAT", "cost (default), tokens or calls."),
            ("by", "NAME", $"A forecast for each value too: {Grouping.Choices}."),
            (
                "limit",
                "COUNT",
                $"Most values, at most {ForecastQuery.MostSeries}. Default {ForecastQuery.DefaultLimit}."
            )
        );
        Command command = new("forecast", "Foresee what will be used, and tell how wrong that has been so far.")
        {
            data,
            json,
        };
        words.AddTo(command);
        command.SetAction(
            async (parsed, cancellation) =>
            {
                ForecastQuery query =
                    ForecastQuery.Read(words.Read(parsed), TimeProvider.System.GetUtcNow(), out string? problem)
                    ?? throw CostOptions.Misused(problem!);
                InvocationConfiguration console = parsed.InvocationConfiguration;
                DataFolder folder = DataFolder.Resolve(parsed.GetValue(data));
                using LedgerReports reports = await LedgerReports.OpenAsync(folder, console.Error, cancellation);
                ForecastDocument document = ForecastDocument.Of(reports.Views.Forecast(query), reports.Stamp);
                if (parsed.GetValue(json))
                {
                    console.Output.WriteLine(
                        JsonSerializer.Serialize(document, ForesightJson.Default.ForecastDocument)
                    );
                }
                else
                {
                    ForecastTable.Write(document, console.Output);
                }

                return document.Whole.Problem is null ? 0 : ExitCode.Failed;
            }
        );
        return ShownInCurrency.On(command);
    }
}
