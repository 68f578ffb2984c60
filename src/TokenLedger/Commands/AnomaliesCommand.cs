using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using TokenLedger.Accounting.Anomalies;
using TokenLedger.Accounting.Forecasts;
using TokenLedger.Commands.Output;
using TokenLedger.Reporting.Queries;

namespace TokenLedger.Commands;

/// <summary>tokenledger anomalies: days that cost more than days like them, and who made the difference.</summary>
public static class AnomaliesCommand
{
    private const int MostDays = 366;
    private const int DefaultDays = 14;
    private const int MostContributors = 3;

    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        Option<string?> data = CommonOptions.Data();
        Option<bool> json = CommonOptions.Json();
        Option<int> days = new("--days")
        {
            HelpName = "COUNT",
            Description = $"Judge the last so many full days, at most {MostDays}.",
            DefaultValueFactory = _ => DefaultDays,
        };
        Option<string> by = new("--by")
        {
            HelpName = "NAME",
            Description = $"Tell who made the difference by this: {Grouping.Choices}.",
            DefaultValueFactory = _ => "model",
        };
        Option<decimal> least = new("--least")
        {
            HelpName = "USD",
            Description = "Smallest difference worth a word.",
            DefaultValueFactory = _ => 1,
        };
        Option<bool> below = new("--below") { Description = "Tell of days that cost too little, too." };
        SliceOptions slice = new();
        Command command = new("anomalies", "Find days that cost more than days like them, and who made the difference.")
        {
            days,
            by,
            least,
            below,
            data,
            json,
        };
        slice.AddTo(command);
        command.SetAction(
            async (parsed, cancellation) =>
            {
                TimeZoneInfo zone = slice.Zone(parsed);
                int last = parsed.GetValue(days);
                if (last is < 1 or > MostDays)
                {
                    throw new CommandFailedException(
                        $"--days: must be 1 to {MostDays}; it is {last}.",
                        ExitCode.Misused
                    );
                }

                string name = parsed.GetRequiredValue(by);
                Grouping grouping =
                    Grouping.Find(name)
                    ?? throw new CommandFailedException(
                        $"--by: There is no '{name}'. Choose from {Grouping.Choices}.",
                        ExitCode.Misused
                    );
                int back = last + (AnomalyDetector.MostSeasons * 7);
                DailyQuery query = new()
                {
                    First = SliceOptions.Today(zone).AddDays(-back),
                    Days = back,
                    TimeZone = zone.Id,
                    Where = slice.Where(parsed),
                };
                AnomalyRule rule = new() { SmallestExcess = parsed.GetValue(least), Below = parsed.GetValue(below) };
                InvocationConfiguration console = parsed.InvocationConfiguration;
                DataFolder folder = DataFolder.Resolve(parsed.GetValue(data));
                using LedgerReports reports = await LedgerReports.OpenAsync(folder, console.Error, cancellation);
                DailyReport whole = reports.Views.Daily(query);
                IReadOnlyList<Anomaly> found = AnomalyDetector.Find(Series(whole.Series[0]), last, rule);
                DailyReport? parts = found.Count == 0 ? null : reports.Views.Daily(query with { By = grouping });
                AnomaliesDocument document = new()
                {
                    Judged = last,
                    By = grouping.Name,
                    Anomalies = [.. found.Select(one => Document(one, query.First, parts!))],
                    AsOfEntry = whole.AsOfEntry,
                };
                Write(document, parsed.GetValue(json), console.Output);
                return 0;
            }
        );
        return command;
    }

    private static PeriodSeries Series(DailySeries days) =>
        new([.. days.Days.Select(day => GuessedDollars.Of(day))], Season: 7);

    private static AnomalyDocument Document(Anomaly anomaly, DateOnly first, DailyReport parts) =>
        new()
        {
            Day = first.AddDays(anomaly.Period).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            Usd = GuessedDollars.Text(anomaly.Value),
            Expected = GuessedDollars.Text(anomaly.Expected),
            UsualFrom = GuessedDollars.Text(anomaly.Low),
            UsualTo = GuessedDollars.Text(anomaly.High),
            Contributors =
            [
                .. Contributor
                    .Of(
                        anomaly,
                        parts.Series.Select(part => KeyValuePair.Create(part.Key ?? "(none)", Series(part))),
                        MostContributors
                    )
                    .Select(one => new ContributorDocument(
                        one.Name,
                        GuessedDollars.Text(one.Excess),
                        decimal.Round(one.Percent).ToString(CultureInfo.InvariantCulture)
                    )),
            ],
        };

    private static void Write(AnomaliesDocument document, bool json, TextWriter output)
    {
        if (json)
        {
            output.WriteLine(JsonSerializer.Serialize(document, ForecastJson.Default.AnomaliesDocument));
            return;
        }

        if (document.Anomalies.Count == 0)
        {
            output.WriteLine(
                $"Nothing unusual in the last {document.Judged} days, as far as {AnomalyDetector.FewestSeasons} weeks before each of them are known."
            );
            return;
        }

        Table table = new("DAY", ">COST (USD)", ">EXPECTED", ">USUALLY UP TO", "BY " + document.By.ToUpperInvariant())
        {
            MostText = 80,
        };
        foreach (AnomalyDocument one in document.Anomalies)
        {
            string contributors = string.Join(
                ", ",
                one.Contributors.Select(part => $"{part.Name} {part.Excess} ({part.Percent} %)")
            );
            table.Add(one.Day, one.Usd, one.Expected, one.UsualTo, contributors);
        }

        table.WriteTo(output);
        output.WriteLine(FormattableString.Invariant($"as of entry {document.AsOfEntry}"));
    }
}

/// <summary>Anomalies as JSON. Amounts are USD.</summary>
internal sealed record AnomaliesDocument
{
    public required int Judged { get; init; }
    public required string By { get; init; }
    public required IReadOnlyList<AnomalyDocument> Anomalies { get; init; }
    public required long AsOfEntry { get; init; }
}

/// <summary>One day.</summary>
internal sealed record AnomalyDocument
{
    public required string Day { get; init; }
    public required string Usd { get; init; }
    public required string Expected { get; init; }
    public required string UsualFrom { get; init; }
    public required string UsualTo { get; init; }
    public required IReadOnlyList<ContributorDocument> Contributors { get; init; }
}

/// <summary>Who made how much of the difference.</summary>
internal sealed record ContributorDocument(string Name, string Excess, string Percent);
