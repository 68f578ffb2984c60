namespace TokenLedger.Reporting.Columns;

/// <summary>
/// Looks at a few rows before a question is answered, to tell whether it has very many groups: finding that out by
/// answering it takes as long as a good part of the answer.
/// </summary>
internal static class GroupSample
{
    /// <summary>With fewer rows than so many times the groups, finding out by answering is as quick.</summary>
    private const int LeastTimes = 4;

    /// <summary>
    /// Whether there are more groups than some number, most likely: where of half as many rows from everywhere four in
    /// five are groups of their own. Groups that are not as likely as one another are more than that.
    /// </summary>
    /// <param name="view">The columns.</param>
    /// <param name="query">The question.</param>
    /// <param name="most">The number.</param>
    public static bool HasMore(ColumnView view, ScanQuery query, int most)
    {
        RowSelection selection = new(query);
        Chunk[] chunks = [.. view.Chunks.Where(chunk => chunk.Rows > 0 && !selection.IsOutside(chunk))];
        int wanted = most / 2;
        if (wanted < RowSelection.BlockRows || chunks.Sum(chunk => (long)chunk.Rows) < (long)most * LeastTimes)
        {
            return false;
        }

        ScanWorker worker = new(query with { Measures = [] });
        int blocks = wanted / RowSelection.BlockRows;
        int seen = 0;
        for (int i = 0; i < blocks; i++)
        {
            seen += worker.ReadFirst(chunks[(int)((long)i * chunks.Length / blocks)]);
        }

        return seen > wanted * 3 / 4 && worker.Groups > seen * 4 / 5;
    }
}
