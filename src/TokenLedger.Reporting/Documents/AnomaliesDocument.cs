using System.Globalization;
using TokenLedger.Accounting.Anomalies;
using TokenLedger.Accounting.Budgets;
using TokenLedger.Reporting.Exports;
using TokenLedger.Reporting.Queries.Foresight;

namespace TokenLedger.Reporting.Documents;

/// <summary>What is unusual in JSON, the same on the command line and in the API.</summary>
public sealed record AnomaliesDocument
{
    /// <summary>Ledger entries folded into it.</summary>
    public required long AsOfEntry { get; init; }

    /// <summary>Entries in the ledger when it was asked; more when the views lag.</summary>
    public required long LedgerSize { get; init; }

    /// <summary>The newest signed checkpoint; absent before the first.</summary>
    public CheckpointStamp? Checkpoint { get; init; }

    /// <summary>"as_corrected" or "as_booked".</summary>
    public required string Basis { get; init; }

    /// <summary>"day" or "hour".</summary>
    public required string Period { get; init; }

    /// <summary>When the first period that was asked for begins, UTC.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>When the last one ends, UTC: only full periods are judged.</summary>
    public required DateTimeOffset To { get; init; }

    /// <summary>How many periods were asked for.</summary>
    public required int Periods { get; init; }

    /// <summary>The IANA time zone whose days and hours count.</summary>
    public required string TimeZone { get; init; }

    /// <summary>The conditions.</summary>
    public required IReadOnlyList<string> Where { get; init; }

    /// <summary>By what contributors are told.</summary>
    public required IReadOnlyList<string> By { get; init; }

    /// <summary>The grouping whose values were judged by themselves too; absent for none.</summary>
    public string? Each { get; init; }

    /// <summary>For each measure: how many of the periods could be judged, three weeks being known before them.</summary>
    public required IReadOnlyDictionary<string, int> Judged { get; init; }

    /// <summary>What stands out, the newest first.</summary>
    public required IReadOnlyList<AnomalyDocument> Anomalies { get; init; }

    /// <summary>What the cost of the periods asked for rests on.</summary>
    public required CostBasisDocument RestsOn { get; init; }

    /// <summary>Anomalies left out by the limit.</summary>
    public required int LeftOut { get; init; }

    /// <summary>Values of <see cref="Each"/> not judged by themselves, because there are too many.</summary>
    public required int SlicesLeftOut { get; init; }

    /// <summary>The document of a report.</summary>
    public static AnomaliesDocument Of(AnomalyReport report, LedgerStamp stamp)
    {
        AnomalyQuery query = report.Query;
        return new()
        {
            AsOfEntry = report.AsOfEntry,
            LedgerSize = stamp.LedgerSize,
            Checkpoint = stamp.Checkpoint,
            Basis = query.Basis,
            Period = query.Period == CalendarPeriod.Day ? "day" : "hour",
            From = report.From,
            To = report.To,
            Periods = report.Periods,
            TimeZone = query.Zone.Id,
            Where = [.. query.Where.Select(filter => filter.ToString())],
            By = [.. query.By.Select(by => by.Name)],
            Each = query.Each?.Name,
            RestsOn = CostBasisDocument.Of(report.Basis),
            Judged = report.Judged.ToDictionary(one => OwnWords.Name(one.Key), one => one.Value),
            Anomalies = [.. report.Anomalies.Select(one => AnomalyDocument.Of(one, query))],
            LeftOut = report.LeftOut,
            SlicesLeftOut = report.SlicesLeftOut,
        };
    }
}

/// <summary>A period of a slice that is not as usual. Amounts are in the unit.</summary>
public sealed record AnomalyDocument
{
    /// <summary>What stands out: cost, tokens, calls, error_rate, latency_median or latency_p95.</summary>
    public required string Measure { get; init; }

    /// <summary>usd, tokens, calls, percent or ms.</summary>
    public required string Unit { get; init; }

    /// <summary>The value of <see cref="AnomaliesDocument.Each"/> by its name, null where calls had none; absent for the whole.</summary>
    public IReadOnlyDictionary<string, string?>? Group { get; init; }

    /// <summary>When the period begins, UTC.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>When it ends, UTC.</summary>
    public required DateTimeOffset To { get; init; }

    /// <summary>When the first of the periods in a row begins that stand out like it, UTC.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>What it was.</summary>
    public required string Value { get; init; }

    /// <summary>What it should have been.</summary>
    public required string Expected { get; init; }

    /// <summary>The low end of what would have been usual.</summary>
    public required string UsualFrom { get; init; }

    /// <summary>The high end.</summary>
    public required string UsualTo { get; init; }

    /// <summary>How much more than expected, signed.</summary>
    public required string Excess { get; init; }

    /// <summary>How many usual deviations away, signed.</summary>
    public required string Score { get; init; }

    /// <summary>
    /// What the amounts of contributors are: the unit, or "errors" for an error rate and "ms_waited" for latency.
    /// </summary>
    public required string ContributorUnit { get; init; }

    /// <summary>Who made the difference, the largest first.</summary>
    public required IReadOnlyList<ContributorDocument> Contributors { get; init; }

    /// <summary>The document of an anomaly.</summary>
    public static AnomalyDocument Of(FoundAnomaly one, AnomalyQuery query)
    {
        Anomaly figures = one.Figures;
        AnomalyMeasure of = one.Measure;
        return new()
        {
            Measure = OwnWords.Name(of),
            Unit = AnomalyMeasures.Unit(of),
            Group = one.IsWhole ? null : new Dictionary<string, string?> { [query.Each!.FieldName] = one.Key },
            From = one.From,
            To = one.To,
            Since = one.Since,
            Value = Text(figures.Value, of),
            Expected = Text(figures.Expected, of),
            UsualFrom = Text(figures.Low, of),
            UsualTo = Text(figures.High, of),
            Excess = Text(figures.Excess, of),
            Score = GuessText.Percent(figures.Score),
            ContributorUnit =
                of == AnomalyMeasure.ErrorRate ? "errors"
                : AnomalyMeasures.IsLatency(of) ? "ms_waited"
                : AnomalyMeasures.Unit(of),
            Contributors = [.. one.Contributors.Select(part => ContributorDocument.Of(part, of))],
        };
    }

    internal static string Text(decimal amount, AnomalyMeasure of) =>
        of switch
        {
            AnomalyMeasure.Cost => GuessText.Dollars(amount),
            AnomalyMeasure.ErrorRate => decimal.Round(amount, 2, MidpointRounding.ToEven)
                .ToString("0.##", CultureInfo.InvariantCulture),
            _ => GuessText.Of(amount, ForeseenQuantity.Calls),
        };
}

/// <summary>Who made how much of the difference.</summary>
/// <param name="Group">One grouping or two, and their values; null where calls had none.</param>
/// <param name="Value">What it used.</param>
/// <param name="Expected">What it should have used.</param>
/// <param name="Excess">How much more, signed.</param>
/// <param name="Percent">Its part of the whole difference.</param>
public sealed record ContributorDocument(
    IReadOnlyDictionary<string, string?> Group,
    string Value,
    string Expected,
    string Excess,
    string Percent
)
{
    /// <summary>The document of a contributor.</summary>
    public static ContributorDocument Of(Contributor part, AnomalyMeasure of)
    {
        ArgumentNullException.ThrowIfNull(part);
        ForeseenQuantity unit = of == AnomalyMeasure.Cost ? ForeseenQuantity.Cost : ForeseenQuantity.Calls;
        return new(
            part.What.ToDictionary(one => one.Key.Replace('-', '_'), one => one.Value),
            GuessText.Of(part.Value, unit),
            GuessText.Of(part.Expected, unit),
            GuessText.Of(part.Excess, unit),
            decimal.Round(part.Percent, 0, MidpointRounding.ToEven).ToString(CultureInfo.InvariantCulture)
        );
    }
}
