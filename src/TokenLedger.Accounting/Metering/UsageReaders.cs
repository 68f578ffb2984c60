namespace TokenLedger.Accounting.Metering;

/// <summary>The dialects whose usage can be read.</summary>
public static class UsageReaders
{
    /// <summary>The names of the dialects, as exchanges on file and configuration use them.</summary>
    public static IReadOnlyList<string> Dialects { get; } =
    [
        "openai.chat",
        "openai.completions",
        "openai.responses",
        "openai.embeddings",
        "openai.images",
        "openai.transcription",
        "openai.realtime",
        "anthropic.messages",
    ];

    /// <summary>A reader for one response; null when the dialect is not one of <see cref="Dialects"/>.</summary>
    public static UsageReader? Create(string api, RequestFacts facts) =>
        api switch
        {
            "openai.chat" or "openai.completions" or "openai.embeddings" => new OpenAiChatReader(facts),
            "openai.responses" => new OpenAiResponsesReader(facts),
            "openai.images" => new OpenAiMediaReader(facts, images: true),
            "openai.transcription" => new OpenAiMediaReader(facts, images: false),
            "openai.realtime" => new OpenAiRealtimeReader(facts),
            "anthropic.messages" => new AnthropicMessagesReader(facts),
            _ => null,
        };
}
