namespace TokenLedger.Reporting.Columns;

/// <summary>
/// How rows stand in pieces: as runs of 32-bit numbers, first the number of the group, then the measures, each in one or
/// two of them, as its bounds allow.
/// </summary>
internal sealed class PieceLayout
{
    /// <summary>Pieces: with ten million groups one is summed within the second cache.</summary>
    public const int Pieces = 1024;

    /// <summary>Rows of a page, which is the unit of memory.</summary>
    public const int PageRows = 256;

    private PieceLayout(ScanQuery query, bool hasWideCode, bool[] areWide)
    {
        (Query, HasWideCode, AreWide) = (query, hasWideCode, areWide);
        Stride = (hasWideCode ? 2 : 1) + areWide.Sum(isWide => isWide ? 2 : 1);
    }

    /// <summary>The question.</summary>
    public ScanQuery Query { get; }

    /// <summary>Whether the number of a group takes two numbers.</summary>
    public bool HasWideCode { get; }

    /// <summary>Which measures take two numbers.</summary>
    public bool[] AreWide { get; }

    /// <summary>Numbers of a row.</summary>
    public int Stride { get; }

    /// <summary>The layout for a question.</summary>
    public static PieceLayout Of(ColumnView view, ScanQuery query, KeyCode code)
    {
        RowSelection selection = new(query);
        List<Chunk> chunks = [.. view.Chunks.Where(chunk => chunk.Rows > 0 && !selection.IsOutside(chunk))];
        bool[] areWide =
        [
            .. query.Measures.Select(measure => chunks.Any(chunk => IsWide(chunk.Bounds(measure.Column)))),
        ];
        return new(query, code.Bits > 32, areWide);
    }

    /// <summary>The piece of a group, by its number.</summary>
    public static int PieceOf(ulong code) => (int)((code * 0x9E3779B97F4A7C15) >> 54);

    private static bool IsWide((long Least, long Most) bounds) =>
        bounds.Least < int.MinValue || bounds.Most > int.MaxValue;
}

/// <summary>The part of the pieces that is made at once, when all of them would take too much memory.</summary>
/// <param name="Number">Which, from 0.</param>
/// <param name="Count">Of how many.</param>
internal readonly record struct PiecePass(int Number, int Count)
{
    /// <summary>Whether a piece is made in it.</summary>
    public bool Has(int piece) => Count == 1 || piece % Count == Number;
}
