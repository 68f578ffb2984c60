using System.Buffers;

namespace TokenLedger.Reporting.Exports.Parquet;

/// <summary>
/// Small numbers as runs: a number that repeats once with its count, the others packed by eights in as many bits as the largest
/// needs (the RLE encoding of Parquet, https://parquet.apache.org/docs/file-format/data-pages/encodings/).
/// </summary>
internal static class RunLengths
{
    private const int Group = 8;

    /// <summary>Groups of a packed run: what its head can say in one byte.</summary>
    private const int MostGroups = 63;

    /// <summary>Bits that a number needs.</summary>
    public static int BitsOf(int largest) => largest == 0 ? 0 : 32 - int.LeadingZeroCount(largest);

    /// <summary>Writes the numbers.</summary>
    /// <param name="numbers">None negative.</param>
    /// <param name="bits">Bits of the largest, at least 1.</param>
    /// <param name="to">Where they go.</param>
    public static void Write(ReadOnlySpan<int> numbers, int bits, IBufferWriter<byte> to)
    {
        int from = 0;
        int at = 0;
        while (at < numbers.Length)
        {
            int run = RunAt(numbers, at);
            int odd = (at - from) % Group;
            if (run >= Group + (odd == 0 ? 0 : Group - odd))
            {
                int fill = odd == 0 ? 0 : Group - odd;
                Pack(numbers[from..(at + fill)], bits, to);
                Repeat(numbers[at], run - fill, bits, to);
                at += run;
                from = at;
            }
            else
            {
                at += run;
            }
        }

        Pack(numbers[from..], bits, to);
    }

    /// <summary>Reads numbers.</summary>
    /// <param name="bytes">What <see cref="Write"/> wrote.</param>
    /// <param name="bits">Bits of a number.</param>
    /// <param name="numbers">As many as there are.</param>
    /// <exception cref="InvalidDataException">There are fewer.</exception>
    public static void Read(ReadOnlySpan<byte> bytes, int bits, Span<int> numbers)
    {
        int at = 0;
        int width = (bits + 7) / 8;
        for (int done = 0; done < numbers.Length; )
        {
            uint head = (uint)Varint(bytes, ref at);
            if ((head & 1) == 0)
            {
                int count = Math.Min((int)(head >> 1), numbers.Length - done);
                int value = 0;
                for (int i = 0; i < width; i++)
                {
                    value |= Byte(bytes, at++) << (8 * i);
                }

                numbers.Slice(done, count).Fill(value);
                done += count;
            }
            else
            {
                int count = (int)(head >> 1) * Group;
                for (int i = 0; i < count; i++)
                {
                    int value = Bits(bytes, (at * 8L) + ((long)i * bits), bits);
                    if (done < numbers.Length)
                    {
                        numbers[done++] = value;
                    }
                }

                at += count * bits / 8;
            }
        }
    }

    private static int RunAt(ReadOnlySpan<int> numbers, int at)
    {
        int end = at + 1;
        while (end < numbers.Length && numbers[end] == numbers[at])
        {
            end++;
        }

        return end - at;
    }

    private static void Repeat(int value, int count, int bits, IBufferWriter<byte> to)
    {
        Varint((uint)count << 1, to);
        for (int i = 0; i < (bits + 7) / 8; i++)
        {
            Byte((byte)(value >> (8 * i)), to);
        }
    }

    private static void Pack(ReadOnlySpan<int> numbers, int bits, IBufferWriter<byte> to)
    {
        while (numbers.Length > 0)
        {
            int count = Math.Min(numbers.Length, MostGroups * Group);
            int groups = (count + Group - 1) / Group;
            Byte((byte)(groups << 1 | 1), to);
            Span<byte> packed = to.GetSpan(groups * bits)[..(groups * bits)];
            packed.Clear();
            for (int i = 0; i < count; i++)
            {
                for (int bit = 0; bit < bits; bit++)
                {
                    int place = (i * bits) + bit;
                    packed[place / 8] |= (byte)((numbers[i] >> bit & 1) << (place % 8));
                }
            }

            to.Advance(packed.Length);
            numbers = numbers[count..];
        }
    }

    private static int Bits(ReadOnlySpan<byte> bytes, long place, int bits)
    {
        int value = 0;
        for (int bit = 0; bit < bits; bit++, place++)
        {
            value |= (Byte(bytes, (int)(place / 8)) >> (int)(place % 8) & 1) << bit;
        }

        return value;
    }

    private static int Byte(ReadOnlySpan<byte> bytes, int at) =>
        at < bytes.Length ? bytes[at] : throw new InvalidDataException("A run of numbers is cut off.");

    private static ulong Varint(ReadOnlySpan<byte> bytes, ref int at)
    {
        ulong value = 0;
        for (int shift = 0; ; shift += 7)
        {
            int part = Byte(bytes, at++);
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return value;
            }
        }
    }

    private static void Varint(uint value, IBufferWriter<byte> to)
    {
        for (; value >= 0x80; value >>= 7)
        {
            Byte((byte)(value | 0x80), to);
        }

        Byte((byte)value, to);
    }

    private static void Byte(byte value, IBufferWriter<byte> to)
    {
        to.GetSpan(1)[0] = value;
        to.Advance(1);
    }
}
