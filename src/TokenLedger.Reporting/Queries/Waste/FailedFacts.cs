using TokenLedger.Reporting.Queries.Calls;

namespace TokenLedger.Reporting.Queries.Waste;

/// <summary>Knows what became of calls that failed, and what they cost: by all that is known, or by what is kept alone.</summary>
/// <param name="costs">What corrections change.</param>
/// <param name="attempts">Which calls were tried again.</param>
/// <param name="abandoned">How calls end that nobody waited for.</param>
internal sealed class FailedFacts(CorrectedCosts costs, LaterAttempts attempts, IReadOnlySet<long> abandoned)
{
    /// <summary>The sealed segments that are kept, to be part of the shape of what is made with them.</summary>
    public string RunText => $"{costs.RunText} {attempts.RunText}";

    /// <summary>Whether more than what is kept may say something else of a call.</summary>
    public bool HaveChanged(in WasteHit hit) => costs.HasSince(hit.Call.Call) || attempts.BeganSince(hit.Call.At);

    /// <summary>A call, by all that is known.</summary>
    public WastedCall Of(in WasteHit hit) =>
        new(hit, KindOf(hit, attempts.Follow(hit.Call.Call, hit.Call.At)), costs.Of(hit.Call.Call, hit.Call.Cost));

    /// <summary>A call, by what is kept alone.</summary>
    public WastedCall StandingOf(in WasteHit hit) =>
        new(
            hit,
            KindOf(hit, attempts.StandingFollow(hit.Call.Call, hit.Call.At)),
            costs.StandingOf(hit.Call.Call, hit.Call.Cost)
        );

    private WasteKind KindOf(in WasteHit hit, bool isRetried) =>
        isRetried ? WasteKind.Retried
        : abandoned.Contains(hit.Outcome) ? WasteKind.Abandoned
        : WasteKind.Failed;
}
