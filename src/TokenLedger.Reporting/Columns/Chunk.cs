namespace TokenLedger.Reporting.Columns;

/// <summary>
/// Rows in columns, in the order of their sequences. Immutable for whoever reads it. Values are read in blocks into the
/// reader's own memory, whatever width they are stored in.
/// </summary>
internal abstract class Chunk
{
    /// <summary>Rows.</summary>
    public abstract int Rows { get; }

    /// <summary>The names of the tags that have a column here, as their numbers, in the order of their columns.</summary>
    public abstract IReadOnlyList<long> Tags { get; }

    /// <summary>Smallest and largest value of a column; what lies outside need not be read.</summary>
    public abstract (long Least, long Most) Bounds(int column);

    /// <summary>Reads values of a column.</summary>
    /// <param name="column">Below <see cref="ColumnLayout.Fixed"/> plus the tags.</param>
    /// <param name="from">First row.</param>
    /// <param name="to">As many as this has room for; the rows must be there.</param>
    public abstract void Read(int column, int from, Span<long> to);

    /// <summary>Reads some values of a column.</summary>
    /// <param name="column">Below <see cref="ColumnLayout.Fixed"/> plus the tags.</param>
    /// <param name="from">The row that the others are counted from.</param>
    /// <param name="rows">Which, counted from there.</param>
    /// <param name="to">Where their values go, as many.</param>
    public abstract void Gather(int column, int from, ReadOnlySpan<int> rows, Span<long> to);

    /// <summary>Adds values of a column to sums, without a copy of them in between.</summary>
    /// <param name="column">Below <see cref="ColumnLayout.Fixed"/> plus the tags.</param>
    /// <param name="from">First row.</param>
    /// <param name="places">Where the sum of each row is; as many rows as there are places.</param>
    /// <param name="sums">The sums. None may overflow: the caller has made sure by <see cref="Bounds"/>.</param>
    public abstract void Add(int column, int from, ReadOnlySpan<int> places, Span<long> sums);

    /// <summary>The sum of values of a column; the caller has made sure that it fits.</summary>
    public abstract long Total(int column, int from, int count);

    /// <summary>The column of a tag; null when no row here has it.</summary>
    public int? ColumnOfTag(long name)
    {
        for (int i = 0; i < Tags.Count; i++)
        {
            if (Tags[i] == name)
            {
                return ColumnLayout.Fixed + i;
            }
        }

        return null;
    }

    /// <summary>Rows with a sequence below a limit: they come first.</summary>
    public int RowsBefore(long sequence)
    {
        if (Rows == 0 || Bounds((int)Field.Sequence).Most < sequence)
        {
            return Rows;
        }

        int low = 0;
        int high = Rows;
        Span<long> value = stackalloc long[1];
        while (low < high)
        {
            int middle = (low + high) / 2;
            Read((int)Field.Sequence, middle, value);
            if (value[0] < sequence)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }
}
