using System.Diagnostics.CodeAnalysis;
using TokenLedger.Reporting.Exports;
using TokenLedger.Reporting.Queries.Waste;

namespace TokenLedger.Reporting.Documents;

/// <summary>Waste in JSON, the same on the command line and in the API.</summary>
public sealed record WasteDocument : ReportDocument
{
    [SetsRequiredMembers]
    private WasteDocument(WasteReport report, LedgerStamp stamp)
        : base(report.Query, stamp, report.AsOfEntry)
    {
        By = report.Query.By.Name;
        KeptForSeconds = (long)report.Query.KeptFor.TotalSeconds;
        Findings = [.. report.Findings.Select(WasteFindingDocument.Of)];
        WastedCalls = report.Wasted.Calls;
        WastedUsd = report.Wasted.Cost.ToString();
        SpentUsd = report.Spent.ToString();
        Incomplete = report.IsIncomplete;
        Before = report.Before is { } before ? Of(before, stamp) : null;
    }

    /// <summary>What the groups are.</summary>
    public required string By { get; init; }

    /// <summary>How long a cache of answers would keep one.</summary>
    public required long KeptForSeconds { get; init; }

    /// <summary>What was found, kind by kind.</summary>
    public required IReadOnlyList<WasteFindingDocument> Findings { get; init; }

    /// <summary>Calls of the first four kinds, which share none.</summary>
    public required long WastedCalls { get; init; }

    /// <summary>What they cost.</summary>
    public required string WastedUsd { get; init; }

    /// <summary>All that the slice cost, to compare with.</summary>
    public required string SpentUsd { get; init; }

    /// <summary>Whether more requests were in force at once than are remembered: then the figures are too low.</summary>
    public required bool Incomplete { get; init; }

    /// <summary>The same report about the time compared with; absent when it is with none.</summary>
    public WasteDocument? Before { get; init; }

    /// <summary>The document of a report.</summary>
    public static WasteDocument Of(WasteReport report, LedgerStamp stamp) => new(report, stamp);
}

/// <summary>What of one kind was found.</summary>
public sealed record WasteFindingDocument
{
    /// <summary>"failed", "retried", "abandoned", "duplicate" or "missed_caching".</summary>
    public required string Kind { get; init; }

    /// <summary>Exactly which calls are meant.</summary>
    public required string Rule { get; init; }

    /// <summary>Calls.</summary>
    public required long Calls { get; init; }

    /// <summary>What they cost.</summary>
    public required string CostUsd { get; init; }

    /// <summary>The dearest groups.</summary>
    public required IReadOnlyList<WasteGroupDocument> Groups { get; init; }

    /// <summary>Groups left out.</summary>
    public required int GroupsLeftOut { get; init; }

    /// <summary>The dearest calls.</summary>
    public required IReadOnlyList<WasteExampleDocument> Examples { get; init; }

    /// <summary>Missed caching only: prompt tokens that could have been read from a cache at most.</summary>
    public long? MostTokens { get; init; }

    /// <summary>Missed caching only: what that would have saved at most, of the calls of which entries tell it.</summary>
    public string? MostSavedUsd { get; init; }

    /// <summary>Missed caching only: the calls of which entries tell it.</summary>
    public long? SavingKnownCalls { get; init; }

    /// <summary>Missed caching only: the calls of which no entry tells what caching saves.</summary>
    public long? SavingUnknownCalls { get; init; }

    /// <summary>The document of a finding.</summary>
    public static WasteFindingDocument Of(WasteFinding finding)
    {
        ArgumentNullException.ThrowIfNull(finding);
        return new()
        {
            Kind = WasteWords.NameOf(finding.Kind),
            Rule = WasteWords.RuleOf(finding.Kind),
            Calls = finding.Sum.Calls,
            CostUsd = finding.Sum.Cost.ToString(),
            Groups =
            [
                .. finding.Groups.Select(group => new WasteGroupDocument(
                    group.Key,
                    group.Sum.Calls,
                    group.Sum.Cost.ToString()
                )),
            ],
            GroupsLeftOut = finding.GroupsLeftOut,
            Examples =
            [
                .. finding.Examples.Select(example => new WasteExampleDocument(
                    LedgerCallDocument.Of(example.Call),
                    example.Before
                )),
            ],
            MostTokens = finding.Missed?.Tokens,
            MostSavedUsd = finding.Missed?.Most.ToString(),
            SavingKnownCalls = finding.Missed?.Calls,
            SavingUnknownCalls = finding.Missed?.Unknown,
        };
    }
}

/// <summary>A group of calls.</summary>
/// <param name="Key">Its value; absent where calls have none.</param>
/// <param name="Calls">Its calls.</param>
/// <param name="CostUsd">What they cost.</param>
public sealed record WasteGroupDocument(string? Key, long Calls, string CostUsd);

/// <summary>A call as an example.</summary>
/// <param name="Call">The call.</param>
/// <param name="BeforeSequence">
/// The position of the entry of the call before it: of a duplicate the one whose answer would have done, of missed caching
/// the one whose prompt could have been in the cache.
/// </param>
public sealed record WasteExampleDocument(LedgerCallDocument Call, long? BeforeSequence);
