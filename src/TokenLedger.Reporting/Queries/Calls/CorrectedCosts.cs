using TokenLedger.Accounting.Money;
using TokenLedger.Reporting.Columns;
using TokenLedger.Reporting.Projections;

namespace TokenLedger.Reporting.Queries.Calls;

/// <summary>What corrections change of the costs of calls, to rank and add calls by what they cost on a report's basis.</summary>
internal sealed class CorrectedCosts
{
    private readonly Dictionary<long, Usd> _changes = [];
    private ValueTest _corrected = new(new ScanFilter(ScanKey.OfField(Field.Call), []));

    /// <summary>Reads the corrections of a window; none when the report is as booked.</summary>
    public static CorrectedCosts Read(ColumnView view, ScanQuery question, bool asBooked)
    {
        CorrectedCosts costs = new();
        if (asBooked)
        {
            return costs;
        }

        RowReader.Read(
            view,
            question with
            {
                Where = [Corrections.Filter, .. question.Where],
            },
            [ScanKey.OfField(Field.Call), ScanKey.OfField(Field.KnownMicro), ScanKey.OfField(Field.KnownRest)],
            row =>
                costs._changes[row[0]] =
                    costs._changes.GetValueOrDefault(row[0]) + new SplitAmount(row[1], row[2]).Join()
        );
        costs._corrected = new(new ScanFilter(ScanKey.OfField(Field.Call), [.. costs._changes.Keys]));
        return costs;
    }

    /// <summary>Whether any call was corrected.</summary>
    public bool Any => _changes.Count > 0;

    /// <summary>Whether a call was corrected.</summary>
    /// <param name="call">Its number.</param>
    public bool Has(long call) => _corrected.Holds(call);

    /// <summary>The cost of a call.</summary>
    /// <param name="call">Its number.</param>
    /// <param name="micro">As booked, whole micro-dollars.</param>
    /// <param name="rest">As booked, the pico-dollars left.</param>
    public Usd Of(long call, long micro, long rest)
    {
        Usd booked = new SplitAmount(micro, rest).Join();
        return _changes.Count == 0 ? booked : booked + _changes.GetValueOrDefault(call);
    }
}
