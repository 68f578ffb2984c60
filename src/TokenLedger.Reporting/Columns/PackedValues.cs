namespace TokenLedger.Reporting.Columns;

/// <summary>Values in memory, as narrow as they allow. Immutable.</summary>
internal sealed class PackedValues
{
    private readonly byte[] _stored;
    private readonly int _width;
    private readonly long _least;

    /// <summary>Packs values.</summary>
    public PackedValues(ReadOnlySpan<long> values)
    {
        (_least, long most) = values.IsEmpty ? (0, 0) : TypedValues.Range(values);
        _width = StoredValues.WidthOf(_least, most);
        _stored = GC.AllocateUninitializedArray<byte>(_width * values.Length);
        StoredValues.Narrow(values, _width, _least, _stored);
    }

    private PackedValues(byte[] stored, int width, long least) => (_stored, _width, _least) = (stored, width, least);

    /// <summary>Values that are stored already, see <see cref="StoredValues"/>.</summary>
    /// <param name="stored">They, which do not change any more.</param>
    /// <param name="width">Bytes of each.</param>
    /// <param name="least">What each of them is above.</param>
    public static PackedValues Of(byte[] stored, int width, long least) => new(stored, width, least);

    /// <summary>What a value can be at most, without its sign, as far as its width tells.</summary>
    public ulong Largest
    {
        get
        {
            ulong most = _width switch
            {
                0 => 0,
                1 => byte.MaxValue,
                2 => ushort.MaxValue,
                4 => uint.MaxValue,
                _ => ulong.MaxValue,
            };
            Int128 largest = Int128.Max(Int128.Abs(_least), Int128.Abs((Int128)_least + most));
            return (ulong)Int128.Min(largest, ulong.MaxValue);
        }
    }

    /// <summary>Whether none is anything but 0.</summary>
    public bool AreZero => _width == 0 && _least == 0;

    /// <summary>Memory it takes.</summary>
    public long Bytes => _stored.Length;

    /// <summary>One value.</summary>
    public long At(int place) =>
        unchecked(
            _least
            + _width switch
            {
                0 => 0,
                1 => _stored[place],
                2 => BitConverter.ToUInt16(_stored, place * 2),
                4 => BitConverter.ToUInt32(_stored, place * 4),
                _ => BitConverter.ToInt64(_stored, place * 8),
            }
        );

    /// <summary>Reads values, as many as there is room for.</summary>
    public void Read(int from, Span<long> to) => StoredValues.Widen(From(from, to.Length), _width, _least, to);

    /// <summary>Adds values to the sums at their places, see <see cref="Chunk.Add"/>.</summary>
    public void Add(int from, ReadOnlySpan<int> places, Span<long> sums) =>
        StoredValues.Add(From(from, places.Length), _width, _least, places, sums);

    private ReadOnlySpan<byte> From(int from, int count) => _stored.AsSpan(from * _width, count * _width);
}
