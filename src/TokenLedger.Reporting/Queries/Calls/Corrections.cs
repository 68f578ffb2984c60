using TokenLedger.Accounting.Money;
using TokenLedger.Reporting.Columns;
using TokenLedger.Reporting.Projections;

namespace TokenLedger.Reporting.Queries.Calls;

/// <summary>What the adjustments of a call come to.</summary>
/// <param name="Count">How many.</param>
/// <param name="Tokens">Tokens.</param>
/// <param name="Known">Cost.</param>
/// <param name="Estimated">Its estimated part.</param>
/// <param name="Unpriced">The change of whether the call has a part without a price: -1, 0 or 1.</param>
internal sealed record Corrections(long Count, TokenCounts Tokens, Usd Known, Usd Estimated, long Unpriced)
{
    /// <summary>None.</summary>
    public static Corrections None { get; } = new(0, default, Usd.Zero, Usd.Zero, 0);

    /// <summary>What to read of a row to know what it corrects.</summary>
    public static IReadOnlyList<ScanKey> Columns { get; } =
    [
        ScanKey.OfField(Field.Input),
        ScanKey.OfField(Field.Cached),
        ScanKey.OfField(Field.Written),
        ScanKey.OfField(Field.Output),
        ScanKey.OfField(Field.Reasoning),
        ScanKey.OfField(Field.KnownMicro),
        ScanKey.OfField(Field.KnownRest),
        ScanKey.OfField(Field.EstimatedMicro),
        ScanKey.OfField(Field.EstimatedRest),
        ScanKey.OfField(Field.Unpriced),
    ];

    /// <summary>Keeps the rows that correct calls.</summary>
    public static ScanFilter Filter { get; } = new(ScanKey.OfField(Field.Status), (long)CallStatus.Correction);

    /// <summary>One adjustment, from the values of <see cref="Columns"/>.</summary>
    public static Corrections Of(ReadOnlySpan<long> row) =>
        new(
            1,
            new(row[0], row[1], row[2], row[3], row[4]),
            new SplitAmount(row[5], row[6]).Join(),
            new SplitAmount(row[7], row[8]).Join(),
            row[9]
        );

    /// <summary>The corrections of a few calls.</summary>
    /// <param name="view">The columns.</param>
    /// <param name="question">Window and conditions.</param>
    /// <param name="calls">Numbers of calls, see <see cref="Field.Call"/>.</param>
    public static Dictionary<long, Corrections> OfCalls(ColumnView view, ScanQuery question, IReadOnlySet<long> calls)
    {
        Dictionary<long, Corrections> found = [];
        RowReader.Read(
            view,
            question with
            {
                Where = [Filter, new(ScanKey.OfField(Field.Call), [.. calls]), .. question.Where],
            },
            [ScanKey.OfField(Field.Call), .. Columns],
            row => found[row[0]] = found.GetValueOrDefault(row[0], None) + Of(row[1..])
        );
        return found;
    }

    /// <summary>Both together.</summary>
    public static Corrections operator +(Corrections left, Corrections right) =>
        new(
            left.Count + right.Count,
            left.Tokens + right.Tokens,
            left.Known + right.Known,
            left.Estimated + right.Estimated,
            left.Unpriced + right.Unpriced
        );
}
