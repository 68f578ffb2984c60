using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TokenLedger.Reporting.Columns;

/// <summary>
/// Loops over values as they are stored, in whatever width. They are where a report spends its time, so they run without
/// checks of each index: the callers check the first and the last.
/// </summary>
internal static class TypedValues
{
    /// <summary>Copies values, each plus the least.</summary>
    public static void Widen<T>(ReadOnlySpan<T> from, long least, Span<long> to)
        where T : unmanaged, IBinaryInteger<T>
    {
        for (int i = 0; i < to.Length; i++)
        {
            to[i] = unchecked(least + long.CreateTruncating(from[i]));
        }
    }

    /// <summary>Copies the values of some rows.</summary>
    public static void Gather<T>(ReadOnlySpan<T> from, long least, ReadOnlySpan<int> rows, Span<long> to)
        where T : unmanaged, IBinaryInteger<T>
    {
        for (int i = 0; i < rows.Length; i++)
        {
            to[i] = unchecked(least + long.CreateTruncating(from[rows[i]]));
        }
    }

    /// <summary>Adds each value to the sum at its place.</summary>
    /// <param name="values">The values, as many as places.</param>
    /// <param name="least">What each of them is above.</param>
    /// <param name="places">Indexes of sums; the caller has made them for these sums.</param>
    /// <param name="sums">The sums.</param>
    public static void Add<T>(ReadOnlySpan<T> values, long least, ReadOnlySpan<int> places, Span<long> sums)
        where T : unmanaged, IBinaryInteger<T>
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(values.Length, places.Length);
        ref T value = ref MemoryMarshal.GetReference(values);
        ref int place = ref MemoryMarshal.GetReference(places);
        ref long sum = ref MemoryMarshal.GetReference(sums);
        for (nint i = 0; i < values.Length; i++)
        {
            long one = unchecked(least + long.CreateTruncating(Unsafe.Add(ref value, i)));
            Unsafe.Add(ref sum, (nint)(uint)Unsafe.Add(ref place, i)) += one;
        }
    }

    /// <summary>The sum of values without their least.</summary>
    public static long Total<T>(ReadOnlySpan<T> values)
        where T : unmanaged, IBinaryInteger<T>
    {
        long sum = 0;
        for (int i = 0; i < values.Length; i++)
        {
            sum = unchecked(sum + long.CreateTruncating(values[i]));
        }

        return sum;
    }

    /// <summary>Adds one value to the sum at each place.</summary>
    public static void AddConstant(long value, ReadOnlySpan<int> places, Span<long> sums)
    {
        for (int i = 0; i < places.Length; i++)
        {
            sums[places[i]] += value;
        }
    }
}
