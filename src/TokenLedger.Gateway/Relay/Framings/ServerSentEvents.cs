using System.Buffers;

namespace TokenLedger.Gateway.Relay.Framings;

/// <summary>
/// Server-sent events
/// (https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream).
/// </summary>
internal sealed class ServerSentEvents : Framing
{
    private static readonly SearchValues<byte> s_lineEnds = SearchValues.Create("\r\n"u8);
    private int _line; // where the line begins that is being searched for its end
    private int _searched; // no line ends between there and here

    /// <inheritdoc/>
    /// <remarks>An event ends with a blank line. Lines end with LF, CRLF or CR.</remarks>
    public override int EndOfFirst(ReadOnlySpan<byte> bytes)
    {
        while (_searched < bytes.Length)
        {
            int length = bytes[_searched..].IndexOfAny(s_lineEnds);
            if (length < 0)
            {
                _searched = bytes.Length;
                return -1;
            }

            _searched += length;
            int next = _searched + 1;
            bool half = bytes[_searched] == '\r' && next == bytes.Length;
            if (!half && bytes[_searched] == '\r' && bytes[next] == '\n')
            {
                next++;
            }

            if (_searched == _line)
            {
                // In a stream of CRLF lines a CR at the very end is half a line end: the event takes its LF along.
                return half && bytes[.._line].EndsWith("\r\n"u8) ? -1 : Found(next);
            }

            if (half)
            {
                return -1;
            }

            _line = _searched = next;
        }

        return -1;
    }

    private int Found(int end)
    {
        _line = _searched = 0;
        return end;
    }

    /// <inheritdoc/>
    public override void Forget(int count)
    {
        _searched = Math.Max(0, _searched - count);
        _line = Math.Min(Math.Max(0, _line - count), _searched);
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Several data lines are joined by LF as the standard says; the common single line is a slice, not a copy.
    /// </remarks>
    public override void Parse(ReadOnlySpan<byte> text, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> data)
    {
        name = default;
        data = default;
        byte[]? joined = null;
        bool any = false;
        while (!text.IsEmpty)
        {
            int length = text.IndexOfAny(s_lineEnds);
            ReadOnlySpan<byte> line = length < 0 ? text : text[..length];
            text = length < 0 ? default : text[(length + 1)..];
            int colon = line.IndexOf((byte)':');
            ReadOnlySpan<byte> field = colon < 0 ? line : line[..colon];
            ReadOnlySpan<byte> value = colon < 0 ? default : line[(colon + 1)..];
            if (!value.IsEmpty && value[0] == ' ')
            {
                value = value[1..];
            }

            if (field.SequenceEqual("event"u8))
            {
                name = value;
            }
            else if (field.SequenceEqual("data"u8))
            {
                if (any)
                {
                    joined = [.. data, (byte)'\n', .. value];
                    data = joined;
                }
                else
                {
                    data = value;
                    any = true;
                }
            }
        }
    }
}
