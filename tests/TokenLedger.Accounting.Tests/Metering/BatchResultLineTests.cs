using System.Text;
using TokenLedger.Accounting.Metering;
using TokenLedger.Accounting.Rates;

namespace TokenLedger.Accounting.Tests.Metering;

public sealed class BatchResultLineTests
{
    private static readonly DateTimeOffset At = new(2026, 11, 2, 10, 15, 30, TimeSpan.Zero);

    [Theory]
    [InlineData("openai.batches", "openai.chat")]
    [InlineData("openai.files", "openai.chat")]
    [InlineData("azure.batches", "azure.chat")]
    [InlineData("mistral.batches", "mistral.chat")]
    public void A_line_of_a_chat_batch_is_read_at_the_batch_tier(string api, string answerApi)
    {
        BatchResultLine line = Read(
            api,
            """
            {"id":"batch_req_1","custom_id":"row-7","response":{"status_code":200,"request_id":"r","body":{"id":"chatcmpl-1",
             "object":"chat.completion","model":"gpt-4o-mini-2024-07-18","choices":[{"message":{"content":"x"}}],
             "usage":{"prompt_tokens":2000,"completion_tokens":1000,"total_tokens":3000},"service_tier":"default"}},"error":null}
            """
        );
        Assert.Equal(("row-7", BatchLineStatus.Succeeded, 200), (line.CustomId, line.Status, line.HttpStatus));
        Assert.Equal((answerApi, "chatcmpl-1"), (line.Api, line.Usage.ResponseId));
        Assert.Equal([new("service_tier", "batch")], line.Usage.Conditions);
        Assert.Equal("0.00045", RateBook.Embedded.Price("openai", line.Usage, null, At, null).Total?.ToString());
    }

    [Theory]
    [InlineData("""{"object":"response","usage":{"input_tokens":3,"output_tokens":4}}""", "openai.responses")]
    [InlineData(
        """{"object":"text_completion","usage":{"prompt_tokens":3,"completion_tokens":4}}""",
        "openai.completions"
    )]
    [InlineData("""{"object":"list","usage":{"prompt_tokens":3,"total_tokens":3}}""", "openai.embeddings")]
    [InlineData("""{"results":[{"flagged":false}]}""", "openai.moderations")]
    public void The_answer_tells_the_endpoint_of_its_line(string body, string api)
    {
        BatchResultLine line = Read(
            "openai.batches",
            $$$"""{"custom_id":"a","response":{"status_code":200,"body":{{{body}}}}}"""
        );
        Assert.Equal(api, line.Api);
        Assert.Empty(line.Usage.Flags);
    }

    [Fact]
    public void A_page_batch_of_mistral_is_read_by_the_page()
    {
        BatchResultLine line = Read(
            "mistral.batches",
            """{"custom_id":"a","response":{"status_code":200,"body":{"pages":[],"model":"m","usage_info":{"pages_processed":4}}}}"""
        );
        Assert.Equal("mistral.ocr", line.Api);
        Assert.Equal([new Quantity(Meters.Pages, 4, Provenance.Reported)], line.Usage.Quantities);
    }

    [Theory]
    [InlineData(
        """{"custom_id":"a","response":null,"error":{"code":"batch_expired","message":"m"}}""",
        BatchLineStatus.Expired
    )]
    [InlineData("""{"custom_id":"a","response":null,"error":{"code":"batch_cancelled"}}""", BatchLineStatus.Canceled)]
    [InlineData(
        """{"custom_id":"a","response":{"status_code":429,"body":{"error":{"message":"m"}}}}""",
        BatchLineStatus.Failed
    )]
    public void A_request_that_was_not_answered_costs_nothing(string text, BatchLineStatus status)
    {
        BatchResultLine line = Read("openai.batches", text);
        Assert.Equal((status, UsageSource.None), (line.Status, line.Usage.Source));
        Assert.Empty(line.Usage.Quantities);
    }

    [Fact]
    public void Messages_of_a_batch_are_read_and_what_did_not_run_costs_nothing()
    {
        BatchResultLine done = Read(
            "anthropic.batches",
            """
            {"custom_id":"m1","result":{"type":"succeeded","message":{"id":"msg_1","model":"claude-opus-4-5-20251101","content":[],
             "usage":{"input_tokens":100,"output_tokens":10,"service_tier":"batch"}}}}
            """
        );
        Assert.Equal(("m1", BatchLineStatus.Succeeded, "msg_1"), (done.CustomId, done.Status, done.Usage.ResponseId));
        Assert.Equal([100m, 10m], done.Usage.Quantities.Select(quantity => quantity.Count));
        Assert.Equal([new("service_tier", "batch")], done.Usage.Conditions);
        foreach (
            (string type, BatchLineStatus status) in new[]
            {
                ("errored", BatchLineStatus.Failed),
                ("canceled", BatchLineStatus.Canceled),
                ("expired", BatchLineStatus.Expired),
            }
        )
        {
            BatchResultLine undone = Read(
                "anthropic.batches",
                $$$"""{"custom_id":"m2","result":{"type":"{{{type}}}"}}"""
            );
            Assert.Equal((status, UsageSource.None), (undone.Status, undone.Usage.Source));
        }
    }

    [Theory]
    [InlineData(
        """{"key":"k1","response":{"candidates":[],"usageMetadata":{"promptTokenCount":5,"candidatesTokenCount":2,"totalTokenCount":7},"modelVersion":"gemini-2.5-flash"}}"""
    )]
    [InlineData(
        """{"metadata":{"key":"k1"},"response":{"usageMetadata":{"promptTokenCount":5,"candidatesTokenCount":2,"trafficType":"ON_DEMAND"}}}"""
    )]
    public void A_line_of_a_gemini_batch_is_read_by_its_key(string text)
    {
        BatchResultLine line = Read("gemini.batches", text);
        Assert.Equal(("k1", BatchLineStatus.Succeeded), (line.CustomId, line.Status));
        Assert.Equal([5m, 2m], line.Usage.Quantities.Select(quantity => quantity.Count));
        Assert.Equal([new("service_tier", "batch")], line.Usage.Conditions);
        BatchResultLine failed = Read("gemini.batches", """{"key":"k2","error":{"code":3,"message":"m"}}""");
        Assert.Equal((BatchLineStatus.Failed, UsageSource.None), (failed.Status, failed.Usage.Source));
    }

    [Fact]
    public void An_answer_without_usage_is_flagged_and_not_free()
    {
        BatchResultLine line = Read(
            "openai.batches",
            """{"custom_id":"a","response":{"status_code":200,"body":{"object":"chat.completion","choices":[]}}}"""
        );
        Assert.Equal(UsageSource.Estimated, line.Usage.Source);
        Assert.Equal(["usage_missing"], line.Usage.Flags);
    }

    [Theory]
    [InlineData("openai.batches", "")]
    [InlineData("openai.batches", "{")]
    [InlineData("openai.batches", "[]")]
    [InlineData("openai.batches", """{"custom_id":"a","method":"POST","url":"/v1/chat/completions","body":{}}""")]
    [InlineData("openai.batches", """{"prompt":"a line of a training file","completion":"x"}""")]
    [InlineData("anthropic.batches", """{"custom_id":"a","params":{}}""")]
    [InlineData("gemini.batches", """{"key":"a","request":{}}""")]
    [InlineData("cohere.batches", """{"custom_id":"a","response":{"body":{}}}""")]
    public void What_is_no_result_of_a_batch_is_not_read(string api, string line)
    {
        Assert.False(BatchResultLine.TryRead(api, Encoding.UTF8.GetBytes(line), out BatchResultLine? result));
        Assert.Null(result);
    }

    [Fact]
    public void Facts_of_the_deployment_stay_and_the_tier_is_always_batch()
    {
        Assert.True(
            BatchResultLine.TryRead(
                "azure.batches",
                """{"custom_id":"a","response":{"body":{"usage":{"prompt_tokens":1,"completion_tokens":1}}}}"""u8,
                out BatchResultLine? line,
                [new("deployment", "data_zone"), new("service_tier", "priority")]
            )
        );
        Assert.Equal([new("deployment", "data_zone"), new("service_tier", "batch")], line.Usage.Conditions);
    }

    private static BatchResultLine Read(string api, string line)
    {
        Assert.True(BatchResultLine.TryRead(api, Encoding.UTF8.GetBytes(line), out BatchResultLine? result));
        return result;
    }
}
