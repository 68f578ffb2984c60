namespace TokenLedger.Reporting.Columns;

/// <summary>The answer of a part of the rows to a question, in as few and as short arrays as it needs.</summary>
/// <param name="Groups">Groups.</param>
/// <param name="Keys">The values of their keys, group by group.</param>
/// <param name="Sums">Their sums, group by group.</param>
/// <param name="Members">What the bits of sums that are sets stand for, in their order.</param>
internal sealed record PartialSums(int Groups, long[] Keys, long[] Sums, long[] Members)
{
    private const int Overhead = 200;

    /// <summary>About how much memory it takes.</summary>
    public long Bytes => Overhead + (sizeof(long) * (long)(Keys.Length + Sums.Length + Members.Length));
}
