using Microsoft.Data.Sqlite;
using TokenLedger.Accounting.Money;
using TokenLedger.Reporting.Columns;
using TokenLedger.Reporting.Exports;
using TokenLedger.Reporting.Projections;

namespace TokenLedger.Reporting.Queries.Chargeback;

/// <summary>What calls and corrections come to for one owner.</summary>
/// <param name="Calls">Calls that ended.</param>
/// <param name="Cost">Their cost, and that of corrections in time.</param>
/// <param name="Corrections">Corrections of closed months.</param>
/// <param name="Unpriced">Calls without a price.</param>
internal readonly record struct Charged(long Calls, Usd Cost, Usd Corrections, long Unpriced)
{
    public static Charged operator +(Charged left, Charged right) =>
        new(
            left.Calls + right.Calls,
            left.Cost + right.Cost,
            left.Corrections + right.Corrections,
            left.Unpriced + right.Unpriced
        );

    public static Charged operator -(Charged left, Charged right) =>
        new(
            left.Calls - right.Calls,
            left.Cost - right.Cost,
            left.Corrections - right.Corrections,
            left.Unpriced - right.Unpriced
        );
}

/// <summary>
/// Sums what is charged in a window by owner, month by month: a row of the columns is late when its sequence is not below the
/// one that the ledger had reached when its month was closed.
/// </summary>
internal sealed class ChargedSums
{
    private static readonly int s_adjustment = Measure.Of(CallStatus.Adjustment, CallStatus.Correction);
    private static readonly int s_ended = Measure.Of(CallStatus.Settled, CallStatus.Voided);

    private static readonly Measure[] s_measures =
    [
        new(Field.Calls, s_ended),
        new(Field.KnownMicro, ~s_adjustment),
        new(Field.KnownRest, ~s_adjustment),
        new(Field.KnownMicro, s_adjustment),
        new(Field.KnownRest, s_adjustment),
        new(Field.Unpriced, Measure.Any),
    ];

    private readonly SqliteConnection _connection;
    private readonly ColumnView _columns;
    private readonly long _position;
    private readonly ChargebackQuery _query;
    private readonly NameNumbers _names;
    private readonly NameTexts _texts;
    private readonly Dictionary<long, long> _sequences = [];

    public ChargedSums(SqliteConnection connection, ColumnView columns, long position, ChargebackQuery query)
    {
        (_connection, _columns, _position, _query) = (connection, columns, position, query);
        _names = new(connection);
        _texts = new(connection);
    }

    /// <summary>What is charged, by owner ("" for nobody), of the calls of which more conditions hold.</summary>
    public Dictionary<string, Charged> Of(params IReadOnlyList<Filter> conditions)
    {
        Dictionary<string, Charged> sums = new(StringComparer.Ordinal);
        ScanFilter[] where = [.. _query.Where.Concat(conditions).Select(_names.FilterOf)];
        foreach ((long from, long to) in Months())
        {
            long closed = SequenceAt(Closing.EndOf(EntryTime.FromMicroseconds(from)) + Closing.After);
            (long first, long end) = (Math.Max(from, WindowFrom), Math.Min(to, WindowTo));
            if (first < end)
            {
                Add(sums, Scan(where, first, end, closed), 1, isLate: false);
            }

            long lateFrom = Math.Max(closed, SequenceAt(WindowFrom));
            long lateTo = SequenceAt(WindowTo);
            if (lateFrom < lateTo)
            {
                Add(sums, Scan(where, from, to, lateTo), 1, isLate: true);
                Add(sums, Scan(where, from, to, lateFrom), -1, isLate: true);
            }
        }

        return sums;
    }

    private ClosingRule Closing => _query.Terms.Closing;

    private long WindowFrom => _query.Window.From is { } from ? EntryTime.ToMicroseconds(from) : long.MinValue;

    private long WindowTo => _query.Window.To is { } to ? EntryTime.ToMicroseconds(to) : long.MaxValue;

    /// <summary>The months in which calls began, as far as they may be charged in the window.</summary>
    private IEnumerable<(long From, long To)> Months()
    {
        List<(long Least, long Most)> bounds =
        [
            .. _columns
                .Chunks.Where(chunk => chunk.RowsBefore(_position) > 0)
                .Select(chunk => chunk.Bounds((int)Field.OccurredAt)),
        ];
        if (bounds.Count == 0)
        {
            yield break;
        }

        long last = Math.Min(bounds.Max(bound => bound.Most), WindowTo);
        DateTimeOffset month = Closing.MonthOf(EntryTime.FromMicroseconds(bounds.Min(bound => bound.Least)));
        while (EntryTime.ToMicroseconds(month) <= last)
        {
            DateTimeOffset next = Closing.EndOf(month);
            (long from, long to) = (EntryTime.ToMicroseconds(month), EntryTime.ToMicroseconds(next));
            if (bounds.Any(bound => bound.Most >= from && bound.Least < to))
            {
                yield return (from, to);
            }

            month = next;
        }
    }

    private ScanResult Scan(IReadOnlyList<ScanFilter> where, long from, long to, long before) =>
        Columns.Scan.Run(
            _columns,
            new()
            {
                Keys = [_names.KeyOf(_query.By)],
                Measures = s_measures,
                Where = where,
                From = from,
                To = to,
                Before = Math.Min(before, _position),
            }
        );

    private void Add(Dictionary<string, Charged> to, ScanResult found, int sign, bool isLate)
    {
        for (int group = 0; group < found.Count; group++)
        {
            long number = found.KeysOf(group)[0];
            string owner = number == 0 ? "" : _texts.Of(number)!;
            ReadOnlySpan<long> sums = found.SumsOf(group);
            Usd adjusted = _query.AsBooked ? Usd.Zero : Amount(sums[3], sums[4]);
            Charged one = new(
                sums[0],
                Amount(sums[1], sums[2]) + (isLate ? Usd.Zero : adjusted),
                isLate ? adjusted : Usd.Zero,
                sums[5]
            );
            Charged before = to.GetValueOrDefault(owner);
            to[owner] = sign > 0 ? before + one : before - one;
        }
    }

    private static Usd Amount(long micro, long rest) => new SplitAmount(micro, rest).Join();

    private long SequenceAt(long microseconds) =>
        microseconds == long.MinValue ? 0
        : microseconds == long.MaxValue ? _position
        : SequenceAt(EntryTime.FromMicroseconds(microseconds));

    /// <summary>The first sequence that was recorded at an instant or later; times rise along the ledger.</summary>
    private long SequenceAt(DateTimeOffset instant)
    {
        long at = EntryTime.ToMicroseconds(instant);
        if (_sequences.TryGetValue(at, out long known))
        {
            return known;
        }

        using SqliteCommand command = _connection.CreateCommand();
        command.CommandText = "SELECT recorded_at FROM entries WHERE sequence >= @from ORDER BY sequence LIMIT 1";
        SqliteParameter from = command.Parameters.Add("@from", SqliteType.Integer);
        (long low, long high) = (0, _position);
        while (low < high)
        {
            long middle = (low + high) / 2;
            from.Value = middle;
            if (command.ExecuteScalar() is long recorded && recorded < at)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        _sequences[at] = low;
        return low;
    }
}
