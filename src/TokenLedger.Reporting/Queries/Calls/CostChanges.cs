using TokenLedger.Accounting.Money;
using TokenLedger.Reporting.Columns;
using TokenLedger.Reporting.Projections;

namespace TokenLedger.Reporting.Queries.Calls;

/// <summary>What the corrections of some segments change of the costs of calls. Immutable.</summary>
internal sealed class CostChanges : IRemembered
{
    private const int BytesOfChange = 64;

    private static readonly ScanKey[] s_columns =
    [
        ScanKey.OfField(Field.Call),
        ScanKey.OfField(Field.KnownMicro),
        ScanKey.OfField(Field.KnownRest),
    ];

    private readonly Dictionary<long, Usd> _changes;
    private readonly long[] _risen;
    private readonly ValueTest _corrected;

    private CostChanges(Dictionary<long, Usd> changes)
    {
        _changes = changes;
        _risen = [.. changes.Where(change => change.Value > Usd.Zero).Select(change => change.Key)];
        Array.Sort(_risen);
        _corrected = new(new ScanFilter(ScanKey.OfField(Field.Call), [.. changes.Keys]));
    }

    /// <summary>Reads the corrections of some chunks.</summary>
    /// <param name="chunks">The chunks.</param>
    /// <param name="question">Window and conditions, among them that rows correct calls.</param>
    public static CostChanges Read(IEnumerable<Chunk> chunks, ScanQuery question)
    {
        Dictionary<long, Usd> changes = [];
        RowReader.Read(
            chunks,
            question,
            s_columns,
            row => changes[row[0]] = changes.GetValueOrDefault(row[0]) + new SplitAmount(row[1], row[2]).Join()
        );
        return new(changes);
    }

    /// <summary>Those of several parts.</summary>
    public static CostChanges Joined(IReadOnlyList<CostChanges> parts)
    {
        Dictionary<long, Usd> changes = [];
        foreach ((long call, Usd change) in parts.SelectMany(part => part._changes))
        {
            changes[call] = changes.GetValueOrDefault(call) + change;
        }

        return new(changes);
    }

    /// <inheritdoc/>
    public long Bytes => BytesOfChange * (1L + _changes.Count);

    /// <summary>How many calls were corrected.</summary>
    public int Count => _changes.Count;

    /// <summary>Whether a call was corrected.</summary>
    /// <param name="call">Its number.</param>
    public bool Has(long call) => _corrected.Holds(call);

    /// <summary>By how much the cost of a call has changed.</summary>
    public Usd Of(long call) => _corrected.Holds(call) ? _changes.GetValueOrDefault(call) : Usd.Zero;

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
}
