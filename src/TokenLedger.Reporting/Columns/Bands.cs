namespace TokenLedger.Reporting.Columns;

/// <summary>Finds the band, or the period, that values are in.</summary>
internal static class Bands
{
    /// <summary>Puts the index of its band in the place of each value, -1 before the first.</summary>
    /// <param name="values">The values.</param>
    /// <param name="starts">Where bands begin, ascending.</param>
    public static void Place(Span<long> values, long[] starts)
    {
        if (values.IsEmpty)
        {
            return;
        }

        (long least, long most) = TypedValues.Range(values);
        long first = Of(starts, least);
        if (first == Of(starts, most))
        {
            values.Fill(first); // rows that follow one another mostly share a period
            return;
        }

        int last = 0;
        for (int i = 0; i < values.Length; i++)
        {
            bool same = starts[last] <= values[i] && (last + 1 == starts.Length || values[i] < starts[last + 1]);
            if (!same)
            {
                last = (int)Of(starts, values[i]);
            }

            values[i] = last;
            last = Math.Max(0, last);
        }
    }

    /// <summary>The band of a value.</summary>
    public static long Of(long[] starts, long value)
    {
        int found = Array.BinarySearch(starts, value);
        return found >= 0 ? found : ~found - 1;
    }
}
