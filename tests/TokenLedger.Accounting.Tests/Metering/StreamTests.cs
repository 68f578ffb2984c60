using System.Text;
using TokenLedger.Accounting.Metering;

namespace TokenLedger.Accounting.Tests.Metering;

public sealed class StreamTests
{
    [Fact]
    public void The_last_events_of_a_chat_stream_are_recognised_by_what_they_are()
    {
        UsageReader reader = Reader("openai.chat");
        Assert.Equal(
            StreamEventKind.Content,
            Read(reader, "", """{"choices":[{"delta":{"content":"a"}}],"usage":null}""")
        );
        Assert.Equal(
            StreamEventKind.Content,
            Read(reader, "", """{"choices":[{"delta":{}}],"usage":{"prompt_tokens":1,"completion_tokens":1}}""")
        );
        Assert.Equal(StreamEventKind.Content, Read(reader, "", """{"choices":[],"prompt_filter_results":[]}"""));
        Assert.Equal(
            StreamEventKind.Usage,
            Read(reader, "", """{"choices": [ ],"usage":{"prompt_tokens":1,"completion_tokens":2}}""")
        );
        Assert.Equal(StreamEventKind.Terminal, Read(reader, "", "[DONE]"));
    }

    [Theory]
    [InlineData("response.completed")]
    [InlineData("response.incomplete")]
    [InlineData("response.failed")]
    [InlineData("error")]
    public void Every_end_of_a_responses_stream_is_terminal(string type)
    {
        Assert.Equal(StreamEventKind.Terminal, Read(Reader("openai.responses"), type, "{}"));
        Assert.Equal(StreamEventKind.Terminal, Read(Reader("openai.responses"), "", $$"""{"type":"{{type}}"}"""));
    }

    [Fact]
    public void A_messages_stream_reports_usage_before_it_stops()
    {
        UsageReader reader = Reader("anthropic.messages");
        Assert.Equal(
            StreamEventKind.Usage,
            Read(reader, "message_delta", """{"delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":5}}""")
        );
        Assert.Equal(StreamEventKind.Terminal, Read(reader, "message_stop", """{"type":"message_stop"}"""));
    }

    [Theory]
    [InlineData("openai.chat", "", """{"error":{"message":"overloaded"}}""")]
    [InlineData("anthropic.messages", "error", """{"type":"error","error":{"type":"overloaded_error"}}""")]
    public void An_error_in_the_stream_ends_the_answer_and_before_any_text_costs_nothing(
        string api,
        string name,
        string data
    )
    {
        UsageReader reader = Reader(api);
        Assert.Equal(StreamEventKind.Terminal, Read(reader, name, data));
        UsageReport report = reader.Report(ended: true);
        Assert.Equal(UsageSource.None, report.Source);
        Assert.Equal(["stream_error"], report.Flags);
    }

    [Fact]
    public void Asking_for_the_report_between_events_does_not_change_it()
    {
        int streams = 0;
        foreach (string path in Directory.GetFiles(TestData.Own("usage-fixtures")))
        {
            PricingCase exchange = PricingCase.Load(path);
            if (exchange.Stream is not string stream)
            {
                continue;
            }

            streams++;
            UsageReader asked = exchange.NewReader();
            foreach ((string name, string data) in SseEvents.Of(stream))
            {
                asked.Report(ended: false);
                Read(asked, name, data);
            }

            Assert.Equivalent(exchange.Read().Report(ended: true), asked.Report(ended: true), strict: true);
        }

        Assert.True(streams >= 9, $"only {streams} streams");
    }

    [Fact]
    public void An_answer_escaped_across_events_is_put_together_again()
    {
        UsageReader reader = Reader("openai.chat");
        Read(reader, "", """{"choices":[{"delta":{"content":"a\n\"b\" \ud83d"}}]}""");
        Read(reader, "", """{"choices":[{"delta":{"content":"\ude00 ü"}}]}""");
        Assert.Equal("a\n\"b\" 😀 ü", reader.UnreportedOutput);
    }

    [Fact]
    public void Tools_the_model_calls_are_named_in_order()
    {
        UsageReader chat = Reader("openai.chat");
        Read(
            chat,
            "",
            """{"choices":[{"delta":{"tool_calls":[{"index":0,"function":{"name":"find","arguments":""}}]}}]}"""
        );
        Read(chat, "", """{"choices":[{"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{}"}}]}}]}""");
        Read(
            chat,
            "",
            """{"choices":[{"delta":{"tool_calls":[{"index":1,"function":{"name":"send","arguments":""}}]}}]}"""
        );
        Assert.Equal(["find", "send"], chat.Report(ended: true).ToolsCalled);
        UsageReader messages = Reader("anthropic.messages");
        Read(messages, "content_block_start", """{"content_block":{"type":"tool_use","name":"Bash","input":{}}}""");
        Read(messages, "content_block_start", """{"content_block":{"type":"server_tool_use","name":"web_search"}}""");
        Assert.Equal(["Bash"], messages.Report(ended: true).ToolsCalled);
    }

    [Fact]
    public void Counters_of_a_cut_stream_are_partial_and_those_of_a_finished_one_are_not()
    {
        UsageReader cut = Reader("anthropic.messages");
        Read(
            cut,
            "message_start",
            """{"message":{"id":"m","model":"claude-opus-5","usage":{"input_tokens":10,"output_tokens":7}}}"""
        );
        UsageReport partial = cut.Report(ended: false);
        Assert.Equal(UsageSource.ProviderPartial, partial.Source);
        Assert.Equal([new Quantity(Meters.Input, 10, Provenance.Reported)], partial.Quantities);
        Read(
            cut,
            "message_delta",
            """{"delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":9,"input_tokens":null}}"""
        );
        Read(cut, "message_stop", "{}");
        UsageReport whole = cut.Report(ended: true);
        Assert.Equal(UsageSource.Provider, whole.Source);
        Assert.Equal([10m, 9m], whole.Quantities.Select(quantity => quantity.Count));
        Assert.Empty(whole.Flags);
    }

    [Fact]
    public void A_background_response_without_usage_is_pending_and_not_free()
    {
        UsageReader reader = Reader("openai.responses");
        reader.ReadBody(200, """{"id":"resp_1","status":"queued","model":"gpt-5","usage":null,"output":[]}"""u8);
        UsageReport report = reader.Report(ended: true);
        Assert.Equal(UsageSource.None, report.Source);
        Assert.Equal(["usage_pending"], report.Flags);
    }

    [Fact]
    public void Compaction_is_billed_beside_the_message_and_an_advisor_leaves_the_total_unknown()
    {
        UsageReader reader = Reader("anthropic.messages");
        reader.ReadBody(
            200,
            """
            {"model":"claude-opus-5","usage":{"input_tokens":100,"output_tokens":20,"iterations":[
              {"type":"compaction","input_tokens":5000,"output_tokens":300},
              {"type":"message","input_tokens":100,"output_tokens":20}]}}
            """u8
        );
        UsageReport report = reader.Report(ended: true);
        Assert.Equal([5100m, 320m], report.Quantities.Select(quantity => quantity.Count));
        Assert.Equal(UsageSource.Provider, report.Source);

        UsageReader advised = Reader("anthropic.messages");
        advised.ReadBody(
            200,
            """{"usage":{"input_tokens":1,"output_tokens":2,"iterations":[{"type":"advisor_message","model":"x","input_tokens":9}]}}"""u8
        );
        Assert.Equal(UsageSource.ProviderPartial, advised.Report(ended: true).Source);
        Assert.Equal(["advisor_usage"], advised.Report(ended: true).Flags);
    }

    [Fact]
    public void Picture_models_without_token_counts_are_counted_by_the_picture()
    {
        UsageReader reader = Reader("openai.images");
        reader.ReadBody(200, """{"created":1,"data":[{"b64_json":"aGk="},{"url":"u"}]}"""u8);
        Assert.Equal([new Quantity(Meters.Images, 2, Provenance.Counted)], reader.Report(ended: true).Quantities);
    }

    private static UsageReader Reader(string api) => UsageReaders.Create(api, new("gpt-4o", true, []))!;

    private static StreamEventKind Read(UsageReader reader, string name, string data) =>
        reader.ReadEvent(Encoding.UTF8.GetBytes(name), Encoding.UTF8.GetBytes(data));
}
