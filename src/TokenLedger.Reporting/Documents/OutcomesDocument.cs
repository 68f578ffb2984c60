using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using TokenLedger.Reporting.Exports;
using TokenLedger.Reporting.Queries.Outcomes;

namespace TokenLedger.Reporting.Documents;

/// <summary>Business outcomes in JSON, the same on the command line and in the API.</summary>
public sealed record OutcomesDocument : ReportDocument
{
    [SetsRequiredMembers]
    private OutcomesDocument(OutcomesReport report, LedgerStamp stamp)
        : base(report.Query, stamp, report.AsOfEntry)
    {
        By = [.. report.Query.By.Select(by => by.Name)];
        Rows = [.. report.Rows.Select(row => OutcomesRow.Of(row, By))];
        RowsLeftOut = report.RowsLeftOut;
        Total = OutcomeFiguresDocument.Of(report.Total);
        Before = report.Before is { } before ? Of(before, stamp) : null;
    }

    /// <summary>What rows are grouped by besides the name.</summary>
    public required IReadOnlyList<string> By { get; init; }

    /// <summary>The rows, the dearest first.</summary>
    public required IReadOnlyList<OutcomesRow> Rows { get; init; }

    /// <summary>Rows left out.</summary>
    public required int RowsLeftOut { get; init; }

    /// <summary>All outcomes, also of the rows left out.</summary>
    public required OutcomeFiguresDocument Total { get; init; }

    /// <summary>The same report about the time compared with; absent when it is with none.</summary>
    public OutcomesDocument? Before { get; init; }

    /// <summary>The document of a report.</summary>
    public static OutcomesDocument Of(OutcomesReport report, LedgerStamp stamp) => new(report, stamp);
}

/// <summary>Outcomes of one name and group.</summary>
public sealed record OutcomesRow
{
    /// <summary>The name.</summary>
    public required string Name { get; init; }

    /// <summary>Value of each grouping by its name; null where outcomes have none.</summary>
    public required IReadOnlyDictionary<string, string?> Group { get; init; }

    /// <summary>The figures.</summary>
    public required OutcomeFiguresDocument Figures { get; init; }

    /// <summary>The document of a row.</summary>
    public static OutcomesRow Of(OutcomeRow row, IReadOnlyList<string> by)
    {
        ArgumentNullException.ThrowIfNull(row);
        ArgumentNullException.ThrowIfNull(by);
        return new()
        {
            Name = row.Name,
            Group = by.Select((name, i) => (name, row.Keys[i])).ToDictionary(),
            Figures = OutcomeFiguresDocument.Of(row.Figures),
        };
    }
}

/// <summary>What outcomes come to; see <see cref="OutcomeFigures"/> for each figure.</summary>
public sealed record OutcomeFiguresDocument
{
    /// <summary>Outcomes.</summary>
    public required long Outcomes { get; init; }

    /// <summary>Those of them that succeeded.</summary>
    public required long Successes { get; init; }

    /// <summary>Successes of a hundred outcomes; absent without outcomes.</summary>
    public string? SuccessPercent { get; init; }

    /// <summary>Their share of their sessions' costs, as far as priced.</summary>
    public required string CostUsd { get; init; }

    /// <summary>The estimated part of it.</summary>
    public required string EstimatedUsd { get; init; }

    /// <summary>Outcomes of sessions with a call that has a part without a price.</summary>
    public required long UnpricedOutcomes { get; init; }

    /// <summary>Cost per outcome; absent without outcomes.</summary>
    public string? CostPerOutcomeUsd { get; init; }

    /// <summary>Cost of all outcomes per success; absent without a success.</summary>
    public string? CostPerSuccessUsd { get; init; }

    /// <summary>What they are worth, as far as said.</summary>
    public required string ValueUsd { get; init; }

    /// <summary>Outcomes of which somebody said what they are worth.</summary>
    public required long ValuedOutcomes { get; init; }

    /// <summary>Value per dollar of cost; absent when there is nothing to compare.</summary>
    public string? ValueRatio { get; init; }

    /// <summary>The document of figures.</summary>
    public static OutcomeFiguresDocument Of(OutcomeFigures figures)
    {
        ArgumentNullException.ThrowIfNull(figures);
        return new()
        {
            Outcomes = figures.Outcomes,
            Successes = figures.Successes,
            SuccessPercent = figures.SuccessPercent?.ToString(CultureInfo.InvariantCulture),
            CostUsd = figures.Cost.ToString(),
            EstimatedUsd = figures.Estimated.ToString(),
            UnpricedOutcomes = figures.Unpriced,
            CostPerOutcomeUsd = figures.PerOutcome?.ToString(),
            CostPerSuccessUsd = figures.PerSuccess?.ToString(),
            ValueUsd = figures.Value.ToString(),
            ValuedOutcomes = figures.Valued,
            ValueRatio = figures.ValueRatio?.ToString(CultureInfo.InvariantCulture),
        };
    }
}
