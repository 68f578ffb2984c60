using System.Globalization;
using System.Text;

namespace TokenLedger.Accounting.Json;

/// <summary>
/// Undoes the escapes of a JSON text. Unlike the platform's reader it takes what JSON allows and Unicode does not: half
/// a surrogate pair stays as it is. A broken escape is left out.
/// </summary>
public static class EscapedText
{
    /// <summary>The text of what stands between the quotes.</summary>
    public static string Plain(ReadOnlySpan<byte> escaped) => Plain(Encoding.UTF8.GetString(escaped));

    /// <summary>The text of what stands between the quotes.</summary>
    public static string Plain(string text)
    {
        int escape = text.IndexOf('\\', StringComparison.Ordinal);
        if (escape < 0)
        {
            return text;
        }

        StringBuilder plain = new(text.Length);
        int done = 0;
        for (; escape >= 0; escape = text.IndexOf('\\', done))
        {
            plain.Append(text, done, escape - done);
            done = Math.Min(escape + 2, text.Length);
            char mark = escape + 1 < text.Length ? text[escape + 1] : '\0';
            if (mark != 'u')
            {
                plain.Append(Plain(mark));
            }
            else if (
                escape + 6 <= text.Length
                && ushort.TryParse(
                    text.AsSpan(escape + 2, 4),
                    NumberStyles.AllowHexSpecifier,
                    CultureInfo.InvariantCulture,
                    out ushort unit
                )
            )
            {
                plain.Append((char)unit);
                done = escape + 6;
            }
        }

        return plain.Append(text, done, text.Length - done).ToString();
    }

    private static string Plain(char mark) =>
        mark switch
        {
            '"' => "\"",
            '\\' => "\\",
            '/' => "/",
            'b' => "\b",
            'f' => "\f",
            'n' => "\n",
            'r' => "\r",
            't' => "\t",
            _ => "",
        };
}
