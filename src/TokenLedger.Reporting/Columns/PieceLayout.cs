namespace TokenLedger.Reporting.Columns;

/// <summary>
/// How groups stand in pieces: by the highest bits of their numbers, which are spread evenly, see <see cref="KeyCode"/>.
/// </summary>
internal static class PieceLayout
{
    /// <summary>The bits of a number that say which piece it is in.</summary>
    public const int Bits = 10;

    /// <summary>Pieces: with ten million groups one is summed within the second cache.</summary>
    public const int Pieces = 1 << Bits;

    /// <summary>The piece of a group, by its number.</summary>
    public static int PieceOf(ulong code) => (int)(code >> (64 - Bits));
}

/// <summary>The part of the pieces that is made at once, when all of them would take too much memory.</summary>
/// <param name="Number">Which, from 0.</param>
/// <param name="Count">Of how many.</param>
internal readonly record struct PiecePass(int Number, int Count)
{
    /// <summary>All pieces.</summary>
    public static PiecePass All { get; } = new(0, 1);

    /// <summary>Whether a piece is made in it.</summary>
    public bool Has(int piece) => Count == 1 || piece % Count == Number;
}
