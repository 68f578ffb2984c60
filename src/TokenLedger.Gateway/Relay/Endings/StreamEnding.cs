using TokenLedger.Gateway.Calls;
using TokenLedger.Gateway.Relay.Framings;

namespace TokenLedger.Gateway.Relay.Endings;

/// <summary>
/// Watches a stream pass, so that it can be given a well-formed ending of its dialect before its own: the words with which
/// a provider ends an answer that reached its output limit, which every client understands.
/// </summary>
internal abstract class StreamEnding
{
    /// <summary>Sees an event that passes to the caller. Cheap: it is asked for every event.</summary>
    public abstract void See(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data);

    /// <summary>The bytes that end the stream after what was seen.</summary>
    public abstract byte[] Write(EndingFacts facts);

    /// <summary>The ending of a call's stream; null where none is known, and the stream can only break off.</summary>
    public static StreamEnding? Of(InferenceCall call, Framing framing)
    {
        string api = call.Route.Api;
        string operation = api[(api.IndexOf('.') + 1)..];
        bool events = framing is ServerSentEvents;
        return api switch
        {
            "anthropic.messages" when events => new MessagesEnding(),
            "gemini.generate" when events => new GeminiEnding(inArray: false),
            "gemini.generate" when framing is JsonArray => new GeminiEnding(inArray: true),
            "cohere.chat" when events => new CohereEnding(),
            "cohere.chat_v1" when framing is JsonLines => new CohereV1Ending(),
            "ollama.chat" or "ollama.generate" when framing is JsonLines => new OllamaEnding(api == "ollama.chat"),
            "bedrock.converse" when framing is AmazonEventStream => new ConverseEnding(),
            "bedrock.invoke" when framing is AmazonEventStream && IsClaude(call) => new InvokeEnding(),
            _ when !events => null,
            _ => operation switch
            {
                "chat" => new ChatEnding(call.Reading, isChat: true, usageInLast: api == "mistral.chat"),
                "completions" => new ChatEnding(call.Reading, isChat: false, usageInLast: false),
                "responses" => new ResponsesEnding(),
                _ => null,
            },
        };
    }

    private static bool IsClaude(InferenceCall call) =>
        call.ModelMeant?.Contains("anthropic.", StringComparison.Ordinal) == true;
}

/// <summary>What an ending has to tell.</summary>
/// <param name="Call">The call's id, where the answer has shown none of its own.</param>
/// <param name="Model">The model, where the answer has named none.</param>
/// <param name="Now">The time.</param>
/// <param name="InputTokens">Prompt tokens, reported or estimated.</param>
/// <param name="OutputTokens">Answer tokens, reported or estimated.</param>
/// <param name="Text">The text that passed, where the dialect repeats it at the end.</param>
internal sealed record EndingFacts(
    Guid Call,
    string Model,
    DateTimeOffset Now,
    long InputTokens,
    long OutputTokens,
    string Text
);
