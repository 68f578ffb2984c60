namespace TokenLedger.Ledger.Signing;

/// <summary>A point of edwards25519 in extended coordinates (RFC 8032, section 5.1.4).</summary>
internal readonly struct CurvePoint(FieldElement x, FieldElement y, FieldElement z, FieldElement t)
{
    private static readonly FieldElement _d =
        (FieldElement.Zero - FieldElement.Of(121665)) * FieldElement.Of(121666).Inverse();
    private static readonly FieldElement _twoD = _d + _d;
    private static readonly FieldElement _rootOfMinusOne = FieldElement.Of(2).QuarterPower();

    private readonly FieldElement _x = x;
    private readonly FieldElement _y = y;
    private readonly FieldElement _z = z;
    private readonly FieldElement _t = t;

    public static CurvePoint Identity => new(FieldElement.Zero, FieldElement.One, FieldElement.One, FieldElement.Zero);

    /// <summary>The base point: y = 4/5, x even.</summary>
    public static CurvePoint Base { get; } = FromY(FieldElement.Of(4) * FieldElement.Of(5).Inverse(), false)!.Value;

    // The addition law is complete on this curve, so doubling needs no formula of its own.
    public static CurvePoint operator +(CurvePoint p, CurvePoint q)
    {
        FieldElement a = (p._y - p._x) * (q._y - q._x);
        FieldElement b = (p._y + p._x) * (q._y + q._x);
        FieldElement c = p._t * _twoD * q._t;
        FieldElement d = p._z * (q._z + q._z);
        FieldElement e = b - a;
        FieldElement f = d - c;
        FieldElement g = d + c;
        FieldElement h = b + a;
        return new(e * f, g * h, f * g, e * h);
    }

    public static CurvePoint operator -(CurvePoint p) =>
        new(FieldElement.Zero - p._x, p._y, p._z, FieldElement.Zero - p._t);

    /// <summary>This point added to itself as often as the little-endian scalar says, in constant time.</summary>
    public CurvePoint Times(ReadOnlySpan<byte> scalar)
    {
        CurvePoint sum = Identity;
        for (int i = 255; i >= 0; i--)
        {
            sum += sum;
            CurvePoint more = sum + this;
            ulong bit = (ulong)(scalar[i >> 3] >> (i & 7) & 1);
            sum = new(
                FieldElement.Select(sum._x, more._x, bit),
                FieldElement.Select(sum._y, more._y, bit),
                FieldElement.Select(sum._z, more._z, bit),
                FieldElement.Select(sum._t, more._t, bit)
            );
        }

        return sum;
    }

    /// <summary>The 32-byte encoding: y, and the lowest bit of x at the top.</summary>
    public byte[] ToBytes()
    {
        FieldElement inverse = _z.Inverse();
        byte[] bytes = (_y * inverse).ToBytes();
        bytes[31] |= (byte)((_x * inverse).IsOdd ? 0x80 : 0);
        return bytes;
    }

    /// <summary>Decodes a point.</summary>
    /// <returns>Null when the bytes are not the encoding of a point.</returns>
    public static CurvePoint? FromBytes(ReadOnlySpan<byte> bytes)
    {
        FieldElement y = FieldElement.FromBytes(bytes);
        byte[] canonical = y.ToBytes();
        canonical[31] |= (byte)(bytes[31] & 0x80);
        return bytes.SequenceEqual(canonical) ? FromY(y, (bytes[31] & 0x80) != 0) : null;
    }

    private static CurvePoint? FromY(FieldElement y, bool odd)
    {
        FieldElement u = y * y - FieldElement.One;
        FieldElement v = _d * y * y + FieldElement.One;
        FieldElement v3 = v * v * v;
        FieldElement x = u * v3 * (u * v3 * v3 * v).RootPower();
        FieldElement check = v * x * x;
        if (!check.Equals(u))
        {
            if (!check.Equals(FieldElement.Zero - u))
            {
                return null;
            }

            x *= _rootOfMinusOne;
        }

        bool isZero = x.Equals(FieldElement.Zero);
        if (isZero && odd)
        {
            return null;
        }

        x = x.IsOdd == odd ? x : FieldElement.Zero - x;
        return new(x, y, FieldElement.One, x * y);
    }
}
