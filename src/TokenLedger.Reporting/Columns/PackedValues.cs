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
        _stored = new byte[_width * values.Length];
        StoredValues.Narrow(values, _width, _least, _stored);
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
