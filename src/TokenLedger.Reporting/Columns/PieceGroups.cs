namespace TokenLedger.Reporting.Columns;

/// <summary>
/// The groups of a part of the rows with their sums, those of one piece side by side. The same group may be there more
/// than once: who adds parts up sums it. Immutable.
/// </summary>
/// <param name="First">The first piece.</param>
/// <param name="Starts">Where the groups of each piece begin, and at the end where the last ends.</param>
/// <param name="Codes">The numbers of the groups, see <see cref="KeyCode"/>.</param>
/// <param name="Sums">For each measure the sums, group by group.</param>
internal sealed record PieceGroups(int First, int[] Starts, PackedValues Codes, PackedValues[] Sums) : IRemembered
{
    /// <inheritdoc/>
    public long Bytes { get; } = (sizeof(int) * Starts.Length) + Codes.Bytes + Sums.Sum(values => values.Bytes);

    /// <summary>Groups of all pieces.</summary>
    public int Count => Starts[^1];

    /// <summary>Where the groups of a piece begin.</summary>
    public int StartOf(int piece) => Starts[piece - First];

    /// <summary>Groups of a piece.</summary>
    public int CountOf(int piece) => Starts[piece - First + 1] - Starts[piece - First];
}
