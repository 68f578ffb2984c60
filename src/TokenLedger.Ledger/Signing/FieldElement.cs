using System.Buffers.Binary;

namespace TokenLedger.Ledger.Signing;

/// <summary>
/// A number modulo 2^255 − 19 in five limbs of 51 bits (RFC 8032, section 5.1). No branch and no index depends on a
/// value.
/// </summary>
internal readonly struct FieldElement(ulong a, ulong b, ulong c, ulong d, ulong e)
{
    private const ulong Mask = (1UL << 51) - 1;
    private readonly ulong _a = a,
        _b = b,
        _c = c,
        _d = d,
        _e = e;

    public static FieldElement Zero => default;
    public static FieldElement One => new(1, 0, 0, 0, 0);

    public static FieldElement Of(ulong value) => new(value & Mask, value >> 51, 0, 0, 0);

    public static FieldElement FromBytes(ReadOnlySpan<byte> bytes)
    {
        ulong w0 = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        ulong w1 = BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]);
        ulong w2 = BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..]);
        ulong w3 = BinaryPrimitives.ReadUInt64LittleEndian(bytes[24..]);
        return new(
            w0 & Mask,
            (w0 >> 51 | w1 << 13) & Mask,
            (w1 >> 38 | w2 << 26) & Mask,
            (w2 >> 25 | w3 << 39) & Mask,
            w3 >> 12 & Mask
        );
    }

    public static FieldElement operator +(FieldElement x, FieldElement y) =>
        Carry(x._a + y._a, x._b + y._b, x._c + y._c, x._d + y._d, x._e + y._e);

    // Four times the modulus is added first, so that no limb goes below zero.
    public static FieldElement operator -(FieldElement x, FieldElement y) =>
        Carry(
            x._a + ((1UL << 53) - 76) - y._a,
            x._b + ((1UL << 53) - 4) - y._b,
            x._c + ((1UL << 53) - 4) - y._c,
            x._d + ((1UL << 53) - 4) - y._d,
            x._e + ((1UL << 53) - 4) - y._e
        );

    public static FieldElement operator *(FieldElement x, FieldElement y)
    {
        ulong b19 = y._b * 19;
        ulong c19 = y._c * 19;
        ulong d19 = y._d * 19;
        ulong e19 = y._e * 19;
        UInt128 r0 = Wide(x._a, y._a) + Wide(x._b, e19) + Wide(x._c, d19) + Wide(x._d, c19) + Wide(x._e, b19);
        UInt128 r1 = Wide(x._a, y._b) + Wide(x._b, y._a) + Wide(x._c, e19) + Wide(x._d, d19) + Wide(x._e, c19);
        UInt128 r2 = Wide(x._a, y._c) + Wide(x._b, y._b) + Wide(x._c, y._a) + Wide(x._d, e19) + Wide(x._e, d19);
        UInt128 r3 = Wide(x._a, y._d) + Wide(x._b, y._c) + Wide(x._c, y._b) + Wide(x._d, y._a) + Wide(x._e, e19);
        UInt128 r4 = Wide(x._a, y._e) + Wide(x._b, y._d) + Wide(x._c, y._c) + Wide(x._d, y._b) + Wide(x._e, y._a);
        r1 += r0 >> 51;
        r2 += r1 >> 51;
        r3 += r2 >> 51;
        r4 += r3 >> 51;
        ulong low = ((ulong)r0 & Mask) + (ulong)(r4 >> 51) * 19;
        return Carry(low, (ulong)r1 & Mask, (ulong)r2 & Mask, (ulong)r3 & Mask, (ulong)r4 & Mask);
    }

    /// <summary>This number to the power of 2^255 − 21: its inverse.</summary>
    public FieldElement Inverse() => Power(255, 0b01011);

    /// <summary>This number to the power of 2^252 − 3, the core of the square root.</summary>
    public FieldElement RootPower() => Power(252, 0b11101);

    /// <summary>This number to the power of 2^253 − 5; of 2 it is the square root of −1.</summary>
    public FieldElement QuarterPower() => Power(253, 0b11011);

    /// <summary>The left one when <paramref name="bit"/> is 0, the right one when it is 1, without a branch.</summary>
    public static FieldElement Select(FieldElement left, FieldElement right, ulong bit)
    {
        ulong mask = 0UL - bit;
        return new(
            left._a ^ (mask & (left._a ^ right._a)),
            left._b ^ (mask & (left._b ^ right._b)),
            left._c ^ (mask & (left._c ^ right._c)),
            left._d ^ (mask & (left._d ^ right._d)),
            left._e ^ (mask & (left._e ^ right._e))
        );
    }

    /// <summary>The one little-endian encoding below the modulus.</summary>
    public byte[] ToBytes()
    {
        FieldElement once = Carry(_a, _b, _c, _d, _e);
        // q is 1 when the number is not below the modulus; adding 19·q and dropping bit 255 subtracts it.
        ulong q = once._a + 19 >> 51;
        q = once._b + q >> 51;
        q = once._c + q >> 51;
        q = once._d + q >> 51;
        q = once._e + q >> 51;
        ulong a = once._a + 19 * q;
        ulong b = once._b + (a >> 51);
        ulong c = once._c + (b >> 51);
        ulong d = once._d + (c >> 51);
        ulong e = once._e + (d >> 51);
        (a, b, c, d, e) = (a & Mask, b & Mask, c & Mask, d & Mask, e & Mask);
        byte[] bytes = new byte[32];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, a | b << 51);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(8), b >> 13 | c << 38);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(16), c >> 26 | d << 25);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(24), d >> 39 | e << 12);
        return bytes;
    }

    public bool IsOdd => (ToBytes()[0] & 1) == 1;

    public bool Equals(FieldElement other) => ToBytes().AsSpan().SequenceEqual(other.ToBytes());

    // The exponent: ones from the top down to bit 5, then the five low bits given.
    private FieldElement Power(int bits, int low)
    {
        FieldElement result = One;
        for (int i = bits - 1; i >= 0; i--)
        {
            result *= result;
            if (i > 4 || (low >> i & 1) == 1)
            {
                result *= this;
            }
        }

        return result;
    }

    private static UInt128 Wide(ulong x, ulong y) => new(Math.BigMul(x, y, out ulong low), low);

    private static FieldElement Carry(ulong a, ulong b, ulong c, ulong d, ulong e)
    {
        b += a >> 51;
        c += b >> 51;
        d += c >> 51;
        e += d >> 51;
        a = (a & Mask) + (e >> 51) * 19;
        return new(a & Mask, (b & Mask) + (a >> 51), c & Mask, d & Mask, e & Mask);
    }
}
