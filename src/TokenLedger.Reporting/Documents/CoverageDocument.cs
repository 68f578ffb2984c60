using System.Diagnostics.CodeAnalysis;
using TokenLedger.Reporting.Exports;
using TokenLedger.Reporting.Queries.Coverage;

namespace TokenLedger.Reporting.Documents;

/// <summary>What reports do not know for sure, in JSON, the same on the command line and in the API.</summary>
public sealed record CoverageDocument : ReportDocument
{
    [SetsRequiredMembers]
    private CoverageDocument(CoverageReport report, LedgerStamp stamp)
        : base(report.Query, stamp, report.AsOfEntry)
    {
        Calls = report.Calls;
        CostUsd = report.Known.ToString();
        Gaps = [.. report.Gaps.Select((gap, i) => Gap(gap, report.Before?.Gaps[i]))];
        CallsBefore = report.Before?.Calls;
        CostUsdBefore = report.Before?.Known.ToString();
    }

    /// <summary>Calls that ended.</summary>
    public required long Calls { get; init; }

    /// <summary>What they cost as far as priced, USD, exact.</summary>
    public required string CostUsd { get; init; }

    /// <summary>Calls that ended in that time; absent when nothing is compared.</summary>
    public long? CallsBefore { get; init; }

    /// <summary>What they cost, USD, exact; absent when nothing is compared.</summary>
    public string? CostUsdBefore { get; init; }

    /// <summary>Every gap, also those that are closed.</summary>
    public required IReadOnlyList<GapDocument> Gaps { get; init; }

    /// <summary>The document of a report.</summary>
    public static CoverageDocument Of(CoverageReport report, LedgerStamp stamp) => new(report, stamp);

    private static GapDocument Gap(CoverageGap gap, CoverageGap? before) =>
        new()
        {
            Name = gap.Name,
            Calls = gap.Calls,
            ShareOfCalls = gap.ShareOfCalls,
            CostUsd = gap.Cost.ToString(),
            ShareOfCost = gap.ShareOfCost,
            By = [.. gap.By.Select(by => by.Name)],
            Groups =
            [
                .. gap.Groups.Select(group => new GapGroupDocument(
                    Group(gap.By, group.Keys),
                    group.Calls,
                    group.Cost.ToString()
                )),
            ],
            GroupsLeftOut = gap.GroupsLeftOut,
            Advice = gap.Advice,
            Before = before is null
                ? null
                : new(before.Calls, before.ShareOfCalls, before.Cost.ToString(), before.ShareOfCost),
        };
}

/// <summary>Something that is not known of some calls.</summary>
public sealed record GapDocument
{
    /// <summary>"unpriced", "estimated", "counted", or "no_" and what calls do not say.</summary>
    public required string Name { get; init; }

    /// <summary>Calls it is about.</summary>
    public required long Calls { get; init; }

    /// <summary>Their share of all calls, 0 to 1.</summary>
    public required decimal ShareOfCalls { get; init; }

    /// <summary>The priced cost it is about; nothing for what has no price.</summary>
    public required string CostUsd { get; init; }

    /// <summary>Its share of the priced cost, 0 to 1.</summary>
    public required decimal ShareOfCost { get; init; }

    /// <summary>Names of the groupings.</summary>
    public required IReadOnlyList<string> By { get; init; }

    /// <summary>The worst groups first.</summary>
    public required IReadOnlyList<GapGroupDocument> Groups { get; init; }

    /// <summary>Further groups.</summary>
    public required int GroupsLeftOut { get; init; }

    /// <summary>What to do about it.</summary>
    public required string Advice { get; init; }

    /// <summary>What it was in the time compared with; absent when nothing is compared.</summary>
    public GapBeforeDocument? Before { get; init; }
}

/// <summary>What a gap was in the time compared with.</summary>
/// <param name="Calls">Calls it was about.</param>
/// <param name="ShareOfCalls">Their share of all calls of that time, 0 to 1.</param>
/// <param name="CostUsd">The priced cost it was about, USD, exact.</param>
/// <param name="ShareOfCost">Its share of the priced cost of that time, 0 to 1.</param>
public sealed record GapBeforeDocument(long Calls, decimal ShareOfCalls, string CostUsd, decimal ShareOfCost);

/// <summary>A group of calls of which something is not known.</summary>
/// <param name="Group">Value of each grouping by its name; null where calls had none.</param>
/// <param name="Calls">Calls.</param>
/// <param name="CostUsd">Cost.</param>
public sealed record GapGroupDocument(IReadOnlyDictionary<string, string?> Group, long Calls, string CostUsd);
