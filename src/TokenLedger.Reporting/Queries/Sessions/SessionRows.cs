using TokenLedger.Reporting.Columns;
using TokenLedger.Reporting.Projections;
using TokenLedger.Reporting.Queries.Calls;

namespace TokenLedger.Reporting.Queries.Sessions;

/// <summary>A call of a session as the columns have it.</summary>
/// <param name="At">When it began, microseconds since 1970 UTC.</param>
/// <param name="Sequence">The entry that ended it, or opened it while it is open.</param>
/// <param name="Call">Its number, see <see cref="Field.Call"/>.</param>
/// <param name="Status">How far it has come.</param>
/// <param name="Agent">What it says of the agent that made it.</param>
internal readonly record struct SessionRow(long At, long Sequence, long Call, CallStatus Status, AgentKey Agent);

/// <summary>All calls of a session, in the order in which they began, and the corrections of each.</summary>
internal sealed class SessionRows
{
    private static readonly ScanKey[] s_columns =
    [
        ScanKey.OfField(Field.Sequence),
        ScanKey.OfField(Field.Call),
        ScanKey.OfField(Field.Status),
        ScanKey.OfField(Field.OccurredAt),
        ScanKey.OfField(Field.Latency),
        .. AgentKey.Columns,
        .. Corrections.Columns,
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
            _corrections[row[1]] = CorrectionsOf(row[1]) + Corrections.Of(row[8..]);
            return;
        }

        bool isCall = status != CallStatus.Adjustment;
        if (isCall || !_asBooked)
        {
            _calls.Add(new(row[3], row[0], row[1], status, AgentKey.Of(row[5..])));
        }

        if (isCall)
        {
            long latency = Math.Max(0, row[4] - 1) * TimeSpan.MicrosecondsPerMillisecond;
            _end = Math.Max(_end, row[3] + latency);
        }
    }
}
