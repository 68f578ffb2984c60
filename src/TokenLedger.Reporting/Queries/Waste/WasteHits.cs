using TokenLedger.Reporting.Columns;
using TokenLedger.Reporting.Queries.Calls;

namespace TokenLedger.Reporting.Queries.Waste;

/// <summary>A call that was found, with its cost as booked: what corrections make of it is looked up when it is told.</summary>
/// <param name="Call">The call.</param>
/// <param name="Group">The number of its group.</param>
/// <param name="Outcome">How it ended.</param>
internal readonly record struct WasteHit(RankedCall Call, long Group, long Outcome)
{
    /// <summary>A call, and the entry of another that it is compared with.</summary>
    public static WasteHit Of(in WasteRow row, long? before = null) =>
        new(row.Ranked with { Before = before }, row.Group, row.Outcome);
}

/// <summary>What was found in a span.</summary>
internal sealed record WasteHits(WasteHit[] All) : IRemembered
{
    private const int BytesOfHit = 112;

    /// <inheritdoc/>
    public long Bytes => BytesOf(All.Length);

    /// <summary>About how much memory some calls take.</summary>
    public static long BytesOf(int hits) => BytesOfHit * (hits + 2L);
}
