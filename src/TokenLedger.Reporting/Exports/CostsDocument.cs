using System.Text.Json.Serialization;
using TokenLedger.Reporting.Documents;
using TokenLedger.Reporting.Queries;

namespace TokenLedger.Reporting.Exports;

/// <summary>A cost report in JSON, the same on the command line and in the API. Amounts are exact decimal strings.</summary>
public sealed record CostsDocument
{
    /// <summary>Ledger entries folded into it.</summary>
    public required long AsOfEntry { get; init; }

    /// <summary>Entries in the ledger when it was asked; more than <see cref="AsOfEntry"/> when the views lag.</summary>
    public required long LedgerSize { get; init; }

    /// <summary>The newest signed checkpoint; absent before the first.</summary>
    public CheckpointStamp? Checkpoint { get; init; }

    /// <summary>First instant; absent for the beginning.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>First instant after; absent when open.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Names of the groupings.</summary>
    public required IReadOnlyList<string> By { get; init; }

    /// <summary>"as_corrected" or "as_booked".</summary>
    public required string Basis { get; init; }

    /// <summary>The groups.</summary>
    public required IReadOnlyList<CostsRow> Rows { get; init; }

    /// <summary>The sum of all groups, also of those left out.</summary>
    public required CostsFigures Total { get; init; }

    /// <summary>Groups left out by the limit.</summary>
    public required int RowsLeftOut { get; init; }

    /// <summary>Entries that could not be read and are in no figure.</summary>
    public required long DeadLetters { get; init; }

    /// <summary>The document of a report.</summary>
    public static CostsDocument Of(CostReport report, LedgerStamp stamp) =>
        new()
        {
            AsOfEntry = report.AsOfEntry,
            LedgerSize = stamp.LedgerSize,
            Checkpoint = stamp.Checkpoint,
            From = report.Query.Window.From,
            To = report.Query.Window.To,
            By = [.. report.Query.Columns.Select(by => by.Name)],
            Basis = report.Query.Basis,
            Rows = [.. report.Rows.Select(row => CostsRow.Of(row, report.Query))],
            Total = CostsFigures.Of(report.Total),
            RowsLeftOut = report.RowsLeftOut,
            DeadLetters = report.DeadLetters,
        };
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

    /// <summary>The document of a row.</summary>
    public static CostsRow Of(CostRow row, CostQuery query)
    {
        Dictionary<string, string?> group = [];
        for (int i = 0; i < row.Keys.Count; i++)
        {
            group.Add(query.Columns[i].FieldName, row.Keys[i]);
        }

        return new()
        {
            Group = group,
            Providers = row.Providers,
            Figures = CostsFigures.Of(row.Figures),
        };
    }
}

/// <summary>Figures; see <see cref="CostFigures"/> for each.</summary>
public sealed record CostsFigures
{
    /// <summary>Calls that ended.</summary>
    public required long Calls { get; init; }

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

    /// <summary>Cost as far as priced, USD, exact.</summary>
    public required string CostUsd { get; init; }

    /// <summary>The estimated part of it.</summary>
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
    public static CostsFigures Of(CostFigures figures) =>
        new()
        {
            Calls = figures.Calls,
            InputTokens = figures.Tokens.Input,
            CachedTokens = figures.Tokens.Cached,
            CacheWriteTokens = figures.Tokens.Written,
            OutputTokens = figures.Tokens.Output,
            ReasoningTokens = figures.Tokens.Reasoning,
            CostUsd = figures.Known.ToString(),
            EstimatedUsd = figures.Estimated.ToString(),
            UnpricedCalls = figures.Unpriced,
            Adjustments = figures.Adjustments,
            AdjustedUsd = figures.Adjusted.ToString(),
            VoidedCalls = figures.Voided,
            RejectedCalls = figures.Rejected,
            OpenCalls = figures.Open,
            OpenHoldUsd = figures.OpenHold.ToString(),
        };
}

/// <summary>How reports are written as JSON.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(CostsDocument))]
[JsonSerializable(typeof(SeriesDocument))]
[JsonSerializable(typeof(LatencyDocument))]
public sealed partial class ReportJson : JsonSerializerContext;
