using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using TokenLedger.Gateway.Dialects;

namespace TokenLedger.Gateway.Policies.Rewriting;

/// <summary>
/// Finds what patterns fit in the texts of a prompt, and gives the splices that replace it. Names, ids, types, signatures
/// and encoded files keep their bytes.
/// </summary>
internal static class PromptRedaction
{
    private static readonly HashSet<string> s_prompts = new(StringComparer.Ordinal)
    {
        "messages",
        "contents",
        "input",
        "prompt",
        "system",
        "instructions",
        "systemInstruction",
        "system_instruction",
        "message",
        "chat_history",
        "preamble",
        "documents",
        "query",
        "texts",
        "content",
        "inputText",
        "suffix",
    };

    private static readonly HashSet<string> s_structure = new(StringComparer.Ordinal)
    {
        "type",
        "role",
        "id",
        "name",
        "tool_use_id",
        "toolUseId",
        "tool_call_id",
        "call_id",
        "signature",
        "thoughtSignature",
        "encrypted_content",
        "data",
        "bytes",
        "url",
        "uri",
        "fileUri",
        "file_id",
        "file_data",
        "media_type",
        "mimeType",
        "mime_type",
        "format",
        "detail",
        "status",
        "model",
        "images",
    };

    /// <summary>The splices; empty when nothing fits.</summary>
    /// <param name="body">The body; a JSON object.</param>
    /// <param name="patterns">What is replaced.</param>
    /// <exception cref="JsonException">The body is no JSON, so its texts cannot be found.</exception>
    public static List<BodySplice> Of(ReadOnlySpan<byte> body, IReadOnlyList<RedactionPattern> patterns)
    {
        List<BodySplice> splices = [];
        Utf8JsonReader json = new(body, new() { MaxDepth = 128 });
        bool inPrompt = false;
        string name = "";
        while (json.Read())
        {
            if (json.TokenType == JsonTokenType.PropertyName)
            {
                name = json.GetString()!;
                inPrompt = json.CurrentDepth == 1 ? s_prompts.Contains(name) : inPrompt;
            }
            else if (json.TokenType == JsonTokenType.String && inPrompt && !s_structure.Contains(name))
            {
                Add(ref json, patterns, splices);
            }
        }

        return splices;
    }

    private static void Add(ref Utf8JsonReader json, IReadOnlyList<RedactionPattern> patterns, List<BodySplice> splices)
    {
        string text = json.GetString()!;
        string redacted = text;
        foreach (RedactionPattern pattern in patterns)
        {
            redacted = pattern.Replace(redacted);
        }

        if (!string.Equals(redacted, text, StringComparison.Ordinal))
        {
            int start = (int)json.TokenStartIndex;
            byte[] written = Encoding.UTF8.GetBytes(
                '"' + JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(redacted) + '"'
            );
            splices.Add(new(start, (int)json.BytesConsumed - start, written));
        }
    }
}
