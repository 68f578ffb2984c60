using System.Text;
using System.Text.Json;

namespace TokenLedger.Demo.Simulation;

/// <summary>The text of a prompt, whatever shape it comes in.</summary>
internal static class PromptText
{
    /// <summary>Stands for an image: about as many tokens as a small one.</summary>
    private static readonly string Image = string.Concat(Enumerable.Repeat("▦", 85));

    /// <summary>Strings as they are, text parts by their text, lists joined, anything else as its JSON.</summary>
    public static string Of(JsonElement part)
    {
        StringBuilder text = new();
        Append(text, part);
        return text.ToString();
    }

    private static void Append(StringBuilder text, JsonElement part)
    {
        switch (part.ValueKind)
        {
            case JsonValueKind.Undefined or JsonValueKind.Null:
                break;
            case JsonValueKind.String:
                text.Append(part.GetString()).Append('\n');
                break;
            case JsonValueKind.Array:
                foreach (JsonElement item in part.EnumerateArray())
                {
                    Append(text, item);
                }

                break;
            case JsonValueKind.Object:
                AppendObject(text, part);
                break;
            default:
                text.Append(part.GetRawText()).Append('\n');
                break;
        }
    }

    private static void AppendObject(StringBuilder text, JsonElement part)
    {
        if (part.Text("type") is "image" or "image_url" or "input_image")
        {
            text.Append(Image);
        }
        else if (part.Text("role") is { } role)
        {
            text.Append(role).Append(": ");
            Append(text, part.Member("content"));
            Append(text, part.Member("tool_calls"));
        }
        else if (part.Text("text") is { } own)
        {
            text.Append(own).Append('\n');
        }
        else
        {
            text.Append(part.GetRawText()).Append('\n');
        }
    }
}
