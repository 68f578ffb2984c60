using System.Text.Json;

namespace TokenLedger.Gateway.Policies.Input;

/// <summary>What one pass over a request's body shows of it: the tools offered, and what kinds of content its prompt holds.</summary>
/// <param name="Tools">The tools' names, at most <see cref="MostTools"/>.</param>
/// <param name="Modalities">text, image, audio, video, file; sorted.</param>
internal sealed record PromptFacts(IReadOnlyList<string> Tools, IReadOnlyList<string> Modalities)
{
    /// <summary>Most tools that are told by name.</summary>
    public const int MostTools = 256;

    /// <summary>Reads a body; one that is no JSON as far as it can be read.</summary>
    public static PromptFacts Of(ReadOnlySpan<byte> body)
    {
        List<string> tools = [];
        SortedSet<string> modalities = new(StringComparer.Ordinal);
        Utf8JsonReader json = new(body, new() { MaxDepth = 128, CommentHandling = JsonCommentHandling.Skip });
        try
        {
            Walk(ref json, tools, modalities);
        }
        catch (JsonException)
        {
            // What came before the fault counts.
        }

        return new(tools, [.. modalities]);
    }

    private static void Walk(ref Utf8JsonReader json, List<string> tools, SortedSet<string> modalities)
    {
        int toolsDepth = int.MaxValue; // everything deeper is a tool
        string name = "";
        while (json.Read())
        {
            switch (json.TokenType)
            {
                case JsonTokenType.PropertyName:
                    name = json.GetString()!;
                    if (toolsDepth == int.MaxValue)
                    {
                        NoteByName(name, modalities);
                        if (name == "tools")
                        {
                            toolsDepth = json.CurrentDepth;
                        }
                    }
                    else if (json.CurrentDepth <= toolsDepth && name != "tools")
                    {
                        toolsDepth = int.MaxValue;
                    }
                    else if (
                        name
                        is "parameters"
                            or "input_schema"
                            or "inputSchema"
                            or "parameterDefinitions"
                            or "parametersJsonSchema"
                    )
                    {
                        json.Skip(); // a schema's own names are no tools
                    }

                    break;
                case JsonTokenType.EndObject or JsonTokenType.EndArray when json.CurrentDepth <= toolsDepth:
                    toolsDepth = int.MaxValue;
                    break;
                case JsonTokenType.String when toolsDepth != int.MaxValue:
                    if (name == "name" && tools.Count < MostTools)
                    {
                        tools.Add(json.GetString()!);
                    }

                    break;
                case JsonTokenType.String when name is "type" or "mimeType" or "mime_type" or "media_type":
                    NoteByType(json.GetString()!, modalities);
                    break;
                case JsonTokenType.String
                    when name is "content" or "text" or "prompt" or "input" or "system" or "instructions" or "message":
                    modalities.Add("text");
                    break;
                default:
                    break;
            }
        }
    }

    /// <summary>Converse and Ollama name a content's kind by the member that holds it.</summary>
    private static void NoteByName(string name, SortedSet<string> modalities)
    {
        string? kind = name switch
        {
            "image" or "images" or "image_url" => "image",
            "audio" or "input_audio" => "audio",
            "video" => "video",
            "document" or "file" => "file",
            _ => null,
        };
        if (kind is not null)
        {
            modalities.Add(kind);
        }
    }

    private static void NoteByType(string type, SortedSet<string> modalities)
    {
        string? kind =
            type is "image" or "image_url" or "input_image" || type.StartsWith("image/", StringComparison.Ordinal)
                ? "image"
            : type is "audio" or "input_audio" || type.StartsWith("audio/", StringComparison.Ordinal) ? "audio"
            : type is "video" or "input_video" || type.StartsWith("video/", StringComparison.Ordinal) ? "video"
            : type is "file" or "input_file" or "document" or "application/pdf" ? "file"
            : null;
        if (kind is not null)
        {
            modalities.Add(kind);
        }
    }
}
