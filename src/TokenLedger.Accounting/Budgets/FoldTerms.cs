using System.Buffers.Binary;
using System.Text;

namespace TokenLedger.Accounting.Budgets;

/// <summary>
/// What decides the fold of a budget, as bytes beside its saved balances: a length, and that many bytes. They are compared
/// piece by piece as they were written, without being made: a start with very many budgets compares as many.
/// </summary>
internal sealed class FoldTerms : IDisposable
{
    private readonly MemoryStream _bytes = new();
    private readonly BinaryWriter _writer;
    private byte[] _read = [];

    public FoldTerms() => _writer = new(_bytes);

    /// <summary>Writes those of a budget.</summary>
    public void Write(BudgetPlan plan, BinaryWriter to)
    {
        _bytes.SetLength(0);
        Written written = new(_writer);
        plan.TellFoldTerms(ref written);
        to.Write((int)_bytes.Length);
        to.Write(_bytes.GetBuffer().AsSpan(0, (int)_bytes.Length));
    }

    /// <summary>Reads some, and says whether they are those of a budget; of none they are not.</summary>
    public bool AreOf(BudgetPlan? plan, BinaryReader from)
    {
        int length = from.ReadInt32();
        if (_read.Length < length)
        {
            _read = new byte[length];
        }

        Span<byte> read = _read.AsSpan(0, length);
        from.BaseStream.ReadExactly(read);
        if (plan is null)
        {
            return false;
        }

        Compared compared = new(read);
        plan.TellFoldTerms(ref compared);
        return compared.IsSame;
    }

    /// <inheritdoc/>
    public void Dispose() => _writer.Dispose();

    /// <summary>Is told what decides a fold, piece by piece.</summary>
    internal interface ISink
    {
        void Take(byte value);

        void Take(int value);

        void Take(long value);

        void Take(string value);
    }

    private readonly struct Written(BinaryWriter to) : ISink
    {
        public void Take(byte value) => to.Write(value);

        public void Take(int value) => to.Write(value);

        public void Take(long value) => to.Write(value);

        public void Take(string value) => to.Write(value);
    }

    /// <summary>Compares with what <see cref="BinaryWriter"/> would have written.</summary>
    private ref struct Compared(ReadOnlySpan<byte> with) : ISink
    {
        /// <summary>Lengths below take one byte.</summary>
        private const int ShortText = 128;

        private ReadOnlySpan<byte> _left = with;
        private bool _differs;

        public readonly bool IsSame => !_differs && _left.IsEmpty;

        public void Take(byte value)
        {
            _differs |= _left.IsEmpty || _left[0] != value;
            Pass(sizeof(byte));
        }

        public void Take(int value)
        {
            _differs |= !BinaryPrimitives.TryReadInt32LittleEndian(_left, out int there) || there != value;
            Pass(sizeof(int));
        }

        public void Take(long value)
        {
            _differs |= !BinaryPrimitives.TryReadInt64LittleEndian(_left, out long there) || there != value;
            Pass(sizeof(long));
        }

        public void Take(string value)
        {
            int bytes = Encoding.UTF8.GetByteCount(value);
            int head = bytes < ShortText ? 1 : 2;
            // A name is at most some hundred characters; a longer text counts as another.
            _differs |=
                bytes >= ShortText * ShortText
                || _left.Length < head + bytes
                || (_left[0] & (ShortText - 1)) + (head == 1 ? 0 : _left[1] * ShortText) != bytes
                || _left[0] >= ShortText != (head == 2)
                || !IsSameText(_left.Slice(head, bytes), value);
            Pass(head + bytes);
        }

        private static bool IsSameText(ReadOnlySpan<byte> utf8, string text) =>
            utf8.Length == text.Length ? Ascii.Equals(utf8, text) : Encoding.UTF8.GetString(utf8) == text;

        private void Pass(int bytes) => _left = _left[Math.Min(bytes, _left.Length)..];
    }
}
