using TokenLedger.Accounting.Money;
using TokenLedger.Reporting.Columns;
using TokenLedger.Reporting.Projections;

namespace TokenLedger.Reporting.Queries.Sessions;

/// <summary>A call of a session as the columns have it.</summary>
/// <param name="At">When it began, microseconds since 1970 UTC.</param>
/// <param name="Sequence">The entry that ended it, or opened it while it is open.</param>
/// <param name="Call">Its number, see <see cref="Field.Call"/>.</param>
/// <param name="Status">How far it has come.</param>
/// <param name="Agent">What it says of the agent that made it.</param>
internal readonly record struct SessionRow(long At, long Sequence, long Call, CallStatus Status, AgentKey Agent);

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

/// <summary>All calls of a session, in the order in which they began, and the corrections of each.</summary>
internal sealed class SessionRows
{
    private static readonly int[] s_columns =
    [
        (int)Field.Sequence,
        (int)Field.Call,
        (int)Field.Status,
        (int)Field.OccurredAt,
        (int)Field.Latency,
        ColumnLayout.OfDimension(Dimensions.Agent),
        ColumnLayout.OfDimension(Dimensions.ParentAgent),
        ColumnLayout.OfDimension(Dimensions.RootAgent),
        (int)Field.Input,
        (int)Field.Cached,
        (int)Field.Written,
        (int)Field.Output,
        (int)Field.Reasoning,
        (int)Field.KnownMicro,
        (int)Field.KnownRest,
        (int)Field.EstimatedMicro,
        (int)Field.EstimatedRest,
        (int)Field.Unpriced,
    ];

    private readonly Dictionary<long, Corrections> _corrections = [];
    private readonly List<SessionRow> _calls = [];
    private readonly bool _asBooked;
    private long _end;

    private SessionRows(bool asBooked) => _asBooked = asBooked;

    /// <summary>The calls.</summary>
    public IReadOnlyList<SessionRow> Calls => _calls;

    /// <summary>When the last answer ended, UTC; null when none has.</summary>
    public DateTimeOffset? EndedAt => _end == 0 ? null : EntryTime.FromMicroseconds(_end);

    /// <summary>The corrections of a call.</summary>
    public Corrections CorrectionsOf(long call) => _corrections.GetValueOrDefault(call, Corrections.None);

    /// <summary>Reads a session.</summary>
    /// <param name="view">The columns.</param>
    /// <param name="question">Which rows.</param>
    /// <param name="open">Its open calls.</param>
    /// <param name="asBooked">Whether amounts that belong to no call are left out.</param>
    public static SessionRows Read(ColumnView view, ScanQuery question, IEnumerable<SessionRow> open, bool asBooked)
    {
        SessionRows rows = new(asBooked);
        RowReader.Read(view, question, s_columns, rows.Take);
        rows._calls.AddRange(open);
        rows._calls.Sort(static (left, right) => (left.At, left.Sequence).CompareTo((right.At, right.Sequence)));
        return rows;
    }

    private void Take(ReadOnlySpan<long> row)
    {
        CallStatus status = (CallStatus)row[2];
        if (status == CallStatus.Correction)
        {
            Corrections one = new(
                1,
                new(row[8], row[9], row[10], row[11], row[12]),
                new SplitAmount(row[13], row[14]).Join(),
                new SplitAmount(row[15], row[16]).Join(),
                row[17]
            );
            _corrections[row[1]] = CorrectionsOf(row[1]) + one;
            return;
        }

        bool isCall = status != CallStatus.Adjustment;
        if (isCall || !_asBooked)
        {
            _calls.Add(new(row[3], row[0], row[1], status, new(row[5], row[6], row[7])));
        }

        if (isCall)
        {
            long latency = Math.Max(0, row[4] - 1) * TimeSpan.MicrosecondsPerMillisecond;
            _end = Math.Max(_end, row[3] + latency);
        }
    }
}
