using TokenLedger.Accounting.Metering.Anthropic;
using TokenLedger.Accounting.Metering.Bedrock;
using TokenLedger.Accounting.Metering.Cohere;
using TokenLedger.Accounting.Metering.Gemini;
using TokenLedger.Accounting.Metering.Mistral;
using TokenLedger.Accounting.Metering.Ollama;
using TokenLedger.Accounting.Metering.OpenAi;

namespace TokenLedger.Accounting.Metering;

/// <summary>The table of all dialects: what each can report, where from, and the reader that does it.</summary>
internal static class DialectTable
{
    private const string Estimated = "estimated from the request and the text that passed, flagged usage_missing";
    private const string Unknown = "recorded without a total, flagged usage_missing";

    private const string LastChunk =
        "`usage` of the body; in a stream the largest value of each field over all chunks (the last one, when asked for)";

    private static readonly string[] OpenAi =
    [
        Meters.Input,
        Meters.InputAudio,
        Meters.InputImage,
        Meters.CacheRead,
        Meters.CacheReadAudio,
        Meters.CacheReadImage,
        Meters.CacheWrite,
        Meters.Output,
        Meters.OutputReasoning,
        Meters.OutputAudio,
        Meters.OutputImage,
        Meters.OutputCitation,
        Meters.Requests,
        Meters.SearchesWeb,
        Meters.SearchesFile,
        Meters.SearchesSocial,
        Meters.SearchesLiveSources,
        Meters.CodeExecutions,
        Meters.AudioSeconds,
    ];

    private static readonly string[] Gemini =
    [
        Meters.Input,
        Meters.InputAudio,
        Meters.InputImage,
        Meters.InputVideo,
        Meters.InputToolUse,
        Meters.CacheRead,
        Meters.CacheReadAudio,
        Meters.CacheReadImage,
        Meters.CacheReadVideo,
        Meters.Output,
        Meters.OutputReasoning,
        Meters.OutputAudio,
        Meters.OutputImage,
        Meters.OutputVideo,
    ];

    private static readonly string[] Bedrock =
    [
        Meters.Input,
        Meters.CacheRead,
        Meters.CacheWrite,
        Meters.CacheWrite5m,
        Meters.CacheWrite1h,
        Meters.Output,
    ];

    private static readonly string[] Cohere =
    [
        Meters.Input,
        Meters.InputImage,
        Meters.Output,
        Meters.SearchesRerank,
        Meters.Classifications,
        Meters.ImagesIn,
    ];

    /// <summary>All dialects.</summary>
    public static IReadOnlyList<UsageDialect> All { get; } =
    [
        .. OpenAiFamily("openai"),
        .. OpenAiFamily("azure"),
        .. OnlyOpenAi(),
        .. MistralFamily(),
        .. AnthropicFamily(),
        .. GeminiFamily(),
        .. BedrockFamily(),
        .. CohereFamily(),
        .. OllamaFamily(),
    ];

    private static UsageDialect[] OpenAiFamily(string family) =>
        [
            new($"{family}.chat", OpenAi, LastChunk, Estimated, facts => new OpenAiChatReader(facts, answers: true)),
            new(
                $"{family}.completions",
                OpenAi,
                LastChunk,
                Estimated,
                facts => new OpenAiChatReader(facts, answers: true)
            ),
            new(
                $"{family}.responses",
                [.. OpenAi, Meters.CodeSessions],
                "`usage` and the output items; in a stream of `response.completed`, `.incomplete` or `.failed`",
                Estimated + "; a background response is booked when it is complete",
                facts => new OpenAiResponsesReader(facts)
            ),
            new(
                $"{family}.embeddings",
                OpenAi,
                "`usage`",
                Estimated,
                facts => new OpenAiChatReader(facts, answers: false)
            ),
            new(
                $"{family}.images",
                [.. OpenAi, Meters.Images],
                "`usage`; without it the pictures in `data`, priced by size and quality",
                Unknown,
                facts => new OpenAiMediaReader(facts, images: true)
            ),
            new(
                $"{family}.speech",
                [.. OpenAi, Meters.CharactersIn],
                "the characters of the request; in a stream of events `usage` of `speech.audio.done`",
                Unknown,
                facts => new OpenAiSpeechReader(facts)
            ),
            new(
                $"{family}.transcription",
                OpenAi,
                "`usage` in tokens or seconds, or the `duration` of the verbose form",
                Unknown,
                facts => new OpenAiMediaReader(facts, images: false)
            ),
            new(
                $"{family}.moderations",
                OpenAi,
                "`usage` where a provider bills moderations",
                "free, as OpenAI states",
                facts => new OpenAiModerationReader(facts)
            ),
            new($"{family}.rerank", OpenAi, "`usage`", Estimated, facts => new OpenAiChatReader(facts, answers: false)),
        ];

    private static UsageDialect[] OnlyOpenAi() =>
        [
            new(
                "openai.realtime",
                OpenAi,
                "the sum of `usage` over every `response.done`",
                "nothing was generated",
                facts => new OpenAiRealtimeReader(facts)
            ),
        ];

    private static UsageDialect[] MistralFamily() =>
        [
            new("mistral.chat", OpenAi, LastChunk, Estimated, facts => new OpenAiChatReader(facts, answers: true)),
            new(
                "mistral.ocr",
                [Meters.Pages, Meters.PagesAnnotated],
                "`usage_info`",
                Unknown,
                facts => new MistralOcrReader(facts)
            ),
        ];

    private static UsageDialect[] AnthropicFamily() =>
        [
            new(
                "anthropic.messages",
                [
                    Meters.Input,
                    Meters.CacheRead,
                    Meters.CacheWrite,
                    Meters.CacheWrite5m,
                    Meters.CacheWrite1h,
                    Meters.Output,
                    Meters.OutputReasoning,
                    Meters.SearchesWeb,
                ],
                "`usage`; in a stream the input of `message_start` and the output of `message_delta`",
                Estimated,
                facts => new AnthropicMessagesReader(facts)
            ),
        ];

    private static UsageDialect[] GeminiFamily() =>
        [
            new(
                "gemini.generate",
                [.. Gemini, Meters.SearchesWeb, Meters.SearchesMaps],
                "`usageMetadata` and `groundingMetadata`; in a stream the largest value of each field over all chunks",
                Estimated,
                facts => new GeminiReader(facts)
            ),
            new(
                "gemini.embed",
                [.. Gemini, Meters.Images],
                "`usageMetadata`, or the statistics of each prediction",
                Estimated,
                facts => new GeminiEmbedReader(facts)
            ),
            new(
                "gemini.predict",
                [.. Gemini, Meters.Images],
                "the statistics of each prediction, or the pictures among them",
                Estimated,
                facts => new GeminiEmbedReader(facts)
            ),
        ];

    private static UsageDialect[] BedrockFamily() =>
        [
            new(
                "bedrock.converse",
                Bedrock,
                "`usage`; in a stream of the event `metadata`",
                Estimated,
                facts => new BedrockConverseReader(facts)
            ),
            new(
                "bedrock.invoke",
                Bedrock,
                "the `x-amzn-bedrock-*-token-count` headers and the vendor's own counts; in a stream also "
                    + "`amazon-bedrock-invocationMetrics`",
                Estimated,
                facts => new BedrockInvokeReader(facts)
            ),
        ];

    private static UsageDialect[] CohereFamily() =>
        [
            Written("cohere.chat", "`usage.billed_units`; in a stream of `message-end`"),
            Written("cohere.chat_v1", "`meta.billed_units`; in a stream of `stream-end`"),
            Written("cohere.generate", "`meta.billed_units`; in a stream of the event with `is_finished`"),
            Judged("cohere.embed"),
            Judged("cohere.rerank"),
            Judged("cohere.classify"),
        ];

    private static UsageDialect Written(string api, string source) =>
        new(api, Cohere, source, Estimated, facts => new CohereReader(facts, answers: true));

    private static UsageDialect Judged(string api) =>
        new(api, Cohere, "`meta.billed_units`", Estimated, facts => new CohereReader(facts, answers: false));

    private static UsageDialect[] OllamaFamily() =>
        [
            Local("ollama.chat", answers: true),
            Local("ollama.generate", answers: true),
            Local("ollama.embed", answers: false),
        ];

    private static UsageDialect Local(string api, bool answers) =>
        new(
            api,
            answers ? [Meters.Input, Meters.Output] : [Meters.Input],
            "`prompt_eval_count` and `eval_count`; in a stream of the line with `done`",
            Estimated,
            facts => new OllamaReader(facts, answers)
        );
}
