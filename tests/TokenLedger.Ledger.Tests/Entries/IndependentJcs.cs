using System.Globalization;
using System.Text;
using System.Text.Json;

namespace TokenLedger.Ledger.Tests.Entries;

/// <summary>RFC 8785 as directly as it can be written, for comparison: parse, sort, print.</summary>
internal static class IndependentJcs
{
    public static string Canonicalize(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        StringBuilder output = new();
        Print(document.RootElement, output);
        return output.ToString();
    }

    private static void Print(JsonElement value, StringBuilder output)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                var members = value.EnumerateObject().OrderBy(member => member.Name, StringComparer.Ordinal);
                Join(
                    '{',
                    '}',
                    members,
                    member =>
                    {
                        Print(member.Name, output);
                        output.Append(':');
                        Print(member.Value, output);
                    },
                    output
                );
                break;
            case JsonValueKind.Array:
                Join('[', ']', value.EnumerateArray(), item => Print(item, output), output);
                break;
            case JsonValueKind.String:
                Print(value.GetString()!, output);
                break;
            case JsonValueKind.Number:
                output.Append(value.GetDouble().ToString("R", CultureInfo.InvariantCulture));
                break;
            default:
                output.Append(value.GetRawText());
                break;
        }
    }

    private static void Join<T>(char open, char close, IEnumerable<T> items, Action<T> print, StringBuilder output)
    {
        output.Append(open);
        bool first = true;
        foreach (T item in items)
        {
            output.Append(first ? "" : ",");
            first = false;
            print(item);
        }

        output.Append(close);
    }

    private static void Print(string text, StringBuilder output)
    {
        output.Append('"');
        foreach (char c in text)
        {
            output.Append(
                c switch
                {
                    '"' => "\\\"",
                    '\\' => "\\\\",
                    '\b' => "\\b",
                    '\t' => "\\t",
                    '\n' => "\\n",
                    '\f' => "\\f",
                    '\r' => "\\r",
                    < ' ' => "\\u" + ((int)c).ToString("x4", CultureInfo.InvariantCulture),
                    _ => c.ToString(),
                }
            );
        }

        output.Append('"');
    }
}
