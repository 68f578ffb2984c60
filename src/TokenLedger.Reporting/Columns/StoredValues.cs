using System.Runtime.InteropServices;

namespace TokenLedger.Reporting.Columns;

/// <summary>
/// Values in as few bytes as they need: each minus the least of them, unsigned, 0, 1, 2, 4 or 8 bytes wide, the lowest
/// first.
/// </summary>
internal static class StoredValues
{
    /// <summary>Bytes that each of some values needs; 0 when all are alike.</summary>
    public static int WidthOf(long least, long most) =>
        unchecked((ulong)(most - least)) switch
        {
            0 => 0,
            <= byte.MaxValue => 1,
            <= ushort.MaxValue => 2,
            <= uint.MaxValue => 4,
            _ => 8,
        };

    /// <summary>Stores values.</summary>
    public static void Narrow(ReadOnlySpan<long> values, int width, long least, Span<byte> to)
    {
        switch (width)
        {
            case 0:
                break;
            case 1:
                TypedValues.Narrow(values, least, to);
                break;
            case 2:
                TypedValues.Narrow(values, least, MemoryMarshal.Cast<byte, ushort>(to));
                break;
            case 4:
                TypedValues.Narrow(values, least, MemoryMarshal.Cast<byte, uint>(to));
                break;
            default:
                TypedValues.Narrow(values, least, MemoryMarshal.Cast<byte, ulong>(to));
                break;
        }
    }

    /// <summary>Reads values.</summary>
    public static void Widen(ReadOnlySpan<byte> stored, int width, long least, Span<long> to)
    {
        switch (width)
        {
            case 0:
                to.Fill(least);
                break;
            case 1:
                TypedValues.Widen(stored, least, to);
                break;
            case 2:
                TypedValues.Widen(MemoryMarshal.Cast<byte, ushort>(stored), least, to);
                break;
            case 4:
                TypedValues.Widen(MemoryMarshal.Cast<byte, uint>(stored), least, to);
                break;
            default:
                TypedValues.Widen(MemoryMarshal.Cast<byte, long>(stored), least, to);
                break;
        }
    }

    /// <summary>Reads the values of some rows.</summary>
    public static void Gather(ReadOnlySpan<byte> stored, int width, long least, ReadOnlySpan<int> rows, Span<long> to)
    {
        switch (width)
        {
            case 0:
                to[..rows.Length].Fill(least);
                break;
            case 1:
                TypedValues.Gather(stored, least, rows, to);
                break;
            case 2:
                TypedValues.Gather(MemoryMarshal.Cast<byte, ushort>(stored), least, rows, to);
                break;
            case 4:
                TypedValues.Gather(MemoryMarshal.Cast<byte, uint>(stored), least, rows, to);
                break;
            default:
                TypedValues.Gather(MemoryMarshal.Cast<byte, long>(stored), least, rows, to);
                break;
        }
    }

    /// <summary>Copies stored values, each to its place.</summary>
    public static void Scatter(ReadOnlySpan<byte> stored, int width, ReadOnlySpan<int> places, Span<byte> to)
    {
        switch (width)
        {
            case 0:
                break;
            case 1:
                TypedValues.Scatter(stored, places, to);
                break;
            case 2:
                TypedValues.Scatter(Cast<ushort>(stored), places, MemoryMarshal.Cast<byte, ushort>(to));
                break;
            case 4:
                TypedValues.Scatter(Cast<uint>(stored), places, MemoryMarshal.Cast<byte, uint>(to));
                break;
            default:
                TypedValues.Scatter(Cast<ulong>(stored), places, MemoryMarshal.Cast<byte, ulong>(to));
                break;
        }

        static ReadOnlySpan<T> Cast<T>(ReadOnlySpan<byte> bytes)
            where T : unmanaged => MemoryMarshal.Cast<byte, T>(bytes);
    }

    /// <summary>Adds each value to the sum at its place, see <see cref="TypedValues.Add"/>.</summary>
    public static void Add(ReadOnlySpan<byte> stored, int width, long least, ReadOnlySpan<int> places, Span<long> sums)
    {
        switch (width)
        {
            case 0:
                TypedValues.AddConstant(least, places, sums);
                break;
            case 1:
                TypedValues.Add(stored, least, places, sums);
                break;
            case 2:
                TypedValues.Add(MemoryMarshal.Cast<byte, ushort>(stored), least, places, sums);
                break;
            case 4:
                TypedValues.Add(MemoryMarshal.Cast<byte, uint>(stored), least, places, sums);
                break;
            default:
                TypedValues.Add(MemoryMarshal.Cast<byte, long>(stored), least, places, sums);
                break;
        }
    }

    /// <summary>The sum of values, as far as they fit.</summary>
    public static long Total(ReadOnlySpan<byte> stored, int width, long least, int count)
    {
        long above = width switch
        {
            0 => 0,
            1 => TypedValues.Total(stored),
            2 => TypedValues.Total(MemoryMarshal.Cast<byte, ushort>(stored)),
            4 => TypedValues.Total(MemoryMarshal.Cast<byte, uint>(stored)),
            _ => TypedValues.Total(MemoryMarshal.Cast<byte, long>(stored)),
        };
        return unchecked(above + (least * count));
    }
}
