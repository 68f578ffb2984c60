using TokenLedger.Reporting.Columns;
using TokenLedger.Reporting.Projections;

namespace TokenLedger.Reporting.Queries;

/// <summary>Words what questions have in common for the columns.</summary>
internal static class SliceQuestion
{
    /// <summary>A question to the columns.</summary>
    /// <param name="slice">Which calls.</param>
    /// <param name="names">Numbers of names.</param>
    /// <param name="position">Entries folded into the tables.</param>
    /// <param name="keys">What to group by.</param>
    /// <param name="measures">What to make of each group.</param>
    public static ScanQuery Of(
        Slice slice,
        NameNumbers names,
        long position,
        IReadOnlyList<ScanKey> keys,
        IReadOnlyList<Measure> measures
    ) =>
        new()
        {
            Keys = keys,
            Measures = measures,
            Where = [.. slice.Where.Select(names.FilterOf)],
            Instant = slice.AsBooked ? Field.BookedAt : Field.OccurredAt,
            From = slice.Window.From is { } from ? EntryTime.ToMicroseconds(from) : null,
            To = slice.Window.To is { } to ? EntryTime.ToMicroseconds(to) : null,
            Before = position,
        };
}
