using System.Text;
using FsCheck;
using FsCheck.Fluent;
using TokenLedger.Accounting.Metering;

namespace TokenLedger.Accounting.Tests.Metering;

/// <summary>Streams, headers and fees of the dialects that are not OpenAI's.</summary>
public sealed class OtherDialectTests
{
    [Fact]
    public void A_gemini_stream_is_whole_once_every_candidate_has_finished()
    {
        UsageReader reader = Reader("gemini.generate", "gemini-2.5-flash");
        Assert.Equal(
            StreamEventKind.Content,
            Read(reader, "", """{"candidates":[{"index":0,"content":{"parts":[{"text":"a"}]}},{"index":1}]}""")
        );
        Assert.Equal(
            StreamEventKind.Content,
            Read(
                reader,
                "",
                """{"candidates":[{"index":0,"finishReason":"STOP"}],"usageMetadata":{"promptTokenCount":5}}"""
            )
        );
        Assert.False(reader.IsWholeAtEnd);
        Assert.Equal(
            StreamEventKind.Usage,
            Read(
                reader,
                "",
                """{"candidates":[{"index":1,"finishReason":"STOP"}],"usageMetadata":{"promptTokenCount":5,"candidatesTokenCount":7,"totalTokenCount":12}}"""
            )
        );
        Assert.True(reader.IsWholeAtEnd);
        Assert.Equal("tokens.input=5 tokens.output=7", Figures(reader.Report(ended: true)));
    }

    [Fact]
    public void A_cut_gemini_stream_keeps_its_cumulative_counters_and_is_flagged()
    {
        UsageReader reader = Reader("gemini.generate", "gemini-2.5-flash");
        Read(
            reader,
            "",
            """{"candidates":[{"content":{"parts":[{"text":"a"}]}}],"usageMetadata":{"promptTokenCount":5,"candidatesTokenCount":2,"totalTokenCount":7}}"""
        );
        UsageReport report = reader.Report(ended: false);
        Assert.Equal((UsageSource.ProviderPartial, true), (report.Source, report.EveryPartReported));
        Assert.Equal(["stream_truncated"], report.Flags);
    }

    [Theory]
    [InlineData("gemini-2.5-flash", 1)]
    [InlineData("models/gemini-2.0-flash", 1)]
    [InlineData("gemini-3-flash-preview", 2)]
    [InlineData("gemini-flash-latest", 2)]
    public void Searches_that_come_twice_or_empty_or_in_a_middle_chunk_are_billed_as_the_model_bills_them(
        string model,
        int searches
    )
    {
        UsageReader reader = Reader("gemini.generate", model);
        Read(
            reader,
            "",
            """{"candidates":[{"groundingMetadata":{"webSearchQueries":["a","b","a","  "]}}],"usageMetadata":{"promptTokenCount":1,"candidatesTokenCount":1}}"""
        );
        Read(reader, "", """{"candidates":[{"groundingMetadata":{"webSearchQueries":["b"]},"finishReason":"STOP"}]}""");
        Assert.Equal($"searches.web={searches} tokens.input=1 tokens.output=1", Figures(reader.Report(ended: true)));
    }

    [Fact]
    public void Provisioned_throughput_adds_no_charge_and_says_so()
    {
        UsageReader reader = Reader("gemini.generate", "gemini-2.5-flash");
        reader.ReadBody(
            200,
            """{"usageMetadata":{"promptTokenCount":1,"candidatesTokenCount":1,"trafficType":"PROVISIONED_THROUGHPUT"}}"""u8
        );
        UsageReport report = reader.Report(ended: true);
        Assert.Equal((CostBasis.Prepaid, "provisioned_throughput"), (report.CostBasis, report.Flags.Single()));
    }

    [Fact]
    public void A_json_array_of_chunks_is_read_as_a_body_like_its_stream()
    {
        UsageReader reader = Reader("gemini.generate", "gemini-2.5-flash");
        reader.ReadBody(
            200,
            """
            [{"candidates":[{}],"usageMetadata":{"promptTokenCount":5,"candidatesTokenCount":2,"totalTokenCount":7}},
             {"candidates":[{"finishReason":"STOP"}],"usageMetadata":{"promptTokenCount":5,"candidatesTokenCount":9,"totalTokenCount":14}}]
            """u8
        );
        Assert.Equal("tokens.input=5 tokens.output=9", Figures(reader.Report(ended: true)));
    }

    [Theory]
    [InlineData("metadata", """{"usage":{"inputTokens":13,"outputTokens":5,"totalTokens":18}}""")]
    [InlineData("", """{"metadata":{"usage":{"inputTokens":13,"outputTokens":5,"totalTokens":18}}}""")]
    public void Metadata_ends_a_converse_stream_named_or_decoded(string name, string data)
    {
        UsageReader reader = Reader("bedrock.converse", "amazon.nova-lite-v1:0");
        reader.ReadHeaders(header => header == "x-amzn-requestid" ? "r-1" : null);
        Assert.Equal(StreamEventKind.Content, Read(reader, "contentBlockDelta", """{"delta":{"text":"Hi"}}"""));
        Assert.Equal("Hi", reader.UnreportedOutput);
        Assert.Equal(StreamEventKind.Terminal, Read(reader, name, data));
        UsageReport report = reader.Report(ended: true);
        Assert.Equal((UsageSource.Provider, "r-1"), (report.Source, report.ResponseId));
        Assert.Equal("tokens.input=13 tokens.output=5", Figures(report));
    }

    [Theory]
    [InlineData("bedrock.converse", "throttlingException", """{"message":"slow down"}""")]
    [InlineData("bedrock.invoke", "modelStreamErrorException", """{"message":"broken"}""")]
    [InlineData("ollama.chat", "", """{"error":"model not found"}""")]
    [InlineData("gemini.generate", "", """{"error":{"code":503,"message":"overloaded"}}""")]
    [InlineData("cohere.chat", "", """{"type":"message-end","delta":{"finish_reason":"ERROR"}}""")]
    public void An_error_before_any_text_ends_the_stream_and_costs_nothing(string api, string name, string data)
    {
        UsageReader reader = Reader(api, "m");
        Assert.Equal(StreamEventKind.Terminal, Read(reader, name, data));
        UsageReport report = reader.Report(ended: true);
        Assert.Equal(UsageSource.None, report.Source);
        Assert.Contains("stream_error", report.Flags);
    }

    [Fact]
    public void Chunks_of_a_vendors_stream_are_decoded_and_the_placeholder_is_not_booked()
    {
        UsageReader reader = Reader("bedrock.invoke", "anthropic.claude-sonnet-4-5-20250929-v1:0");
        Read(
            reader,
            "chunk",
            Chunk(
                """{"type":"message_start","message":{"id":"msg_1","usage":{"input_tokens":10,"output_tokens":3,"cache_creation_input_tokens":9,"cache_creation":{"ephemeral_1h_input_tokens":9}}}}"""
            )
        );
        Read(reader, "chunk", Chunk("""{"type":"content_block_delta","delta":{"type":"text_delta","text":"Hi"}}"""));
        UsageReport cut = reader.Report(ended: false);
        Assert.Equal("tokens.cache_write.1h=9 tokens.input=10", Figures(cut));
        Assert.Equal((UsageSource.ProviderPartial, false), (cut.Source, cut.EveryPartReported));
        Assert.Equal("Hi", reader.UnreportedOutput);
        Read(
            reader,
            "chunk",
            Chunk("""{"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":8}}""")
        );
        Assert.Equal(
            StreamEventKind.Terminal,
            Read(
                reader,
                "chunk",
                Chunk(
                    """{"type":"message_stop","amazon-bedrock-invocationMetrics":{"inputTokenCount":10,"outputTokenCount":8,"cacheWriteInputTokenCount":9}}"""
                )
            )
        );
        UsageReport whole = reader.Report(ended: true);
        Assert.Equal("tokens.cache_write.1h=9 tokens.input=10 tokens.output=8", Figures(whole));
        Assert.Equal((UsageSource.Provider, "msg_1"), (whole.Source, whole.ResponseId));
        Assert.Empty(whole.Flags);
        Assert.Equal("", reader.UnreportedOutput);
    }

    [Fact]
    public void Headers_count_a_body_that_does_not_count_itself()
    {
        UsageReader reader = Reader("bedrock.invoke", "mistral.mistral-7b-instruct-v0:2");
        reader.ReadHeaders(name =>
            name switch
            {
                "x-amzn-bedrock-input-token-count" => "12",
                "x-amzn-bedrock-output-token-count" => "3",
                "x-amzn-bedrock-cache-read-input-token-count" => "-4",
                _ => null,
            }
        );
        reader.ReadBody(200, """{"outputs":[{"text":"x","stop_reason":"stop"}]}"""u8);
        UsageReport report = reader.Report(ended: true);
        Assert.Equal("tokens.input=12 tokens.output=3", Figures(report));
        Assert.Equal(["inconsistent_usage"], report.Flags);
    }

    [Theory]
    [InlineData(
        "cohere.chat",
        "message-end",
        """{"type":"message-end","delta":{"usage":{"billed_units":{"input_tokens":3.0,"output_tokens":4.0}}}}"""
    )]
    [InlineData(
        "cohere.chat",
        "",
        """{"type":"message-end","delta":{"usage":{"billed_units":{"input_tokens":3,"output_tokens":4}}}}"""
    )]
    [InlineData(
        "cohere.chat_v1",
        "",
        """{"event_type":"stream-end","is_finished":true,"response":{"meta":{"billed_units":{"input_tokens":3,"output_tokens":4}}}}"""
    )]
    [InlineData(
        "cohere.generate",
        "",
        """{"is_finished":true,"response":{"meta":{"billed_units":{"input_tokens":3,"output_tokens":4}}}}"""
    )]
    [InlineData("ollama.generate", "", """{"response":"","done":true,"prompt_eval_count":3,"eval_count":4}""")]
    public void The_last_event_ends_the_stream_and_carries_the_usage(string api, string name, string data)
    {
        UsageReader reader = Reader(api, "m");
        Assert.Equal(StreamEventKind.Terminal, Read(reader, name, data));
        UsageReport report = reader.Report(ended: true);
        Assert.Equal("tokens.input=3 tokens.output=4", Figures(report));
        Assert.Equal(UsageSource.Provider, report.Source);
        Assert.Empty(report.Flags);
    }

    [Theory]
    [InlineData("cohere.chat", """{"type":"content-delta","delta":{"message":{"content":{"text":"Hello"}}}}""")]
    [InlineData("cohere.chat_v1", """{"event_type":"text-generation","text":"Hello"}""")]
    [InlineData("ollama.chat", """{"message":{"role":"assistant","content":"Hello"},"done":false}""")]
    [InlineData("ollama.generate", """{"response":"Hello","done":false}""")]
    [InlineData("gemini.generate", """{"candidates":[{"content":{"parts":[{"text":"Hello"}]}}]}""")]
    [InlineData("bedrock.invoke", """{"generation":"Hello"}""")]
    [InlineData("bedrock.invoke", """{"outputText":"Hello"}""")]
    public void The_text_that_passed_before_a_stream_was_cut_is_kept_for_an_estimate(string api, string data)
    {
        UsageReader reader = Reader(api, "m");
        Assert.Equal(StreamEventKind.Content, Read(reader, "", data));
        Assert.Equal("Hello", reader.UnreportedOutput);
        UsageReport report = reader.Report(ended: false);
        Assert.Equal(UsageSource.Estimated, report.Source);
        Assert.Equal(["stream_truncated", "usage_missing"], report.Flags);
    }

    [Theory]
    [InlineData(
        "gemini.generate",
        """{"candidates":[{"content":{"parts":[{"functionCall":{"name":"find","args":{}}}]}}]}"""
    )]
    [InlineData("bedrock.converse", """{"contentBlockStart":{"start":{"toolUse":{"toolUseId":"t","name":"find"}}}}""")]
    [InlineData(
        "cohere.chat",
        """{"type":"tool-call-start","delta":{"message":{"tool_calls":{"function":{"name":"find","arguments":""}}}}}"""
    )]
    [InlineData(
        "ollama.chat",
        """{"message":{"tool_calls":[{"function":{"name":"find","arguments":{}}}]},"done":false}"""
    )]
    public void Tools_the_model_calls_are_named(string api, string data)
    {
        UsageReader reader = Reader(api, "m");
        Read(reader, "", data);
        Assert.Equal(["find"], reader.Report(ended: false).ToolsCalled);
    }

    [Fact]
    public void The_characters_to_speak_are_code_points_however_the_request_escapes_them()
    {
        Assert.Equal("6", Characters("""{"model":"tts-1","input":"a\n\u00fc\ud83d\ude00\"x"}"""));
        Prop.ForAll(
                ArbMap.Default.ArbFor<NonNull<string>>(),
                text =>
                {
                    string json = System.Text.Json.JsonSerializer.Serialize(new { input = text.Get });
                    List<KeyValuePair<string, string>> facts = [];
                    RequestFact.Read("openai.speech", Encoding.UTF8.GetBytes(json), facts);
                    string written = System
                        .Text.Json.JsonDocument.Parse(json)
                        .RootElement.GetProperty("input")
                        .GetString()!;
                    return facts.Single().Value == $"{written.EnumerateRunes().Count()}";
                }
            )
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_picture_without_tokens_is_priced_by_the_size_and_quality_asked_for()
    {
        List<KeyValuePair<string, string>> facts = [];
        RequestFact.Read("openai.images", """{"model":"dall-e-3","size":"1024x1792","quality":"hd","n":1}"""u8, facts);
        UsageReader reader = UsageReaders.Create("openai.images", new("dall-e-3", false, facts))!;
        reader.ReadBody(200, """{"created":1,"data":[{"url":"u"}]}"""u8);
        UsageReport report = reader.Report(ended: true);
        Assert.Equal([new("image_size", "1024x1792"), new("image_quality", "hd")], report.Conditions);
        Assert.Equal("images=1", Figures(report));
    }

    [Fact]
    public void Speech_is_billed_by_the_characters_of_its_request_and_refused_speech_is_not()
    {
        RequestFacts facts = new("tts-1", false, [new(RequestFact.Characters, "120")]);
        UsageReader spoken = UsageReaders.Create("openai.speech", facts)!;
        spoken.ReadBody(200, [0xFF, 0xFB, 0x90]);
        UsageReport report = spoken.Report(ended: false);
        Assert.Equal((UsageSource.Provider, "characters.in=120"), (report.Source, Figures(report)));
        Assert.Empty(report.Conditions);
        UsageReader refused = UsageReaders.Create("openai.speech", facts)!;
        refused.ReadBody(400, "{}"u8);
        Assert.Equal(UsageSource.None, refused.Report(ended: true).Source);
    }

    private static string Characters(string json)
    {
        List<KeyValuePair<string, string>> facts = [];
        RequestFact.Read("openai.speech", Encoding.UTF8.GetBytes(json), facts);
        return facts.Single().Value;
    }

    private static string Chunk(string json) =>
        $$"""{"bytes":"{{Convert.ToBase64String(Encoding.UTF8.GetBytes(json))}}","p":"abc"}""";

    private static UsageReader Reader(string api, string model) => UsageReaders.Create(api, new(model, true, []))!;

    private static StreamEventKind Read(UsageReader reader, string name, string data) =>
        reader.ReadEvent(Encoding.UTF8.GetBytes(name), Encoding.UTF8.GetBytes(data));

    private static string Figures(UsageReport report) =>
        string.Join(
            ' ',
            report
                .Quantities.Select(quantity => $"{quantity.Meter}={quantity.Count:0.####}")
                .Order(StringComparer.Ordinal)
        );
}
