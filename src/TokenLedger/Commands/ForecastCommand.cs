using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using TokenLedger.Accounting.Forecasts;
using TokenLedger.Commands.Output;
using TokenLedger.Reporting.Queries;

namespace TokenLedger.Commands;

/// <summary>tokenledger forecast: what will be spent, and how wrong that has been so far.</summary>
public static class ForecastCommand
{
    /// <summary>Days looked back: enough to know weekdays and growth, not so many that they tell of another time.</summary>
    private const int DaysBack = 366;

    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        Option<string?> data = CommonOptions.Data();
        Option<bool> json = CommonOptions.Json();
        Option<int?> days = new("--days")
        {
            HelpName = "COUNT",
            Description = $"Foresee so many days from today, at most {Forecaster.MostPeriods}. Without it: this month.",
        };
        SliceOptions slice = new();
        Command command = new("forecast", "Foresee what will be spent, and tell how wrong that has been so far.")
        {
            days,
            data,
            json,
        };
        slice.AddTo(command);
        command.SetAction(
            async (parsed, cancellation) =>
            {
                TimeZoneInfo zone = slice.Zone(parsed);
                DateOnly today = SliceOptions.Today(zone);
                int count = Count(parsed.GetValue(days), today);
                DailyQuery query = new()
                {
                    First = today.AddDays(-DaysBack),
                    Days = DaysBack + 1,
                    TimeZone = zone.Id,
                    Where = slice.Where(parsed),
                };
                InvocationConfiguration console = parsed.InvocationConfiguration;
                DataFolder folder = DataFolder.Resolve(parsed.GetValue(data));
                using LedgerReports reports = await LedgerReports.OpenAsync(folder, console.Error, cancellation);
                DailyReport report = reports.Views.Daily(query);
                ForecastDocument document = Document(report, today, count, parsed.GetValue(days) is null);
                Write(document, parsed.GetValue(json), console.Output);
                return document.Problem is null ? 0 : ExitCode.Failed;
            }
        );
        return command;
    }

    private static int Count(int? asked, DateOnly today) =>
        asked switch
        {
            null => DateTime.DaysInMonth(today.Year, today.Month) - today.Day + 1,
            >= 1 and <= Forecaster.MostPeriods => asked.Value,
            _ => throw new CommandFailedException(
                $"--days: must be 1 to {Forecaster.MostPeriods}; it is {asked}.",
                ExitCode.Misused
            ),
        };

    private static ForecastDocument Document(DailyReport report, DateOnly today, int count, bool month)
    {
        decimal[] spent = [.. report.Series[0].Days.Select(day => GuessedDollars.Of(day))];
        ForecastResult result = Forecaster.Foresee(new PeriodSeries(spent[..^1], Season: 7), count);
        // What is spent of today is certain; the rest of a month's days that have passed is too.
        decimal before = month ? spent[^today.Day..^1].Sum() : 0;
        ForecastDocument document = new()
        {
            From = Day(today),
            To = Day(today.AddDays(count - 1)),
            SpentToday = GuessedDollars.Text(spent[^1]),
            SpentBefore = month ? GuessedDollars.Text(before) : null,
            AsOfEntry = report.AsOfEntry,
            Problem = result.Problem,
        };
        return result.Forecast is not { } forecast
            ? document
            : document with
            {
                Total = GuessedDollars.Text(before + Math.Max(forecast.Total, spent[^1])),
                Low = GuessedDollars.Text(before + Math.Max(forecast.Low, spent[^1])),
                High = GuessedDollars.Text(before + Math.Max(forecast.High, spent[^1])),
                Model = forecast.Model,
                ErrorPercent = Percent(forecast.ErrorPercent),
                Trials = forecast.Trials,
                Compared =
                [
                    .. forecast.Compared.Select(one => new ComparedModel(one.Model, Percent(one.ErrorPercent))),
                ],
                Days =
                [
                    .. forecast.Periods.Select(
                        (amount, i) => new ForecastDay(Day(today.AddDays(i)), GuessedDollars.Text(amount))
                    ),
                ],
            };
    }

    private static void Write(ForecastDocument document, bool json, TextWriter output)
    {
        if (json)
        {
            output.WriteLine(JsonSerializer.Serialize(document, ForecastJson.Default.ForecastDocument));
            return;
        }

        output.WriteLine($"{document.From} to {document.To}, {document.SpentToday} USD spent today");
        if (document.Problem is { } problem)
        {
            output.WriteLine(problem);
            return;
        }

        string before = document.SpentBefore is { } spent ? $", {spent} of it spent before today" : "";
        output.WriteLine($"expected    {document.Total} USD{before}");
        output.WriteLine($"likely      {document.Low} to {document.High} USD (8 cases of 10)");
        output.WriteLine(
            $"how sure    the {document.Model} model was off by {document.ErrorPercent} % in the middle of {document.Trials} trials on the past"
        );
        Table table = new("MODEL", ">OFF BY %");
        foreach (ComparedModel model in document.Compared!)
        {
            table.Add(model.Model, model.ErrorPercent);
        }

        output.WriteLine();
        table.WriteTo(output);
        output.WriteLine(FormattableString.Invariant($"as of entry {document.AsOfEntry}"));
    }

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Percent(decimal percent) =>
        decimal.Round(percent, 1, MidpointRounding.ToEven).ToString("0.0", CultureInfo.InvariantCulture);
}

/// <summary>A forecast as JSON. Amounts are USD.</summary>
internal sealed record ForecastDocument
{
    public required string From { get; init; }
    public required string To { get; init; }
    public required string SpentToday { get; init; }
    public string? SpentBefore { get; init; }
    public string? Total { get; init; }
    public string? Low { get; init; }
    public string? High { get; init; }
    public string? Model { get; init; }
    public string? ErrorPercent { get; init; }
    public int? Trials { get; init; }
    public IReadOnlyList<ComparedModel>? Compared { get; init; }
    public IReadOnlyList<ForecastDay>? Days { get; init; }
    public string? Problem { get; init; }
    public required long AsOfEntry { get; init; }
}

/// <summary>How wrong a model was.</summary>
internal sealed record ComparedModel(string Model, string ErrorPercent);

/// <summary>What a day will probably cost.</summary>
internal sealed record ForecastDay(string Day, string Usd);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(ForecastDocument))]
[JsonSerializable(typeof(AnomaliesDocument))]
internal sealed partial class ForecastJson : JsonSerializerContext;
