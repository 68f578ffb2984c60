using System.Buffers.Binary;
using System.Text;

namespace TokenLedger.Gateway.Otlp.Wire;

/// <summary>
/// OTLP's protobuf. The length of a message is known when it ends: room for it is left before, five bytes whatever it is,
/// which is a valid varint.
/// </summary>
/// <seealso href="https://protobuf.dev/programming-guides/encoding/"/>
internal sealed class ProtobufOtlpWriter : IOtlpWriter
{
    private const int LengthBytes = 5;
    private const int Varint = 0;
    private const int Fixed64 = 1;
    private const int Delimited = 2;

    private readonly Stack<int> _open = [];
    private byte[] _body = new byte[16 * 1024];
    private int _end;

    /// <inheritdoc/>
    public void OpenList(string name) { }

    /// <inheritdoc/>
    public void CloseList() { }

    /// <inheritdoc/>
    public void OpenElement(int field)
    {
        Tag(field, Delimited);
        _open.Push(_end);
        Reserve(LengthBytes);
        _end += LengthBytes;
    }

    /// <inheritdoc/>
    public void Open(int field, string name) => OpenElement(field);

    /// <inheritdoc/>
    public void Close()
    {
        int start = _open.Pop();
        uint length = (uint)(_end - start - LengthBytes);
        for (int i = 0; i < LengthBytes; i++)
        {
            _body[start + i] = (byte)((length & 0x7F) | (i < LengthBytes - 1 ? 0x80u : 0));
            length >>= 7;
        }
    }

    /// <inheritdoc/>
    public void Text(int field, string name, string value)
    {
        Tag(field, Delimited);
        int length = Encoding.UTF8.GetByteCount(value);
        Number((ulong)length);
        _end += Encoding.UTF8.GetBytes(value, Reserve(length));
    }

    /// <inheritdoc/>
    public void Id(int field, string name, ReadOnlySpan<byte> value)
    {
        Tag(field, Delimited);
        Number((ulong)value.Length);
        value.CopyTo(Reserve(value.Length));
        _end += value.Length;
    }

    /// <inheritdoc/>
    public void Flag(int field, string name, bool value) => Integer(field, name, value ? 1 : 0);

    /// <inheritdoc/>
    public void Choice(int field, string name, int value) => Integer(field, name, value);

    /// <inheritdoc/>
    public void Integer(int field, string name, long value)
    {
        Tag(field, Varint);
        Number((ulong)value);
    }

    /// <inheritdoc/>
    public void Fixed(int field, string name, ulong value)
    {
        Tag(field, Fixed64);
        Eight(value);
    }

    /// <inheritdoc/>
    public void Double(int field, string name, double value) =>
        Fixed(field, name, BitConverter.DoubleToUInt64Bits(value));

    /// <inheritdoc/>
    public void Fixeds(int field, string name, IReadOnlyList<long> values)
    {
        Tag(field, Delimited);
        Number((ulong)values.Count * sizeof(ulong));
        foreach (long value in values)
        {
            Eight((ulong)value);
        }
    }

    /// <inheritdoc/>
    public void Doubles(int field, string name, IReadOnlyList<double> values)
    {
        Tag(field, Delimited);
        Number((ulong)values.Count * sizeof(double));
        foreach (double value in values)
        {
            Eight(BitConverter.DoubleToUInt64Bits(value));
        }
    }

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> Finish() => _body.AsMemory(0, _end);

    /// <inheritdoc/>
    public void Dispose() { }

    private void Tag(int field, int type) => Number((ulong)((field << 3) | type));

    private void Number(ulong value)
    {
        Span<byte> target = Reserve(10);
        int at = 0;
        for (; value > 0x7F; value >>= 7)
        {
            target[at++] = (byte)(value | 0x80);
        }

        target[at++] = (byte)value;
        _end += at;
    }

    private void Eight(ulong value)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(Reserve(sizeof(ulong)), value);
        _end += sizeof(ulong);
    }

    private Span<byte> Reserve(int bytes)
    {
        if (_end + bytes > _body.Length)
        {
            Array.Resize(ref _body, Math.Max(_body.Length * 2, _end + bytes));
        }

        return _body.AsSpan(_end);
    }
}
