using TokenLedger.Accounting.Money;
using TokenLedger.Reporting.Columns;
using TokenLedger.Reporting.Projections;
using TokenLedger.Reporting.Queries.Calls;

namespace TokenLedger.Reporting.Queries.Waste;

/// <summary>What must be known of a call to say whether it was waste. Names are numbers.</summary>
internal readonly ref struct WasteRow(ReadOnlySpan<long> values)
{
    /// <summary>What is read, the grouping after them.</summary>
    public static ScanKey[] Columns(ScanKey by) =>
        [
            ScanKey.OfField(Field.Call),
            ScanKey.OfField(Field.KnownMicro),
            ScanKey.OfField(Field.KnownRest),
            ScanKey.OfField(Field.OccurredAt),
            ScanKey.OfField(Field.BookedAt),
            ScanKey.OfField(Field.Sequence),
            ScanKey.OfField(Field.Status),
            ScanKey.OfField(Field.Failed),
            ScanKey.OfField(Field.Prompt),
            ScanKey.OfField(Field.Input),
            ScanKey.OfField(Field.Cached),
            ScanKey.OfField(Field.Written),
            ScanKey.OfField(Field.SavedMicro),
            ScanKey.OfField(Field.SavedRest),
            ScanKey.OfDimension(Dimensions.Outcome),
            ScanKey.OfDimension(Dimensions.Tenant),
            ScanKey.OfDimension(Dimensions.Key),
            ScanKey.OfDimension(Dimensions.Session),
            ScanKey.OfDimension(Dimensions.Agent),
            ScanKey.OfDimension(Dimensions.Provider),
            ScanKey.OfDimension(Dimensions.Model),
            ScanKey.OfDimension(Dimensions.ModelRequested),
            ScanKey.OfDimension(Dimensions.ServiceTier),
            ScanKey.OfDimension(Dimensions.Api),
            by,
        ];

    /// <summary>Keeps the rows that end calls and may have cost something.</summary>
    public static ScanFilter Calls { get; } =
        new(ScanKey.OfField(Field.Status), [(long)CallStatus.Settled, (long)CallStatus.Other]);

    private readonly ReadOnlySpan<long> _values = values;

    public long Call => _values[0];
    public long At => _values[3];
    public long BookedAt => _values[4];
    public long Sequence => _values[5];
    public bool Failed => _values[7] != 0;
    public long Prompt => _values[8];
    public long PromptTokens => _values[9] + _values[10] + _values[11];
    public long Cached => _values[10];
    public long Written => _values[11];
    public Usd Saved => new SplitAmount(_values[12], _values[13]).Join();
    public long Outcome => _values[14];
    public long Tenant => _values[15];
    public long Key => _values[16];
    public long Session => _values[17];
    public long Agent => _values[18];
    public long Provider => _values[19];
    public long Model => _values[20];
    public long ModelRequested => _values[21];
    public long Tier => _values[22];
    public long Api => _values[23];
    public long Group => _values[24];
    public RankedCall Ranked =>
        new(new SplitAmount(_values[1], _values[2]).Join(), At, Sequence, Call, (CallStatus)_values[6]);
}
