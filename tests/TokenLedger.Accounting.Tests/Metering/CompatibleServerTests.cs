using System.Text;
using TokenLedger.Accounting.Metering;

namespace TokenLedger.Accounting.Tests.Metering;

/// <summary>What servers compatible with OpenAI do differently, each told by its shape.</summary>
public sealed class CompatibleServerTests
{
    [Fact]
    public void A_last_chunk_without_choices_is_usage_whether_choices_are_empty_or_absent()
    {
        foreach (string choices in new[] { "\"choices\":[],", "" })
        {
            UsageReader reader = Reader("openai.chat");
            Assert.Equal(
                StreamEventKind.Usage,
                Read(reader, "{" + choices + """ "usage":{"prompt_tokens":3,"completion_tokens":4,"total_tokens":7}}""")
            );
            Assert.Equal(UsageSource.Provider, reader.Report(ended: true).Source);
        }
    }

    [Fact]
    public void Usage_of_groq_below_its_own_member_is_not_doubled_when_it_stands_in_both_places()
    {
        UsageReader reader = Reader("openai.chat");
        Read(
            reader,
            """{"choices":[{"delta":{},"finish_reason":"stop"}],"x_groq":{"usage":{"prompt_tokens":48,"completion_tokens":3,"total_tokens":51}}}"""
        );
        Read(reader, """{"choices":[],"usage":{"prompt_tokens":48,"completion_tokens":3,"total_tokens":51}}""");
        Read(reader, "[DONE]");
        Assert.Equal([48m, 3m], reader.Report(ended: true).Quantities.Select(quantity => quantity.Count));
    }

    [Theory]
    [InlineData(2100, "tokens.output.reasoning=600 tokens.output=300")]
    [InlineData(1500, "tokens.output.reasoning=300")]
    public void Reasoning_is_beside_the_answer_only_when_the_total_says_so(int total, string output)
    {
        UsageReport report = Body(
            $$$"""{"prompt_tokens":1200,"completion_tokens":300,"total_tokens":{{{total}}},"completion_tokens_details":{"reasoning_tokens":600}}"""
        );
        Assert.Equal("tokens.input=1200 " + output, Figures(report));
        Assert.Equal(total == 2100 ? [] : ["inconsistent_usage"], report.Flags);
    }

    [Theory]
    [InlineData("""{"prompt_tokens":10,"completion_tokens":5,"total_tokens":14}""")]
    [InlineData(
        """{"prompt_tokens":10,"completion_tokens":5,"prompt_cache_hit_tokens":4,"prompt_cache_miss_tokens":4}"""
    )]
    [InlineData("""{"prompt_tokens":10,"completion_tokens":5,"prompt_tokens_details":{"cached_tokens":11}}""")]
    [InlineData("""{"prompt_tokens":10,"prompt_tokens_details":{"cached_tokens":1}}""")]
    public void Counts_that_contradict_each_other_are_flagged_and_the_raw_usage_is_kept(string usage)
    {
        UsageReport report = Body(usage);
        Assert.Contains("inconsistent_usage", report.Flags);
        Assert.Equal(usage, report.RawUsage);
    }

    [Theory]
    [InlineData("0.00014499999999999997", "0.000145")]
    [InlineData("1.45e-4", "0.000145")]
    [InlineData("\"0.000145\"", "0.000145")]
    [InlineData("0", "0")]
    [InlineData("0.1234567890125", "0.123456789012")]
    public void A_stated_charge_is_exact_to_the_pico_dollar(string cost, string expected)
    {
        UsageReport report = Body($$$"""{"prompt_tokens":1,"completion_tokens":1,"cost":{{{cost}}},"is_byok":false}""");
        Assert.Equal(
            (expected, CostBasis.ProviderReported),
            (report.ProviderCostUsd?.ToString(System.Globalization.CultureInfo.InvariantCulture), report.CostBasis)
        );
        Assert.Empty(report.Flags);
    }

    [Theory]
    [InlineData("-0.1")]
    [InlineData("1e400")]
    [InlineData("\"free\"")]
    [InlineData("true")]
    [InlineData("[1]")]
    public void A_charge_that_is_no_amount_is_flagged_and_the_rates_decide(string cost)
    {
        UsageReport report = Body($$$"""{"prompt_tokens":1,"completion_tokens":1,"cost":{{{cost}}}}""");
        Assert.Equal((null, CostBasis.Computed), (report.ProviderCostUsd, report.CostBasis));
        Assert.Equal(["inconsistent_usage"], report.Flags);
    }

    [Fact]
    public void The_upstreams_bill_counts_only_for_the_callers_own_key_and_is_missed_when_it_is_not_stated()
    {
        const string Details = "\"cost_details\":{\"upstream_inference_cost\":0.0171}";
        UsageReport theirs = Body(
            $$$"""{"prompt_tokens":1,"completion_tokens":1,"cost":0.018,"is_byok":false,{{{Details}}}}"""
        );
        Assert.Equal(0.018m, theirs.ProviderCostUsd);
        UsageReport own = Body(
            $$$"""{"prompt_tokens":1,"completion_tokens":1,"cost":0.000855,"is_byok":true,{{{Details}}}}"""
        );
        Assert.Equal(0.017955m, own.ProviderCostUsd);
        UsageReport unknown = Body("""{"prompt_tokens":1,"completion_tokens":1,"cost":0.000855,"is_byok":true}""");
        Assert.Equal(["provider_cost_incomplete"], unknown.Flags);
    }

    [Fact]
    public void Tools_run_at_the_provider_are_counted_once_though_they_stand_in_the_output_too()
    {
        UsageReader reader = Reader("openai.responses");
        reader.ReadBody(
            200,
            """
            {"output":[{"type":"web_search_call","action":{"type":"search"}},{"type":"web_search_call"}],
             "usage":{"input_tokens":10,"output_tokens":5,"total_tokens":15,"num_sources_used":0,"cost_in_usd_ticks":233008500,
              "server_side_tool_usage_details":{"web_search_calls":2,"x_search_calls":1}}}
            """u8
        );
        UsageReport report = reader.Report(ended: true);
        Assert.Equal("searches.social=1 searches.web=2 tokens.input=10 tokens.output=5", Figures(report));
        Assert.Equal(0.02330085m, report.ProviderCostUsd);
    }

    [Theory]
    [InlineData("""{"prompt_tokens":1,"completion_tokens":2,"search_context_size":"high"}""", "requests=1 ")]
    [InlineData(
        """{"prompt_tokens":1,"completion_tokens":2,"search_context_size":"low","num_search_queries":4}""",
        "requests=1 "
    )]
    [InlineData(
        """{"prompt_tokens":1,"completion_tokens":2,"search_context_size":"low","cost":{"request_cost":0,"total_cost":0.1}}""",
        ""
    )]
    [InlineData("""{"prompt_tokens":1,"completion_tokens":2,"citation_tokens":9}""", "")]
    public void A_search_is_billed_by_the_request_unless_a_research_model_ran(string usage, string fees) =>
        Assert.Equal(fees + "tokens.input=1 tokens.output=2", Figures(Body(usage)));

    [Fact]
    public void The_cached_part_of_a_prompt_may_stand_in_a_header_or_at_the_top()
    {
        UsageReader fireworks = Reader("openai.chat");
        fireworks.ReadHeaders(name => name == "fireworks-cached-prompt-tokens" ? "30" : null);
        fireworks.ReadBody(200, """{"usage":{"prompt_tokens":36,"completion_tokens":10,"total_tokens":46}}"""u8);
        Assert.Equal("tokens.cache_read=30 tokens.input=6 tokens.output=10", Figures(fireworks.Report(ended: true)));
        Assert.Equal(
            "tokens.cache_read=30 tokens.input=6 tokens.output=10",
            Figures(Body("""{"prompt_tokens":36,"completion_tokens":10,"total_tokens":46,"cached_tokens":30}"""))
        );
    }

    [Fact]
    public void Timings_of_a_local_server_stand_in_for_a_usage_nobody_asked_for()
    {
        UsageReader reader = Reader("openai.chat");
        Read(reader, """{"choices":[{"delta":{"content":"a"}}]}""");
        Read(
            reader,
            """{"choices":[{"delta":{},"finish_reason":"stop"}],"timings":{"cache_n":30,"prompt_n":6,"predicted_n":10,"predicted_ms":6.1}}"""
        );
        Read(reader, "[DONE]");
        Assert.Equal("tokens.input=36 tokens.output=10", Figures(reader.Report(ended: true)));
        Assert.Equal("", reader.UnreportedOutput);
    }

    [Fact]
    public void Cumulative_usage_of_a_broken_stream_has_a_total_and_needs_no_estimate()
    {
        UsageReader reader = Reader("openai.chat");
        for (int tokens = 1; tokens <= 3; tokens++)
        {
            Read(
                reader,
                $$$"""{"choices":[{"delta":{"content":"a"}}],"usage":{"prompt_tokens":20,"completion_tokens":{{{tokens}}},"total_tokens":{{{20 + tokens}}}}}"""
            );
        }

        UsageReport report = reader.Report(ended: false);
        Assert.Equal((UsageSource.ProviderPartial, true), (report.Source, report.EveryPartReported));
        Assert.Equal("tokens.input=20 tokens.output=3", Figures(report));
        Assert.Equal("""{"prompt_tokens":20,"completion_tokens":3,"total_tokens":23}""", report.RawUsage);
    }

    [Fact]
    public void Moderations_are_free_unless_a_provider_counts_them()
    {
        UsageReader free = Reader("openai.moderations");
        free.ReadBody(200, """{"id":"modr-1","model":"omni-moderation-latest","results":[{"flagged":false}]}"""u8);
        Assert.Equal(UsageSource.None, free.Report(ended: true).Source);
        UsageReader billed = Reader("openai.moderations");
        billed.ReadBody(200, """{"results":[],"usage":{"prompt_tokens":9,"total_tokens":9,"completion_tokens":0}}"""u8);
        Assert.Equal("tokens.input=9", Figures(billed.Report(ended: true)));
    }

    [Fact]
    public void A_reranking_counts_its_prompt_alone()
    {
        UsageReader reader = Reader("openai.rerank");
        reader.ReadBody(200, """{"model":"m","results":[{"index":0}],"usage":{"total_tokens":52}}"""u8);
        Assert.Equal("tokens.input=52", Figures(reader.Report(ended: true)));
        Assert.Equal(UsageSource.Provider, reader.Report(ended: true).Source);
    }

    private static UsageReader Reader(string api) => UsageReaders.Create(api, new("m", true, []))!;

    private static StreamEventKind Read(UsageReader reader, string data) =>
        reader.ReadEvent(default, Encoding.UTF8.GetBytes(data));

    private static UsageReport Body(string usage)
    {
        UsageReader reader = UsageReaders.Create("openai.chat", new("m", false, []))!;
        reader.ReadBody(200, Encoding.UTF8.GetBytes($$"""{"id":"c","choices":[],"usage":{{usage}}}"""));
        return reader.Report(ended: true);
    }

    private static string Figures(UsageReport report) =>
        string.Join(
            ' ',
            report.Quantities.Select(quantity => $"{quantity.Meter}={quantity.Count}").Order(StringComparer.Ordinal)
        );
}
