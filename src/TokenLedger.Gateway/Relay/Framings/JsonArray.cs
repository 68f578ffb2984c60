using System.Buffers;

namespace TokenLedger.Gateway.Relay.Framings;

/// <summary>
/// A JSON array that comes element by element: Gemini's streams without <c>alt=sse</c>. Each element is an event; the
/// bracket or comma in front of it belongs to it, and the closing bracket is an event that says nothing.
/// </summary>
internal sealed class JsonArray : Framing
{
    private static readonly SearchValues<byte> s_marks = SearchValues.Create("\"{}[]"u8);
    private int _position; // everything before has been searched
    private int _element; // where the element begins that is being searched for its end
    private int _depth; // brackets open within the element
    private bool _inText;
    private bool _escaped; // the next byte of the text is escaped
    private bool _opened;
    private bool _closed;

    /// <inheritdoc/>
    public override bool IsWhole => _closed;

    /// <inheritdoc/>
    public override int EndOfFirst(ReadOnlySpan<byte> bytes)
    {
        while (_position < bytes.Length && !_closed && !IsLost)
        {
            bool found =
                _inText ? LeaveText(bytes)
                : _depth == 0 ? FindElement(bytes[_position])
                : FindEnd(bytes);
            if (found)
            {
                int end = _position;
                _position = 0;
                return end;
            }
        }

        return -1;
    }

    /// <summary>Goes over what stands between elements. True at the closing bracket.</summary>
    private bool FindElement(byte mark)
    {
        switch (mark)
        {
            case (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n':
            case (byte)',' when _opened:
                break;
            case (byte)'[' when !_opened:
                _opened = true;
                break;
            case (byte)'{' when _opened:
                _element = _position;
                _depth = 1;
                break;
            case (byte)']' when _opened:
                _closed = true;
                _element = -1;
                break;
            default:
                Lose();
                return false;
        }

        _position++;
        return _closed;
    }

    /// <summary>Goes to the next bracket or text within an element. True when it closes the element.</summary>
    private bool FindEnd(ReadOnlySpan<byte> bytes)
    {
        int next = bytes[_position..].IndexOfAny(s_marks);
        if (next < 0)
        {
            _position = bytes.Length;
            return false;
        }

        _position += next + 1;
        byte mark = bytes[_position - 1];
        _inText = mark == '"';
        _depth +=
            mark is (byte)'{' or (byte)'[' ? 1
            : mark is (byte)'}' or (byte)']' ? -1
            : 0;
        return _depth == 0;
    }

    /// <summary>Goes to the end of a text, over its escapes. Never ends an element.</summary>
    private bool LeaveText(ReadOnlySpan<byte> bytes)
    {
        if (_escaped)
        {
            _escaped = false;
            _position++;
            return false;
        }

        int next = bytes[_position..].IndexOfAny((byte)'"', (byte)'\\');
        if (next < 0)
        {
            _position = bytes.Length;
            return false;
        }

        _position += next + 1;
        _escaped = bytes[_position - 1] == '\\';
        _inText = _escaped;
        return false;
    }

    /// <inheritdoc/>
    public override void Parse(ReadOnlySpan<byte> text, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> data)
    {
        name = default;
        data = _element < 0 ? default : text[_element..];
    }

    /// <inheritdoc/>
    public override void Forget(int count)
    {
        _position = Math.Max(0, _position - count);
        _element = Math.Max(0, _element - count);
    }
}
