using System.Diagnostics.CodeAnalysis;
using TokenLedger.Reporting.Exports;
using TokenLedger.Reporting.Queries.Calls;

namespace TokenLedger.Reporting.Documents;

/// <summary>The calls that cost most, in JSON, the same on the command line and in the API.</summary>
public sealed record ExpensiveDocument : ReportDocument
{
    [SetsRequiredMembers]
    private ExpensiveDocument(ExpensiveReport report, LedgerStamp stamp)
        : base(report.Query, stamp, report.AsOfEntry)
    {
        Calls = [.. report.Calls.Select(call => LedgerCallDocument.Of(call))];
        TiesLeftOut = report.TiesLeftOut;
        Before = report.Before is { } before ? Of(before, stamp) : null;
    }

    /// <summary>The calls, the dearest first; of those as dear the one that began first.</summary>
    public required IReadOnlyList<LedgerCallDocument> Calls { get; init; }

    /// <summary>Calls left out that cost exactly as much as the last one here.</summary>
    public required long TiesLeftOut { get; init; }

    /// <summary>The same report about the time compared with; absent when it is with none.</summary>
    public ExpensiveDocument? Before { get; init; }

    /// <summary>The document of a report.</summary>
    public static ExpensiveDocument Of(ExpensiveReport report, LedgerStamp stamp) => new(report, stamp);
}
