using System.Buffers;

namespace TokenLedger.Gateway.Relay;

/// <summary>
/// Cuts a byte stream into server-sent events without changing it
/// (https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream).
/// </summary>
internal static class ServerSentEvents
{
    private static readonly SearchValues<byte> s_lineEnds = SearchValues.Create("\r\n"u8);

    /// <summary>
    /// Length of the first complete event in <paramref name="bytes"/>, its blank line included, or -1 when it is not
    /// complete. Lines end with LF, CRLF or CR.
    /// </summary>
    public static int EndOfFirst(ReadOnlySpan<byte> bytes)
    {
        int lineStart = 0;
        while (lineStart < bytes.Length)
        {
            int length = bytes[lineStart..].IndexOfAny(s_lineEnds);
            if (length < 0)
            {
                return -1;
            }

            int next = lineStart + length + 1;
            if (bytes[next - 1] == '\r' && next < bytes.Length && bytes[next] == '\n')
            {
                next++;
            }

            if (length == 0)
            {
                // In a stream of CRLF lines a CR at the very end is half a line end: the event takes its LF along.
                bool half = next == bytes.Length && bytes[next - 1] == '\r' && EndsWithCrLf(bytes[..lineStart]);
                return half ? -1 : next;
            }

            lineStart = next;
        }

        return -1;
    }

    private static bool EndsWithCrLf(ReadOnlySpan<byte> lines) => lines.EndsWith("\r\n"u8);

    /// <summary>
    /// The event and data fields of one event. Several data lines are joined by LF as the standard says; the common
    /// single line is a slice, not a copy.
    /// </summary>
    public static void Parse(ReadOnlySpan<byte> text, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> data)
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
