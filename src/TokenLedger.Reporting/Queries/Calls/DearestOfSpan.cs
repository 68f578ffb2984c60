using TokenLedger.Accounting.Money;
using TokenLedger.Reporting.Columns;

namespace TokenLedger.Reporting.Queries.Calls;

/// <summary>The dearest calls of a span by what was booked, a few more than are shown, because corrections come later.</summary>
/// <param name="Calls">They, with their costs as booked.</param>
/// <param name="Ceiling">What no other call of the span cost more than, as booked.</param>
internal sealed record DearestOfSpan(IReadOnlyList<RankedCall> Calls, Usd Ceiling) : IRemembered
{
    private const int BytesOfCall = 80;

    /// <inheritdoc/>
    public long Bytes => BytesOfCall * (Calls.Count + 1L);

    /// <summary>Calls kept for as many as are shown.</summary>
    public static int Kept(int shown) => (2 * shown) + 50;
}
