namespace TokenLedger.Reporting.Columns;

/// <summary>Chunks that follow one another and are read, or remembered, as one.</summary>
/// <param name="First">The number of the first.</param>
/// <param name="Count">How many.</param>
/// <param name="IsWhole">
/// Whether they are sealed and every row of them is within the window: then what they answer can be remembered, and there
/// are a power of two of them, beginning at a multiple of that.
/// </param>
/// <param name="Period">The period of the first of their rows; 0 when the question has none.</param>
/// <param name="Inner">Where periods begin within it; empty when all rows are of one.</param>
internal readonly record struct ChunkSpan(int First, int Count, bool IsWhole, long Period, string Inner = "")
{
    /// <summary>The first half of a span that can be halved.</summary>
    public ChunkSpan Left => this with { Count = Count / 2 };

    /// <summary>The second half.</summary>
    public ChunkSpan Right => this with { First = First + (Count / 2), Count = Count / 2 };
}
