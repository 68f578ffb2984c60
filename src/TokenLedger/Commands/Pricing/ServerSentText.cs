using System.Text;

namespace TokenLedger.Commands.Pricing;

/// <summary>Cuts the text of an event stream into its events. An event without its closing blank line is none.</summary>
internal static class ServerSentText
{
    /// <summary>Name and data of each event, in order.</summary>
    public static IEnumerable<(byte[] Name, byte[] Data)> Events(string text)
    {
        StringBuilder data = new();
        string name = "";
        bool any = false;
        int at = 0;
        while (NextLine(text, ref at) is string line)
        {
            if (line.Length > 0)
            {
                any |= Take(line, ref name, data);
                continue;
            }

            if (any)
            {
                yield return (Encoding.UTF8.GetBytes(name), Encoding.UTF8.GetBytes(data.ToString()));
            }

            data.Clear();
            name = "";
            any = false;
        }
    }

    private static bool Take(string line, ref string name, StringBuilder data)
    {
        int colon = line.IndexOf(':', StringComparison.Ordinal);
        string field = colon < 0 ? line : line[..colon];
        string value = colon < 0 ? "" : line[(colon + 1)..];
        value = value.StartsWith(' ') ? value[1..] : value;
        switch (field)
        {
            case "event":
                name = value;
                return false;
            case "data":
                data.Append(data.Length > 0 ? "\n" : "").Append(value);
                return true;
            default:
                return false;
        }
    }

    /// <summary>The next line that is closed by a line break; null at the end.</summary>
    private static string? NextLine(string text, ref int at)
    {
        int end = text.AsSpan(at).IndexOfAny('\r', '\n');
        if (end < 0)
        {
            return null;
        }

        string line = text.Substring(at, end);
        at += end + 1;
        at += text[at - 1] == '\r' && at < text.Length && text[at] == '\n' ? 1 : 0;
        return line;
    }
}
