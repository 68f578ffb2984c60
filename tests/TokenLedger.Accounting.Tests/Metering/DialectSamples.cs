using System.Text;
using System.Text.Json.Nodes;
using TokenLedger.Accounting.Metering;

namespace TokenLedger.Accounting.Tests.Metering;

/// <summary>One answer of a dialect, whole and consistent, that uses as many of its counters as it can at once.</summary>
/// <param name="Api">The dialect.</param>
/// <param name="Json">The body, or the data of one event.</param>
/// <param name="IsEvent">Whether it is an event.</param>
/// <param name="Model">The model asked for.</param>
/// <param name="Facts">What the gateway knows of the request.</param>
/// <param name="Headers">Headers of the response.</param>
internal sealed record DialectSample(
    string Api,
    string Json,
    bool IsEvent = false,
    string? Model = null,
    KeyValuePair<string, string>[]? Facts = null,
    Dictionary<string, string>? Headers = null
)
{
    public UsageReport Read() => Read(Json);

    /// <summary>The report of the same answer with other bytes.</summary>
    public UsageReport Read(string json)
    {
        UsageReader reader = UsageReaders.Create(Api, new(Model, IsEvent, Facts ?? []))!;
        reader.ReadHeaders(name => Headers?.GetValueOrDefault(name));
        if (IsEvent)
        {
            reader.ReadEvent(default, Encoding.UTF8.GetBytes(json));
        }
        else
        {
            reader.ReadBody(200, Encoding.UTF8.GetBytes(json));
        }

        return reader.Report(ended: true);
    }
}

/// <summary>Answers of every dialect, for what must hold of all of them.</summary>
internal static class DialectSamples
{
    private const string Counters = """
        "prompt_tokens":1000,"completion_tokens":500,"total_tokens":1500,
        "prompt_tokens_details":{"cached_tokens":300,"cache_write_tokens":100,"audio_tokens":150,"image_tokens":120,
         "cached_tokens_details":{"audio_tokens":50,"image_tokens":40}},
        "completion_tokens_details":{"reasoning_tokens":100,"audio_tokens":80,"image_tokens":60},
        "prompt_cache_hit_tokens":300,"prompt_cache_miss_tokens":700,"prompt_audio_seconds":12,
        "search_context_size":"low","num_sources_used":3,
        "server_side_tool_usage_details":{"web_search_calls":2,"x_search_calls":3,"code_interpreter_calls":1,"file_search_calls":4}
        """;

    private const string Research = """
        "prompt_tokens":33,"completion_tokens":70,"total_tokens":103,"citation_tokens":26,"num_search_queries":21,
        "reasoning_tokens":73,"cost":{"total_cost":0.5}
        """;

    private const string Gemini = """
        "usageMetadata":{"promptTokenCount":1000,"candidatesTokenCount":200,"thoughtsTokenCount":30,
         "toolUsePromptTokenCount":40,"cachedContentTokenCount":300,"totalTokenCount":1270,
         "promptTokensDetails":[{"modality":"AUDIO","tokenCount":200},{"modality":"IMAGE","tokenCount":150},{"modality":"VIDEO","tokenCount":120}],
         "cacheTokensDetails":[{"modality":"AUDIO","tokenCount":60},{"modality":"IMAGE","tokenCount":50},{"modality":"VIDEO","tokenCount":40}],
         "candidatesTokensDetails":[{"modality":"AUDIO","tokenCount":20},{"modality":"IMAGE","tokenCount":30},{"modality":"VIDEO","tokenCount":40}]}
        """;

    private const string Billed = """
        {"billed_units":{"input_tokens":13.0,"output_tokens":8.0,"search_units":3,"classifications":2,"image_tokens":5},
         "tokens":{"input_tokens":509,"output_tokens":10}}
        """;

    /// <summary>All samples; a dialect without one fails the tests that walk the table.</summary>
    public static IReadOnlyList<DialectSample> All { get; } =
    [
        .. OpenAi(),
        new("mistral.ocr", """{"pages":[],"usage_info":{"pages_processed":29,"pages_processed_annotation":8}}"""),
        new(
            "anthropic.messages",
            """
            {"id":"m","usage":{"input_tokens":10,"output_tokens":50,"cache_read_input_tokens":20,"cache_creation_input_tokens":30,
             "cache_creation":{"ephemeral_5m_input_tokens":12,"ephemeral_1h_input_tokens":9},
             "output_tokens_details":{"thinking_tokens":7},"server_tool_use":{"web_search_requests":3},
             "iterations":[{"type":"message","input_tokens":10},{"type":"compaction","input_tokens":5,"output_tokens":6,
              "cache_read_input_tokens":7,"cache_creation_input_tokens":8}]}}
            """
        ),
        .. Google(),
        .. Amazon(),
        .. CohereAndOllama(),
    ];

    public static IEnumerable<DialectSample> Of(string api) => All.Where(sample => sample.Api == api);

    /// <summary>Every value below the root, each as a way to replace it in a fresh copy.</summary>
    public static IEnumerable<(string Path, Func<JsonNode?, string> Replace)> Places(string json)
    {
        foreach (string path in Paths(JsonNode.Parse(json)!).ToArray())
        {
            yield return (path, value => Replaced(json, path, value));
        }
    }

    private static IEnumerable<string> Paths(JsonNode node)
    {
        IEnumerable<JsonNode?> inside = node switch
        {
            JsonObject members => members.Select(member => member.Value),
            JsonArray items => items,
            _ => [],
        };
        foreach (JsonNode child in inside.OfType<JsonNode>())
        {
            yield return child.GetPath();
            foreach (string path in Paths(child))
            {
                yield return path;
            }
        }
    }

    private static string Replaced(string json, string path, JsonNode? value)
    {
        JsonNode root = JsonNode.Parse(json)!;
        Find(root, path)!.ReplaceWith(value?.DeepClone());
        return root.ToJsonString();
    }

    private static JsonNode? Find(JsonNode node, string path)
    {
        IEnumerable<JsonNode?> inside = node switch
        {
            JsonObject members => members.Select(member => member.Value),
            JsonArray items => items,
            _ => [],
        };
        return node.GetPath() == path
            ? node
            : inside.OfType<JsonNode>().Select(child => Find(child, path)).FirstOrDefault(found => found is not null);
    }

    /// <summary>The template with a part in the place of its "@".</summary>
    private static string Filled(string template, string part) => template.Replace("@", part, StringComparison.Ordinal);

    private static IEnumerable<DialectSample> OpenAi()
    {
        string[] usual =
        [
            "openai.chat",
            "openai.completions",
            "openai.embeddings",
            "openai.images",
            "openai.transcription",
            "openai.moderations",
            "openai.rerank",
            "azure.chat",
            "azure.completions",
            "azure.embeddings",
            "azure.images",
            "azure.transcription",
            "azure.moderations",
            "azure.rerank",
            "mistral.chat",
        ];
        foreach (string api in usual)
        {
            yield return new(api, Filled("""{"id":"c","usage":{@}}""", Counters));
            yield return new(api, Filled("""{"id":"c","usage":{@}}""", Research));
        }

        foreach (string family in new[] { "openai", "azure" })
        {
            yield return new($"{family}.responses", Filled("""{"id":"r","usage":{@}}""", Counters));
            yield return new($"{family}.responses", Filled("""{"id":"r","usage":{@}}""", Research));
            yield return new(
                $"{family}.responses",
                """
                {"output":[{"type":"code_interpreter_call","container_id":"c1"}],"usage":{"input_tokens":1,"output_tokens":2}}
                """
            );
            yield return new($"{family}.images", """{"data":[{"url":"u"},{"url":"v"}]}""");
            yield return new(
                $"{family}.speech",
                Filled("""{"type":"speech.audio.done","usage":{@}}""", Counters),
                IsEvent: true
            );
            yield return new(
                $"{family}.speech",
                Filled("""{"type":"speech.audio.done","usage":{@}}""", Research),
                IsEvent: true
            );
            yield return new($"{family}.speech", "{}", Facts: [new(RequestFact.Characters, "42")]);
        }

        yield return new(
            "openai.realtime",
            Filled("""{"type":"response.done","response":{"usage":{@}}}""", Counters),
            true
        );
        yield return new(
            "openai.realtime",
            Filled("""{"type":"response.done","response":{"usage":{@}}}""", Research),
            true
        );
    }

    private static IEnumerable<DialectSample> Google()
    {
        yield return new(
            "gemini.generate",
            Filled(
                """
                {"candidates":[{"finishReason":"STOP","groundingMetadata":{"webSearchQueries":["a","b"],"groundingChunks":[{"maps":{"uri":"u"} }]}}],
                @}
                """,
                Gemini
            ),
            Model: "gemini-3-flash-preview"
        );
        foreach (string api in new[] { "gemini.embed", "gemini.predict" })
        {
            yield return new(api, Filled("""{@}""", Gemini));
            yield return new(
                api,
                """{"predictions":[{"embeddings":{"values":[0.1],"statistics":{"token_count":6.0,"truncated":false}}}]}"""
            );
            yield return new(api, """{"predictions":[{"bytesBase64Encoded":"aGk="},{"raiFilteredReason":"r"}]}""");
        }
    }

    private static IEnumerable<DialectSample> Amazon()
    {
        const string Usage = """
            "usage":{"inputTokens":22475,"cacheReadInputTokens":22465,"cacheWriteInputTokens":7183,
             "cacheDetails":[{"ttl":"5m","inputTokens":7000},{"ttl":"1h","inputTokens":100}],"outputTokens":497,"totalTokens":52620}
            """;
        yield return new("bedrock.converse", Filled("""{@}""", Usage));
        yield return new("bedrock.invoke", Filled("""{@}""", Usage));
        yield return new(
            "bedrock.invoke",
            """{"inputTextTokenCount":5,"results":[{"tokenCount":10},{"tokenCount":4}]}"""
        );
        yield return new("bedrock.invoke", """{"generation":"x","prompt_token_count":5,"generation_token_count":7}""");
        yield return new(
            "bedrock.invoke",
            """{"outputs":[{"text":"x"}]}""",
            Headers: new() { ["x-amzn-bedrock-input-token-count"] = "12", ["x-amzn-bedrock-output-token-count"] = "3" }
        );
    }

    private static IEnumerable<DialectSample> CohereAndOllama()
    {
        yield return new("cohere.chat", Filled("""{"id":"c","usage":@}""", Billed));
        foreach (string operation in new[] { "chat", "chat_v1", "generate", "embed", "rerank", "classify" })
        {
            yield return new($"cohere.{operation}", Filled("""{"id":"c","meta":@}""", Billed));
            yield return new(
                $"cohere.{operation}",
                """{"id":"c","meta":{"billed_units":{"input_tokens":1,"output_tokens":2,"images":4}}}"""
            );
        }

        foreach (string operation in new[] { "chat", "generate" })
        {
            yield return new(
                $"ollama.{operation}",
                """{"model":"llama3.2","done":true,"prompt_eval_count":26,"eval_count":282}"""
            );
        }

        yield return new("ollama.embed", """{"model":"all-minilm","embeddings":[[0.1]],"prompt_eval_count":8}""");
    }
}
