namespace TokenLedger.Bench;

/// <summary>One answer of a dialect as it comes from a provider, a small one: its usage and little else.</summary>
/// <param name="Provider">Whose rates price it.</param>
/// <param name="Api">The dialect.</param>
/// <param name="Model">The model asked for.</param>
/// <param name="Body">The JSON body.</param>
internal sealed record DialectBody(string Provider, string Api, string Model, string Body)
{
    public static IReadOnlyList<DialectBody> All { get; } =
    [
        new(
            "openai",
            "openai.chat",
            "gpt-4o",
            """
            {"id":"chatcmpl-1","object":"chat.completion","created":1793614530,"model":"gpt-4o-2024-11-20","choices":[{"index":0,
            "message":{"role":"assistant","content":"The invoice total is 42 EUR."},"finish_reason":"stop"}],
            "usage":{"prompt_tokens":2006,"completion_tokens":300,"total_tokens":2306,"prompt_tokens_details":{"cached_tokens":1920}}}
            """
        ),
        new(
            "openai",
            "openai.responses",
            "gpt-5.4",
            """
            {"id":"resp_1","object":"response","status":"completed","model":"gpt-5.4-2026-03-05","output":[{"type":"message",
            "content":[{"type":"output_text","text":"The invoice total is 42 EUR."}]}],"usage":{"input_tokens":2006,"output_tokens":300,
            "total_tokens":2306,"input_tokens_details":{"cached_tokens":1920},"output_tokens_details":{"reasoning_tokens":128}}}
            """
        ),
        new(
            "azure",
            "azure.chat",
            "team-blue",
            """
            {"id":"chatcmpl-1","model":"gpt-4o-2024-11-20","choices":[{"index":0,"message":{"content":"Hi"},"finish_reason":"stop"}],
            "usage":{"prompt_tokens":1500,"completion_tokens":250,"total_tokens":1750,"prompt_tokens_details":{"cached_tokens":1024}}}
            """
        ),
        new(
            "anthropic",
            "anthropic.messages",
            "claude-opus-4-5",
            """
            {"id":"msg_1","type":"message","model":"claude-opus-4-5-20251101","content":[{"type":"text","text":"Here is the summary."}],
            "stop_reason":"end_turn","usage":{"input_tokens":56,"cache_creation_input_tokens":14055,"cache_read_input_tokens":18000,
            "cache_creation":{"ephemeral_5m_input_tokens":56,"ephemeral_1h_input_tokens":13999},"output_tokens":820,"service_tier":"standard"}}
            """
        ),
        new(
            "google",
            "gemini.generate",
            "gemini-2.5-flash",
            """
            {"candidates":[{"content":{"role":"model","parts":[{"text":"Paris."}]},"finishReason":"STOP","index":0}],
            "usageMetadata":{"promptTokenCount":9660,"candidatesTokenCount":70,"thoughtsTokenCount":309,"cachedContentTokenCount":9000,
            "totalTokenCount":10039,"promptTokensDetails":[{"modality":"TEXT","tokenCount":660},{"modality":"AUDIO","tokenCount":9000}],
            "cacheTokensDetails":[{"modality":"AUDIO","tokenCount":9000}]},"modelVersion":"gemini-2.5-flash","responseId":"r-01"}
            """
        ),
        new(
            "bedrock",
            "bedrock.converse",
            "us.anthropic.claude-sonnet-4-5-20250929-v1:0",
            """
            {"output":{"message":{"role":"assistant","content":[{"text":"ok"}]}},"stopReason":"end_turn","usage":{"inputTokens":22475,
            "cacheReadInputTokens":22465,"cacheWriteInputTokens":7183,"cacheDetails":[{"ttl":"5m","inputTokens":7183}],
            "outputTokens":497,"totalTokens":52620},"metrics":{"latencyMs":551}}
            """
        ),
        new(
            "cohere",
            "cohere.chat",
            "command-a-03-2025",
            """
            {"id":"c1","finish_reason":"COMPLETE","message":{"role":"assistant","content":[{"type":"text","text":"Hello!"}]},
            "usage":{"billed_units":{"input_tokens":13,"output_tokens":8},"tokens":{"input_tokens":509,"output_tokens":10}}}
            """
        ),
        new(
            "cohere",
            "cohere.rerank",
            "rerank-v3.5",
            """{"id":"r1","results":[],"meta":{"billed_units":{"search_units":3}}}"""
        ),
        new(
            "mistral",
            "mistral.chat",
            "mistral-large-latest",
            """
            {"id":"c","model":"mistral-large-2512","choices":[{"index":0,"message":{"content":"Hi"},"finish_reason":"stop"}],
            "usage":{"prompt_tokens":1013,"completion_tokens":30,"total_tokens":1043,"prompt_tokens_details":{"cached_tokens":1008}}}
            """
        ),
        new(
            "xai",
            "openai.chat",
            "grok-4-fast-reasoning",
            """
            {"id":"c","model":"grok-4-fast-reasoning","choices":[{"index":0,"message":{"content":"Hi"},"finish_reason":"stop"}],
            "usage":{"prompt_tokens":1200,"completion_tokens":300,"total_tokens":2100,"prompt_tokens_details":{"text_tokens":1200,
            "audio_tokens":0,"image_tokens":0,"cached_tokens":1000},"completion_tokens_details":{"reasoning_tokens":600},
            "num_sources_used":0,"cost_in_usd_ticks":5400000}}
            """
        ),
        new(
            "openrouter",
            "openai.chat",
            "google/gemini-2.5-flash",
            """
            {"id":"c","model":"google/gemini-2.5-flash","choices":[{"index":0,"message":{"content":"Hi"},"finish_reason":"stop"}],
            "usage":{"prompt_tokens":194,"completion_tokens":2,"total_tokens":196,"cost":0.00014499999999999997,"is_byok":false,
            "cost_details":{"upstream_inference_cost":null}}}
            """
        ),
        new(
            "ollama",
            "ollama.chat",
            "llama3.2",
            """{"model":"llama3.2","message":{"content":"x"},"done":true,"prompt_eval_count":26,"eval_count":282}"""
        ),
    ];
}
