namespace TokenLedger.Reporting.Columns;

/// <summary>The answer of a part of the rows to a question, as narrow as its values allow.</summary>
/// <param name="Groups">Groups.</param>
/// <param name="Keys">For each key of the question its values, group by group.</param>
/// <param name="Sums">For each measure the sums, group by group.</param>
/// <param name="Members">What the bits of sums that are sets stand for, in their order.</param>
/// <param name="Largest">For each measure what a sum can be at most, see <see cref="ScanWorker"/>.</param>
internal sealed record PartialSums(
    int Groups,
    PackedValues[] Keys,
    PackedValues[] Sums,
    long[] Members,
    UInt128[] Largest
) : IRemembered
{
    private const int Overhead = 400;
    private const int OverheadOfValues = 80;

    /// <inheritdoc/>
    public long Bytes { get; } =
        Overhead
        + (OverheadOfValues * (Keys.Length + Sums.Length))
        + Keys.Sum(values => values.Bytes)
        + Sums.Sum(values => values.Bytes);
}
