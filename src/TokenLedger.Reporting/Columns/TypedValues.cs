using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TokenLedger.Reporting.Columns;

/// <summary>
/// Loops over values as they are stored, in whatever width. They are where a report spends its time, so they run without
/// checks of each index: the callers check the first and the last. They are compiled for good when they are first called: code
/// for several widths, vectors and 128 bits is not compiled ahead of time, and the first report would run on slow code.
/// </summary>
internal static class TypedValues
{
    /// <summary>Copies values, each plus the least.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Widen<T>(ReadOnlySpan<T> from, long least, Span<long> to)
        where T : unmanaged
    {
        for (int i = 0; i < to.Length; i++)
        {
            to[i] = unchecked(least + WholeOf(from[i]));
        }
    }

    /// <summary>Copies values, each minus the least.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Narrow<T>(ReadOnlySpan<long> from, long least, Span<T> to)
        where T : unmanaged
    {
        for (int i = 0; i < from.Length; i++)
        {
            to[i] = LowestOf<T>(unchecked(from[i] - least));
        }
    }

    /// <summary>Copies the values of some rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Gather<T>(ReadOnlySpan<T> from, long least, ReadOnlySpan<int> rows, Span<long> to)
        where T : unmanaged
    {
        for (int i = 0; i < rows.Length; i++)
        {
            to[i] = unchecked(least + WholeOf(from[rows[i]]));
        }
    }

    /// <summary>Copies values, each to its place.</summary>
    /// <param name="from">The values.</param>
    /// <param name="places">Where each goes.</param>
    /// <param name="to">As many.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Scatter<T>(ReadOnlySpan<T> from, ReadOnlySpan<int> places, Span<T> to)
        where T : unmanaged
    {
        for (int i = 0; i < places.Length; i++)
        {
            to[places[i]] = from[i];
        }
    }

    /// <summary>Adds each value to the sum at its place.</summary>
    /// <param name="values">The values, as many as places.</param>
    /// <param name="least">What each of them is above.</param>
    /// <param name="places">Indexes of sums; the caller has made them for these sums.</param>
    /// <param name="sums">The sums.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add<T>(ReadOnlySpan<T> values, long least, ReadOnlySpan<int> places, Span<long> sums)
        where T : unmanaged
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(values.Length, places.Length);
        ref T value = ref MemoryMarshal.GetReference(values);
        ref int place = ref MemoryMarshal.GetReference(places);
        ref long sum = ref MemoryMarshal.GetReference(sums);
        for (nint i = 0; i < values.Length; i++)
        {
            long one = unchecked(least + WholeOf(Unsafe.Add(ref value, i)));
            Unsafe.Add(ref sum, (nint)(uint)Unsafe.Add(ref place, i)) += one;
        }
    }

    /// <summary>The sum of bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static long Total(ReadOnlySpan<byte> values)
    {
        Vector<ulong> sums = default;
        int at = 0;
        for (; at <= values.Length - Vector<byte>.Count; at += Vector<byte>.Count)
        {
            Vector.Widen(new Vector<byte>(values[at..]), out Vector<ushort> low, out Vector<ushort> high);
            sums += Widened(low + high);
        }

        return (long)Vector.Sum(sums) + TotalEach(values[at..]);
    }

    /// <summary>The sum of values of two bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static long Total(ReadOnlySpan<ushort> values)
    {
        Vector<ulong> sums = default;
        int at = 0;
        for (; at <= values.Length - Vector<ushort>.Count; at += Vector<ushort>.Count)
        {
            sums += Widened(new Vector<ushort>(values[at..]));
        }

        return (long)Vector.Sum(sums) + TotalEach(values[at..]);
    }

    /// <summary>The sum of values of four bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static long Total(ReadOnlySpan<uint> values)
    {
        Vector<ulong> sums = default;
        int at = 0;
        for (; at <= values.Length - Vector<uint>.Count; at += Vector<uint>.Count)
        {
            Vector.Widen(new Vector<uint>(values[at..]), out Vector<ulong> low, out Vector<ulong> high);
            sums += low + high;
        }

        return (long)Vector.Sum(sums) + TotalEach(values[at..]);
    }

    /// <summary>The sum of whole values.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static long Total(ReadOnlySpan<long> values)
    {
        Vector<long> sums = default;
        int at = 0;
        for (; at <= values.Length - Vector<long>.Count; at += Vector<long>.Count)
        {
            sums += new Vector<long>(values[at..]);
        }

        return unchecked(Vector.Sum(sums) + TotalEach(values[at..]));
    }

    /// <summary>The smallest and the largest of some values.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static (long Least, long Most) Range(ReadOnlySpan<long> values)
    {
        (long least, long most) = (values[0], values[0]);
        int at = 0;
        if (values.Length >= Vector<long>.Count)
        {
            Vector<long> low = new(values);
            Vector<long> high = low;
            for (; at <= values.Length - Vector<long>.Count; at += Vector<long>.Count)
            {
                Vector<long> next = new(values[at..]);
                (low, high) = (Vector.Min(low, next), Vector.Max(high, next));
            }

            for (int i = 0; i < Vector<long>.Count; i++)
            {
                (least, most) = (Math.Min(least, low[i]), Math.Max(most, high[i]));
            }
        }

        for (; at < values.Length; at++)
        {
            (least, most) = (Math.Min(least, values[at]), Math.Max(most, values[at]));
        }

        return (least, most);
    }

    private static Vector<ulong> Widened(Vector<ushort> values)
    {
        Vector.Widen(values, out Vector<uint> low, out Vector<uint> high);
        Vector.Widen(low + high, out Vector<ulong> first, out Vector<ulong> second);
        return first + second;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static long TotalEach<T>(ReadOnlySpan<T> values)
        where T : unmanaged
    {
        long sum = 0;
        foreach (T value in values)
        {
            sum = unchecked(sum + WholeOf(value));
        }

        return sum;
    }

    /// <summary>Adds one value to the sum at each place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddConstant(long value, ReadOnlySpan<int> places, Span<long> sums)
    {
        for (int i = 0; i < places.Length; i++)
        {
            sums[places[i]] += value;
        }
    }

    // By the size of the type, not by generic arithmetic: that is code of the framework, which is not compiled ahead of time
    // into ours, so that a program that has just begun would make a call for each value.

    /// <summary>An unsigned value of 1, 2, 4 or 8 bytes as one of 8.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long WholeOf<T>(T value)
        where T : unmanaged =>
        Unsafe.SizeOf<T>() switch
        {
            1 => Unsafe.BitCast<T, byte>(value),
            2 => Unsafe.BitCast<T, ushort>(value),
            4 => Unsafe.BitCast<T, uint>(value),
            _ => Unsafe.BitCast<T, long>(value),
        };

    /// <summary>The lowest bytes of a value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T LowestOf<T>(long value)
        where T : unmanaged =>
        Unsafe.SizeOf<T>() switch
        {
            1 => Unsafe.BitCast<byte, T>((byte)value),
            2 => Unsafe.BitCast<ushort, T>((ushort)value),
            4 => Unsafe.BitCast<uint, T>((uint)value),
            _ => Unsafe.BitCast<long, T>(value),
        };
}
