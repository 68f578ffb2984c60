using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using TokenLedger.Reporting.Exports.Rows;

namespace TokenLedger.Reporting.Exports.Parquet;

/// <summary>The values of one column of the row group that is being gathered.</summary>
internal sealed class ColumnBuffer
{
    /// <summary>Bytes of an exact decimal: 128 bits hold 38 digits.</summary>
    public const int DecimalBytes = 16;

    private readonly List<int> _isThere = [];
    private readonly List<Int128> _numbers = [];
    private readonly List<int> _indexes = [];
    private readonly List<string> _texts = [];
    private readonly Dictionary<string, int> _indexOf = new(StringComparer.Ordinal);

    /// <summary>A column.</summary>
    public ColumnBuffer(ExportColumn column) => Column = column;

    /// <summary>The column.</summary>
    public ExportColumn Column { get; }

    /// <summary>How its values are stored.</summary>
    public PhysicalType Type =>
        Column.Kind switch
        {
            ColumnKind.Text or ColumnKind.Json => PhysicalType.ByteArray,
            ColumnKind.Exact => PhysicalType.FixedLengthByteArray,
            ColumnKind.Flag => PhysicalType.Boolean,
            _ => PhysicalType.Int64,
        };

    /// <summary>Rows gathered.</summary>
    public int Rows => _isThere.Count;

    /// <summary>Rows without a value.</summary>
    public int Nulls { get; private set; }

    /// <summary>Characters of the different texts gathered.</summary>
    public long Characters { get; private set; }

    /// <summary>Whether the texts are written once and then numbered: worth it when they repeat.</summary>
    public bool HasDictionary =>
        Type == PhysicalType.ByteArray && _texts.Count > 0 && _texts.Count * 2 <= _indexes.Count;

    /// <summary>Different texts.</summary>
    public int DictionaryCount => _texts.Count;

    /// <summary>Smallest and largest value of a column of 64-bit numbers; null where there is none.</summary>
    public (long Least, long Most)? Bounds =>
        Type == PhysicalType.Int64 && _numbers.Count > 0 ? ((long)_numbers.Min(), (long)_numbers.Max()) : null;

    /// <summary>Adds a cell.</summary>
    public void Add(in Cell cell)
    {
        _isThere.Add(cell.IsThere ? 1 : 0);
        if (!cell.IsThere)
        {
            Nulls++;
        }
        else if (Type == PhysicalType.ByteArray)
        {
            Add(cell.Text!);
        }
        else
        {
            _numbers.Add(cell.Number);
        }
    }

    /// <summary>The dictionary page: the different texts, in the order in which they came.</summary>
    public void WriteDictionary(IBufferWriter<byte> to)
    {
        foreach (string text in _texts)
        {
            Write(text, to);
        }
    }

    /// <summary>The data page: which rows have a value, then the values.</summary>
    public void WriteData(IBufferWriter<byte> to)
    {
        ArrayBufferWriter<byte> levels = new();
        RunLengths.Write(CollectionsMarshal.AsSpan(_isThere), 1, levels);
        BinaryPrimitives.WriteInt32LittleEndian(to.GetSpan(sizeof(int)), levels.WrittenCount);
        to.Advance(sizeof(int));
        to.Write(levels.WrittenSpan);
        if (HasDictionary)
        {
            int bits = Math.Max(1, RunLengths.BitsOf(_texts.Count - 1));
            to.Write([(byte)bits]);
            RunLengths.Write(CollectionsMarshal.AsSpan(_indexes), bits, to);
            return;
        }

        switch (Type)
        {
            case PhysicalType.ByteArray:
                _indexes.ForEach(index => Write(_texts[index], to));
                break;
            case PhysicalType.Boolean:
                WriteFlags(to);
                break;
            default:
                _numbers.ForEach(number => Write(number, to));
                break;
        }
    }

    /// <summary>Forgets the values.</summary>
    public void Clear()
    {
        _isThere.Clear();
        _numbers.Clear();
        _indexes.Clear();
        _texts.Clear();
        _indexOf.Clear();
        (Nulls, Characters) = (0, 0);
    }

    private void Add(string text)
    {
        if (!_indexOf.TryGetValue(text, out int index))
        {
            index = _texts.Count;
            _texts.Add(text);
            _indexOf.Add(text, index);
            Characters += text.Length;
        }

        _indexes.Add(index);
    }

    private void WriteFlags(IBufferWriter<byte> to)
    {
        byte[] bits = new byte[(_numbers.Count + 7) / 8];
        for (int i = 0; i < _numbers.Count; i++)
        {
            bits[i / 8] |= (byte)((int)_numbers[i] << (i % 8));
        }

        to.Write(bits);
    }

    private static void Write(string text, IBufferWriter<byte> to)
    {
        int length = Encoding.UTF8.GetByteCount(text);
        BinaryPrimitives.WriteInt32LittleEndian(to.GetSpan(sizeof(int)), length);
        to.Advance(sizeof(int));
        Encoding.UTF8.GetBytes(text, to);
    }

    private void Write(Int128 number, IBufferWriter<byte> to)
    {
        if (Type == PhysicalType.Int64)
        {
            BinaryPrimitives.WriteInt64LittleEndian(to.GetSpan(sizeof(long)), (long)number);
            to.Advance(sizeof(long));
        }
        else
        {
            BinaryPrimitives.WriteInt128BigEndian(to.GetSpan(DecimalBytes), number);
            to.Advance(DecimalBytes);
        }
    }
}
