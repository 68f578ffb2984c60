namespace TokenLedger.Reporting.Columns;

/// <summary>
/// Looks at a few rows before a question is answered, to tell whether it has very many groups: finding that out by
/// answering it takes as long as a good part of the answer.
/// </summary>
internal sealed class GroupSample
{
    /// <summary>With fewer rows than so many times the groups, finding out by answering is as quick.</summary>
    private const int LeastTimes = 4;

    private readonly ScanQuery _query;
    private readonly RowSelection _selection;
    private readonly GroupTable _groups;
    private readonly List<int> _rows = []; // of each group

    private GroupSample(ScanQuery query)
    {
        _query = query;
        _selection = new RowSelection(query);
        _groups = new GroupTable(query.Keys.Count);
    }

    /// <summary>Whether there are more groups than some number, most likely.</summary>
    /// <param name="view">The columns.</param>
    /// <param name="query">The question.</param>
    /// <param name="most">The number: half as many rows are looked at.</param>
    public static bool HasMore(ColumnView view, ScanQuery query, int most)
    {
        GroupSample sample = new(query);
        Chunk[] chunks = [.. view.Chunks.Where(chunk => chunk.Rows > 0 && !sample._selection.IsOutside(chunk))];
        int blocks = most / 2 / RowSelection.BlockRows;
        if (query.Keys.Count == 0 || chunks.Sum(chunk => (long)chunk.Rows) < (long)most * LeastTimes)
        {
            return false;
        }

        for (int i = 0; i < blocks; i++)
        {
            sample.Read(chunks[(int)((long)i * chunks.Length / blocks)]);
        }

        return sample.Groups > most;
    }

    /// <summary>
    /// How many groups there are at least, by how many were seen once and twice (Chao's estimate): it is right where all
    /// are as likely, and too small where they are not.
    /// </summary>
    private double Groups
    {
        get
        {
            double once = _rows.Count(rows => rows == 1);
            double twice = _rows.Count(rows => rows == 2);
            return _rows.Count + (once * (once - 1) / (2 * (twice + 1)));
        }
    }

    private void Read(Chunk chunk)
    {
        int rows = Math.Min(RowSelection.BlockRows, chunk.RowsBefore(_query.Before));
        if (rows == 0 || !_selection.Find(chunk, 0, rows))
        {
            return;
        }

        long[] values = new long[_selection.Kept];
        int[] groups = new int[_selection.Kept];
        for (int key = 0; key < _query.Keys.Count; key++)
        {
            _selection.Read(chunk, _query.Keys[key], 0, values);
            _groups.Join(key, values, groups);
        }

        foreach (int group in groups)
        {
            if (group == _rows.Count)
            {
                _rows.Add(0);
            }

            _rows[group]++;
        }
    }
}
