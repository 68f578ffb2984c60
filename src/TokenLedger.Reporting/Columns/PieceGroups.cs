namespace TokenLedger.Reporting.Columns;

/// <summary>The groups of a part of the rows with their sums, those of one piece side by side. Immutable.</summary>
/// <param name="Starts">Where the groups of each piece begin, and at the end where the last ends.</param>
/// <param name="Codes">The numbers of the groups, see <see cref="KeyCode"/>.</param>
/// <param name="Sums">For each measure the sums, group by group.</param>
internal sealed record PieceGroups(int[] Starts, PackedValues Codes, PackedValues[] Sums) : IRemembered
{
    /// <inheritdoc/>
    public long Bytes { get; } = (sizeof(int) * Starts.Length) + Codes.Bytes + Sums.Sum(values => values.Bytes);

    /// <summary>Groups of all pieces.</summary>
    public int Count => Starts[^1];

    /// <summary>Groups of a piece.</summary>
    public int CountOf(int piece) => Starts[piece + 1] - Starts[piece];

    /// <summary>Packs groups.</summary>
    /// <param name="starts">Where the groups of each piece begin, and at the end where the last ends.</param>
    /// <param name="codes">The numbers of the groups.</param>
    /// <param name="sums">The sums of the first group, then those of the second, and so on.</param>
    /// <param name="measures">Sums of a group.</param>
    public static PieceGroups Packed(int[] starts, ReadOnlySpan<ulong> codes, ReadOnlySpan<long> sums, int measures)
    {
        long[] one = new long[codes.Length];
        for (int i = 0; i < one.Length; i++)
        {
            one[i] = (long)codes[i];
        }

        PackedValues numbers = new(one);
        PackedValues[] packed = new PackedValues[measures];
        for (int measure = 0; measure < measures; measure++)
        {
            for (int i = 0; i < one.Length; i++)
            {
                one[i] = sums[(i * measures) + measure];
            }

            packed[measure] = new(one);
        }

        return new(starts, numbers, packed);
    }
}
