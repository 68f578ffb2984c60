using System.Buffers;

namespace TokenLedger.Gateway.Dialects.Conversations;

/// <summary>
/// Walks the elements of a JSON array from its end. Agents send their whole conversation with every call and only its end
/// is new: what it costs to look at depends on the end, not on the conversation.
/// </summary>
/// <remarks>Malformed input ends the walk; it never throws. Elements that are numbers or words are passed over.</remarks>
internal ref struct ArrayTail
{
    private static readonly SearchValues<byte> s_structure = SearchValues.Create("\"{}[]"u8);

    private readonly ReadOnlySpan<byte> _json;
    private int _end; // of what has not been walked

    /// <param name="array">The array with its brackets; anything else has no elements.</param>
    public ArrayTail(ReadOnlySpan<byte> array)
    {
        bool isArray = array.Length >= 2 && array[0] == '[' && array[^1] == ']';
        _json = isArray ? array[1..^1] : default;
        _end = _json.Length;
    }

    /// <summary>The element before the last one given.</summary>
    public bool Previous(out ReadOnlySpan<byte> element)
    {
        element = default;
        int last = _json[.._end].LastIndexOfAny(s_structure);
        if (last < 0)
        {
            return false;
        }

        int start = _json[last] == '"' ? StartOfText(last) : StartOfNested(last);
        _end = Math.Max(start, 0);
        if (start < 0)
        {
            return false;
        }

        element = _json[start..(last + 1)];
        return true;
    }

    private readonly int StartOfNested(int last)
    {
        int depth = 0;
        int at = last;
        while (at >= 0)
        {
            switch (_json[at])
            {
                case (byte)'}' or (byte)']':
                    depth++;
                    break;
                case (byte)'{' or (byte)'[':
                    if (--depth <= 0)
                    {
                        return depth < 0 ? -1 : at;
                    }

                    break;
                default:
                    at = StartOfText(at);
                    break;
            }

            if (at <= 0)
            {
                return -1;
            }

            at = _json[..at].LastIndexOfAny(s_structure);
        }

        return -1;
    }

    /// <summary>The quotation mark that opens the text that <paramref name="close"/> closes: the nearest not escaped.</summary>
    private readonly int StartOfText(int close)
    {
        int at = close;
        while (at > 0)
        {
            at = _json[..at].LastIndexOf((byte)'"');
            int slash = at;
            while (slash > 0 && _json[slash - 1] == '\\')
            {
                slash--;
            }

            if (at < 0 || (at - slash) % 2 == 0)
            {
                return at;
            }
        }

        return -1;
    }
}
