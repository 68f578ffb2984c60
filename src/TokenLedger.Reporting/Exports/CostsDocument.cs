using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using TokenLedger.Reporting.Documents;
using TokenLedger.Reporting.Queries;

namespace TokenLedger.Reporting.Exports;

/// <summary>A cost report in JSON, the same on the command line and in the API. Amounts are exact decimal strings.</summary>
public sealed record CostsDocument : ReportDocument
{
    [SetsRequiredMembers]
    private CostsDocument(CostReport report, LedgerStamp stamp)
        : base(report.Query, stamp, report.AsOfEntry)
    {
        By = Names(report.Query);
        Rows = [.. report.Rows.Select(row => CostsRow.Of(row, report.Query))];
        Total = CostsFigures.Of(report.Total);
        TotalChange = report.Change is { } change ? CostsChange.Of(change) : null;
        RowsLeftOut = report.RowsLeftOut;
        DeadLetters = report.DeadLetters;
    }

    /// <summary>Names of the groupings.</summary>
    public required IReadOnlyList<string> By { get; init; }

    /// <summary>The groups.</summary>
    public required IReadOnlyList<CostsRow> Rows { get; init; }

    /// <summary>The sum of all groups, also of those left out.</summary>
    public required CostsFigures Total { get; init; }

    /// <summary>How the sum has changed; absent when nothing is compared.</summary>
    public CostsChange? TotalChange { get; init; }

    /// <summary>Groups left out by the limit.</summary>
    public required int RowsLeftOut { get; init; }

    /// <summary>Entries that could not be read and are in no figure.</summary>
    public required long DeadLetters { get; init; }

    /// <summary>The document of a report.</summary>
    public static CostsDocument Of(CostReport report, LedgerStamp stamp)
    {
        ArgumentNullException.ThrowIfNull(report);
        return new(report, stamp);
    }
}

/// <summary>One group.</summary>
public sealed record CostsRow
{
    /// <summary>Value of each grouping by its name; null where calls had none.</summary>
    public required IReadOnlyDictionary<string, string?> Group { get; init; }

    /// <summary>The providers whose charges are in it.</summary>
    public required IReadOnlyList<string> Providers { get; init; }

    /// <summary>The figures.</summary>
    public required CostsFigures Figures { get; init; }

    /// <summary>How it has changed; absent when nothing is compared.</summary>
    public CostsChange? Change { get; init; }

    /// <summary>The document of a row.</summary>
    public static CostsRow Of(CostRow row, CostQuery query)
    {
        ArgumentNullException.ThrowIfNull(row);
        ArgumentNullException.ThrowIfNull(query);
        return new()
        {
            Group = ReportDocument.Group(query.Columns, row.Keys),
            Providers = row.Providers,
            Figures = CostsFigures.Of(row.Figures),
            Change = row.Change is { } change ? CostsChange.Of(change) : null,
        };
    }
}

/// <summary>Figures; see <see cref="CostFigures"/> for each.</summary>
public record CostsFigures
{
    /// <summary>Calls that ended.</summary>
    public required long Calls { get; init; }

    /// <summary>Those of them that failed.</summary>
    public required long FailedCalls { get; init; }

    /// <summary>Fresh prompt tokens.</summary>
    public required long InputTokens { get; init; }

    /// <summary>Prompt tokens read from a cache.</summary>
    public required long CachedTokens { get; init; }

    /// <summary>Prompt tokens written to a cache.</summary>
    public required long CacheWriteTokens { get; init; }

    /// <summary>Answer tokens without reasoning.</summary>
    public required long OutputTokens { get; init; }

    /// <summary>Reasoning tokens.</summary>
    public required long ReasoningTokens { get; init; }

    /// <summary>Cost as far as priced, USD, exact: what was reported, counted and estimated together.</summary>
    public required string CostUsd { get; init; }

    /// <summary>The part of the cost that rests on quantities a provider stated.</summary>
    public required string ReportedUsd { get; init; }

    /// <summary>The part that rests on quantities counted here.</summary>
    public required string CountedUsd { get; init; }

    /// <summary>The part that rests on estimates.</summary>
    public required string EstimatedUsd { get; init; }

    /// <summary>Calls of which some part has no price.</summary>
    public required long UnpricedCalls { get; init; }

    /// <summary>Adjustments of these calls, and of the group itself.</summary>
    public required long Adjustments { get; init; }

    /// <summary>What they come to, signed: in the cost as corrected, left out of it as booked.</summary>
    public required string AdjustedUsd { get; init; }

    /// <summary>Calls that ended without cost.</summary>
    public required long VoidedCalls { get; init; }

    /// <summary>Calls not allowed.</summary>
    public required long RejectedCalls { get; init; }

    /// <summary>Calls not resolved yet; in no other figure but the next.</summary>
    public required long OpenCalls { get; init; }

    /// <summary>The most they are expected to cost.</summary>
    public required string OpenHoldUsd { get; init; }

    /// <summary>The document of figures.</summary>
    /// <param name="figures">The figures.</param>
    [SetsRequiredMembers]
    protected CostsFigures(CostFigures figures)
    {
        ArgumentNullException.ThrowIfNull(figures);
        Calls = figures.Calls;
        FailedCalls = figures.Failed;
        InputTokens = figures.Tokens.Input;
        CachedTokens = figures.Tokens.Cached;
        CacheWriteTokens = figures.Tokens.Written;
        OutputTokens = figures.Tokens.Output;
        ReasoningTokens = figures.Tokens.Reasoning;
        CostUsd = figures.Known.ToString();
        ReportedUsd = figures.Reported.ToString();
        CountedUsd = figures.Counted.ToString();
        EstimatedUsd = figures.Estimated.ToString();
        UnpricedCalls = figures.Unpriced;
        Adjustments = figures.Adjustments;
        AdjustedUsd = figures.Adjusted.ToString();
        VoidedCalls = figures.Voided;
        RejectedCalls = figures.Rejected;
        OpenCalls = figures.Open;
        OpenHoldUsd = figures.OpenHold.ToString();
    }

    /// <summary>The document of figures.</summary>
    /// <param name="figures">The figures.</param>
    public static CostsFigures Of(CostFigures figures) => new(figures);
}

/// <summary>How reports are written as JSON.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(CostsDocument))]
[JsonSerializable(typeof(SeriesDocument))]
[JsonSerializable(typeof(LatencyDocument))]
[JsonSerializable(typeof(ErrorsDocument))]
[JsonSerializable(typeof(EfficiencyDocument))]
[JsonSerializable(typeof(CoverageDocument))]
[JsonSerializable(typeof(CurrencyDocument))]
public sealed partial class ReportJson : JsonSerializerContext;
