using System.Buffers;
using System.Buffers.Text;
using System.Runtime.CompilerServices;
using System.Text;

namespace TokenLedger.Ledger.Entries;

/// <summary>
/// Writes restricted RFC 8785 JSON into a growing buffer. The first byte of the buffer is the RFC 6962 leaf prefix
/// (0x00), so that a leaf is hashed in place without a copy.
/// </summary>
internal sealed class CanonicalBuffer
{
    /// <summary>Integers beyond ±(2^53 − 1) do not survive a JSON reader that uses doubles (RFC 8785, 3.2.2.3).</summary>
    public const long LargestInteger = (1L << 53) - 1;

    private const int LeafPrefix = 1;

    // Everything RFC 8785 escapes in a string: the quote, the backslash and the C0 controls.
    private static readonly SearchValues<char> _escaped = SearchValues.Create(
        string.Concat(Enumerable.Range(0, 0x20).Select(code => (char)code)) + "\"\\"
    );

    private byte[] _bytes = new byte[2048];
    private int _end = LeafPrefix;
    private bool _comma;

    /// <summary>The canonical bytes written so far.</summary>
    public ReadOnlySpan<byte> Written => _bytes.AsSpan(LeafPrefix, _end - LeafPrefix);

    /// <summary>The canonical bytes, writable: the ledger stamps the time into its fixed-width place.</summary>
    public Span<byte> Writable => _bytes.AsSpan(LeafPrefix, _end - LeafPrefix);

    /// <summary>0x00 followed by the canonical bytes: what the leaf hash covers.</summary>
    public ReadOnlySpan<byte> Leaf => _bytes.AsSpan(0, _end);

    /// <summary>Bytes written so far.</summary>
    public int Length => _end - LeafPrefix;

    /// <summary>Bytes the buffer holds without growing.</summary>
    public int Capacity => _bytes.Length;

    public void Clear()
    {
        _end = LeafPrefix;
        _comma = false;
    }

    public void Open(byte bracket)
    {
        Reserve(1)[0] = bracket;
        _end++;
        _comma = false;
    }

    public void Close(byte bracket)
    {
        Reserve(1)[0] = bracket;
        _end++;
        _comma = true;
    }

    /// <summary>Writes a member name that needs no escape, with its comma, quotes and colon.</summary>
    public void Name(ReadOnlySpan<byte> name)
    {
        Span<byte> target = Reserve(name.Length + 4);
        int at = 0;
        if (_comma)
        {
            target[at++] = (byte)',';
        }

        target[at++] = (byte)'"';
        name.CopyTo(target[at..]);
        at += name.Length;
        target[at++] = (byte)'"';
        target[at++] = (byte)':';
        _end += at;
        _comma = false;
    }

    /// <summary>Writes a member name chosen by a caller (a tag), escaped as a string.</summary>
    public void Name(string name)
    {
        Element();
        String(name);
        Raw(":"u8);
        _comma = false;
    }

    /// <summary>Separates an array element from the one before.</summary>
    public void Element()
    {
        if (_comma)
        {
            Raw(","u8);
        }

        _comma = false;
    }

    public void Raw(ReadOnlySpan<byte> value)
    {
        value.CopyTo(Reserve(value.Length));
        _end += value.Length;
        _comma = true;
    }

    /// <summary>Writes a string; unpaired surrogates become U+FFFD.</summary>
    public void String(string value)
    {
        Span<byte> target = Reserve(value.Length * 6 + 2);
        target[0] = (byte)'"';
        int at = 1;
        ReadOnlySpan<char> rest = value;
        while (true)
        {
            int stop = rest.IndexOfAny(_escaped);
            ReadOnlySpan<char> plain = stop < 0 ? rest : rest[..stop];
            at += Encoding.UTF8.GetBytes(plain, target[at..]);
            if (stop < 0)
            {
                break;
            }

            at += Escape(rest[stop], target[at..]);
            rest = rest[(stop + 1)..];
        }

        target[at++] = (byte)'"';
        _end += at;
        _comma = true;
    }

    public void Integer(long value)
    {
        if (value is > LargestInteger or < -LargestInteger)
        {
            throw new ArgumentOutOfRangeException(nameof(value), value, "Integers of an entry are at most 2^53 - 1.");
        }

        Span<byte> target = Reserve(20);
        Utf8Formatter.TryFormat(value, target, out int written);
        _end += written;
        _comma = true;
    }

    /// <summary>Writes a string that is known to need no escape.</summary>
    public void Quoted(ReadOnlySpan<byte> ascii)
    {
        Span<byte> target = Reserve(ascii.Length + 2);
        target[0] = (byte)'"';
        ascii.CopyTo(target[1..]);
        target[ascii.Length + 1] = (byte)'"';
        _end += ascii.Length + 2;
        _comma = true;
    }

    public void Id(Guid id)
    {
        Span<byte> target = Reserve(38);
        target[0] = (byte)'"';
        Utf8Formatter.TryFormat(id, target[1..], out int written, 'D');
        target[written + 1] = (byte)'"';
        _end += written + 2;
        _comma = true;
    }

    private static int Escape(char value, Span<byte> target)
    {
        target[0] = (byte)'\\';
        byte shorthand = value switch
        {
            '"' => (byte)'"',
            '\\' => (byte)'\\',
            '\b' => (byte)'b',
            '\t' => (byte)'t',
            '\n' => (byte)'n',
            '\f' => (byte)'f',
            '\r' => (byte)'r',
            _ => 0,
        };
        if (shorthand != 0)
        {
            target[1] = shorthand;
            return 2;
        }

        "u00"u8.CopyTo(target[1..]);
        target[4] = "0123456789abcdef"u8[value >> 4];
        target[5] = "0123456789abcdef"u8[value & 15];
        return 6;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Span<byte> Reserve(int more)
    {
        if (_bytes.Length - _end < more)
        {
            Grow(more);
        }

        return _bytes.AsSpan(_end);
    }

    private void Grow(int more) => Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _end + more));
}
