using System.Text.Json;
using TokenLedger.Accounting.Json;

namespace TokenLedger.Gateway.Dialects.Conversations;

/// <summary>Tells whose turn the elements of conversations are, in any dialect.</summary>
/// <remarks>Formats: OpenAI chat and responses, Anthropic messages, Gemini, Bedrock converse, Cohere, Mistral, Ollama.</remarks>
internal static class Turns
{
    /// <summary>Whether requests of a route are conversations.</summary>
    public static bool AreIn(Route route) =>
        route.Kind == RouteKind.Inference
        && route.Api[(route.Api.LastIndexOf('.') + 1)..]
            is not (
                "embed"
                or "embeddings"
                or "moderations"
                or "rerank"
                or "classify"
                or "images"
                or "speech"
                or "transcription"
                or "predict"
                or "ocr"
            );

    /// <summary>Whose turn an element is.</summary>
    public static Turn Of(ReadOnlySpan<byte> element)
    {
        string? role = null;
        string? type = null;
        JsonSkimmer skimmer = new(element);
        while (skimmer.Next(out Member member))
        {
            if (member.Kind == JsonValueKind.String && skimmer.NameIs(member, "role"u8))
            {
                role = JsonMembers.Text(skimmer.Value(member));
            }
            else if (member.Kind == JsonValueKind.String && skimmer.NameIs(member, "type"u8))
            {
                type = JsonMembers.Text(skimmer.Value(member));
            }
        }

        return Of(role, type);
    }

    /// <summary>Whose turn an element is that says this of itself.</summary>
    /// <param name="role">Its role; null when it names none.</param>
    /// <param name="type">Its type; null when it names none.</param>
    public static Turn Of(string? role, string? type) =>
        role?.ToLowerInvariant() switch
        {
            "assistant" or "model" or "chatbot" => Turn.Model,
            "system" or "developer" => Turn.System,
            "tool" or "function" => Turn.Tool,
            not null => Turn.User,
            // items of the Responses API
            null when type is "reasoning" || type?.EndsWith("_call", StringComparison.Ordinal) == true => Turn.Model,
            null when type?.EndsWith("_output", StringComparison.Ordinal) == true => Turn.Tool,
            _ => Turn.User,
        };
}

/// <summary>Whose turn an element of a conversation is.</summary>
internal enum Turn
{
    /// <summary>Someone asks.</summary>
    User,

    /// <summary>The model answered.</summary>
    Model,

    /// <summary>A tool answered the model.</summary>
    Tool,

    /// <summary>Instructions.</summary>
    System,
}
