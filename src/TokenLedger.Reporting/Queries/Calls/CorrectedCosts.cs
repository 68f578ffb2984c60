using TokenLedger.Accounting.Money;
using TokenLedger.Reporting.Columns;
using TokenLedger.Reporting.Projections;

namespace TokenLedger.Reporting.Queries.Calls;

/// <summary>What corrections change of the costs of calls, to rank and add calls by what they cost on a report's basis.</summary>
internal sealed class CorrectedCosts
{
    private readonly Dictionary<long, Usd> _changes = [];
    private long[] _risen = [];
    private ValueTest _corrected = new(new ScanFilter(ScanKey.OfField(Field.Call), []));

    /// <summary>No corrections.</summary>
    public static CorrectedCosts None { get; } = new();

    /// <summary>Reads the corrections of a window; none when the report is as booked.</summary>
    public static CorrectedCosts Read(ColumnView view, ScanQuery question, bool asBooked)
    {
        if (asBooked)
        {
            return None;
        }

        CorrectedCosts costs = new();
        ScanResult found = Scan.Run(
            view,
            question with
            {
                Keys = [ScanKey.OfField(Field.Call)],
                Measures = [new(Field.KnownMicro, Measure.Any), new(Field.KnownRest, Measure.Any)],
                Where = [Corrections.Filter, .. question.Where],
            }
        );
        for (int group = 0; group < found.Count; group++)
        {
            ReadOnlySpan<long> sums = found.SumsOf(group);
            costs._changes.Add(found.LastKeyOf(group), new SplitAmount(sums[0], sums[1]).Join());
        }

        costs._risen = [.. costs._changes.Where(change => change.Value > Usd.Zero).Select(change => change.Key)];
        Array.Sort(costs._risen);
        costs._corrected = new(new ScanFilter(ScanKey.OfField(Field.Call), [.. costs._changes.Keys]));
        return costs;
    }

    /// <summary>Whether any call was corrected.</summary>
    public bool Any => _changes.Count > 0;

    /// <summary>Whether a call was corrected.</summary>
    /// <param name="call">Its number.</param>
    public bool Has(long call) => _corrected.Holds(call);

    /// <summary>By how much the cost of a call may have risen at most; zero when none has.</summary>
    /// <param name="least">The least number of the calls meant.</param>
    /// <param name="most">The greatest.</param>
    public Usd MostRise(long least, long most)
    {
        int first = Array.BinarySearch(_risen, least);
        Usd rise = Usd.Zero;
        for (int i = first < 0 ? ~first : first; i < _risen.Length && _risen[i] <= most; i++)
        {
            Usd change = _changes[_risen[i]];
            rise = change > rise ? change : rise;
        }

        return rise;
    }

    /// <summary>The cost of a call.</summary>
    /// <param name="call">Its number.</param>
    /// <param name="booked">As booked.</param>
    public Usd Of(long call, Usd booked) => _changes.Count == 0 ? booked : booked + _changes.GetValueOrDefault(call);
}
