using System.Collections.Frozen;
using TokenLedger.Accounting.Metering.Anthropic;
using TokenLedger.Accounting.Metering.Bedrock;
using TokenLedger.Accounting.Metering.Cohere;
using TokenLedger.Accounting.Metering.Gemini;
using TokenLedger.Accounting.Metering.Mistral;
using TokenLedger.Accounting.Metering.Ollama;
using TokenLedger.Accounting.Metering.OpenAi;

namespace TokenLedger.Accounting.Metering;

/// <summary>The dialects whose usage can be read.</summary>
public static class UsageReaders
{
    private static readonly FrozenDictionary<string, Func<RequestFacts, UsageReader>> Known = new Dictionary<
        string,
        Func<RequestFacts, UsageReader>
    >
    {
        ["openai.chat"] = facts => new OpenAiChatReader(facts, answers: true),
        ["openai.completions"] = facts => new OpenAiChatReader(facts, answers: true),
        ["openai.responses"] = facts => new OpenAiResponsesReader(facts),
        ["openai.embeddings"] = facts => new OpenAiChatReader(facts, answers: false),
        ["openai.images"] = facts => new OpenAiMediaReader(facts, images: true),
        ["openai.speech"] = facts => new OpenAiSpeechReader(facts),
        ["openai.transcription"] = facts => new OpenAiMediaReader(facts, images: false),
        ["openai.moderations"] = facts => new OpenAiModerationReader(facts),
        ["openai.realtime"] = facts => new OpenAiRealtimeReader(facts),
        ["openai.rerank"] = facts => new OpenAiChatReader(facts, answers: false),
        ["azure.chat"] = facts => new OpenAiChatReader(facts, answers: true),
        ["azure.completions"] = facts => new OpenAiChatReader(facts, answers: true),
        ["azure.responses"] = facts => new OpenAiResponsesReader(facts),
        ["azure.embeddings"] = facts => new OpenAiChatReader(facts, answers: false),
        ["azure.images"] = facts => new OpenAiMediaReader(facts, images: true),
        ["azure.speech"] = facts => new OpenAiSpeechReader(facts),
        ["azure.transcription"] = facts => new OpenAiMediaReader(facts, images: false),
        ["mistral.chat"] = facts => new OpenAiChatReader(facts, answers: true),
        ["mistral.ocr"] = facts => new MistralOcrReader(facts),
        ["anthropic.messages"] = facts => new AnthropicMessagesReader(facts),
        ["gemini.generate"] = facts => new GeminiReader(facts),
        ["gemini.embed"] = facts => new GeminiEmbedReader(facts),
        ["gemini.predict"] = facts => new GeminiEmbedReader(facts),
        ["bedrock.converse"] = facts => new BedrockConverseReader(facts),
        ["bedrock.invoke"] = facts => new BedrockInvokeReader(facts),
        ["cohere.chat"] = facts => new CohereReader(facts, answers: true),
        ["cohere.chat_v1"] = facts => new CohereReader(facts, answers: true),
        ["cohere.generate"] = facts => new CohereReader(facts, answers: true),
        ["cohere.embed"] = facts => new CohereReader(facts, answers: false),
        ["cohere.rerank"] = facts => new CohereReader(facts, answers: false),
        ["cohere.classify"] = facts => new CohereReader(facts, answers: false),
        ["ollama.chat"] = facts => new OllamaReader(facts, answers: true),
        ["ollama.generate"] = facts => new OllamaReader(facts, answers: true),
        ["ollama.embed"] = facts => new OllamaReader(facts, answers: false),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The names of the dialects, as exchanges on file and configuration use them.</summary>
    public static IReadOnlyList<string> Dialects { get; } = [.. Known.Keys.Order(StringComparer.Ordinal)];

    /// <summary>A reader for one response; null when the dialect is not one of <see cref="Dialects"/>.</summary>
    public static UsageReader? Create(string api, RequestFacts facts) =>
        Known.TryGetValue(api, out Func<RequestFacts, UsageReader>? create) ? create(facts) : null;
}
