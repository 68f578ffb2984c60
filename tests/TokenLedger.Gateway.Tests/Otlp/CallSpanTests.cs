using System.Text.Json.Nodes;
using TokenLedger.Accounting.Metering;
using TokenLedger.Accounting.Money;
using TokenLedger.Gateway.Otlp;
using TokenLedger.Ledger.Entries;

namespace TokenLedger.Gateway.Tests.Otlp;

public sealed class CallSpanTests
{
    private static CallSpan Of(Entry entry, SemanticNames names = SemanticNames.V141, bool langfuse = false) =>
        Assert.Single(Spans([entry], new OtlpOptions { Names = names, Langfuse = langfuse }));

    private static IReadOnlyList<CallSpan> Spans(Entry[] entries, OtlpOptions options) =>
        [.. CallSpan.Of([.. entries.Select((entry, at) => new AttemptEnd(entry, 7 + at, entry.OccurredAt))], options)];

    private static object? Value(CallSpan span, string name) =>
        span.Attributes.SingleOrDefault(attribute => attribute.Name == name).Value;

    [Fact]
    public void Ids_and_times_follow_from_the_entry_and_the_callers_span_is_the_parent()
    {
        CallSpan span = Of(SampleCall.Settlement);

        Assert.Equal("4bf92f3577b34da6a3ce929d0e0e4736", Convert.ToHexStringLower(span.TraceId));
        Assert.Equal("80000000000000ca", Convert.ToHexStringLower(span.SpanId));
        Assert.Equal("00f067aa0ba902b7", Convert.ToHexStringLower(span.Parent!));
        Assert.Equal("chat model-x", span.Name);
        Assert.Equal((ulong)(SampleCall.At - DateTimeOffset.UnixEpoch).TotalSeconds * 1_000_000_000, span.Start);
        Assert.Equal(1_840_000_000UL, span.End - span.Start);
        Assert.Null(span.Error);
    }

    [Fact]
    public void Without_a_trace_of_the_caller_the_call_is_the_trace()
    {
        CallSpan span = Of(SampleCall.Failed);

        Assert.Equal("0198c5a000007000800000000000" + "00cb", Convert.ToHexStringLower(span.TraceId));
        Assert.Null(span.Parent);
        Assert.Equal(("embeddings embed-x", "upstream_timeout"), (span.Name, span.Error));
    }

    [Fact]
    public void Tokens_are_counted_as_the_conventions_do_and_cost_is_exact()
    {
        CallSpan span = Of(SampleCall.Settlement);

        Assert.Equal(1040L, Value(span, "gen_ai.usage.input_tokens"));
        Assert.Equal(250L, Value(span, "gen_ai.usage.output_tokens"));
        Assert.Equal(30L, Value(span, "gen_ai.usage.cache_read.input_tokens"));
        Assert.Equal(10L, Value(span, "gen_ai.usage.cache_creation.input_tokens"));
        Assert.Equal(50L, Value(span, "gen_ai.usage.reasoning.output_tokens"));
        Assert.Equal("0.000002015", Value(span, "tokenledger.cost.usd"));
        Assert.Equal("gcp.gemini", Value(span, "gen_ai.provider.name"));
        Assert.Equal(0.31, Value(span, "gen_ai.response.time_to_first_chunk"));
        Assert.Equal("acme", Value(span, "tokenledger.tenant"));
        Assert.Equal("billing", Value(span, "tokenledger.tag.team"));
        Assert.Equal("s-1", Value(span, "gen_ai.conversation.id"));
        Assert.Equal(["budget:team"], (IEnumerable<string>)Value(span, "tokenledger.warnings")!);
    }

    [Fact]
    public void Each_generation_has_its_names()
    {
        CallSpan old = Of(SampleCall.Settlement, SemanticNames.V136);
        Assert.Equal("gemini", Value(old, "gen_ai.system"));
        Assert.Null(Value(old, "gen_ai.provider.name"));
        Assert.Null(Value(old, "gen_ai.usage.cache_creation.input_tokens"));

        CallSpan latest = Of(SampleCall.Settlement, SemanticNames.Latest);
        Assert.Equal(10L, Value(latest, "gen_ai.usage.cache_write.input_tokens"));
        Assert.Null(Value(latest, "gen_ai.usage.cache_creation.input_tokens"));
    }

    [Fact]
    public void Langfuse_gets_disjoint_usage_and_costs_that_sum()
    {
        CallSpan span = Of(SampleCall.Settlement, langfuse: true);
        JsonNode usage = JsonNode.Parse((string)Value(span, "langfuse.observation.usage_details")!)!;
        JsonNode cost = JsonNode.Parse((string)Value(span, "langfuse.observation.cost_details")!)!;

        Assert.Equal(
            """{"input":1000,"output":200,"input_cached_tokens":30,"input_cache_creation":10,"output_reasoning_tokens":50,"total":1290}""",
            usage.ToJsonString()
        );
        Assert.Equal(
            cost["total"]!.GetValue<decimal>(),
            cost["input"]!.GetValue<decimal>()
                + cost["output"]!.GetValue<decimal>()
                + cost["other"]!.GetValue<decimal>()
        );
        Assert.Equal(0.000002015m, cost["total"]!.GetValue<decimal>());
        Assert.Equal("s-1", Value(span, "langfuse.session.id"));
        Assert.Equal("alice", Value(span, "langfuse.user.id"));
        Assert.Equal("model-x-1", Value(span, "langfuse.observation.model.name"));
        Assert.DoesNotContain(
            Of(SampleCall.Settlement).Attributes,
            attribute => attribute.Name.StartsWith("langfuse.", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void A_refusal_is_a_span_that_failed_and_listings_and_holds_are_none()
    {
        CallSpan refused = Of(SampleCall.Refused);
        Assert.Equal("402", refused.Error);
        Assert.Equal("budget:team", Value(refused, "tokenledger.refused_by"));
        Assert.Equal(9L, Value(refused, "tokenledger.repeats"));

        Assert.Empty(
            Spans([SampleCall.Settlement with { ModelRequested = null, ModelServed = null, Lines = [] }], new())
        );
    }

    [Fact]
    public void A_call_of_two_attempts_is_one_span_of_both_with_a_span_below_it_for_each()
    {
        Entry first = SampleCall.Failed with
        {
            Call = SampleCall.Settlement.Call,
            Attempt = 1,
            TraceId = SampleCall.Settlement.TraceId,
            KnownCost = new Usd(85),
            EstimatedCost = new Usd(85),
            Lines =
            [
                new()
                {
                    Meter = Meters.Input,
                    Quantity = 40,
                    Provenance = Provenance.Estimated,
                    Amount = new Usd(85),
                },
            ],
        };
        IReadOnlyList<CallSpan> spans = Spans(
            [first, SampleCall.Settlement with { Attempt = 2 }],
            new() { Langfuse = true }
        );

        Assert.Equal(["chat model-x", "attempt openai", "attempt google"], spans.Select(span => span.Name));
        Assert.Equal("0.000002015085", Value(spans[0], "tokenledger.cost.usd"));
        Assert.Equal(1080L, Value(spans[0], "gen_ai.usage.input_tokens"));
        Assert.Equal(2L, Value(spans[0], "tokenledger.attempts"));
        Assert.Equal((null, "upstream_timeout", null), (spans[0].Error, spans[1].Error, spans[2].Error));
        Assert.All(spans.Skip(1), attempt => Assert.Equal(spans[0].SpanId, attempt.Parent));
        Assert.Equal(SampleCall.Settlement.Id.ToString(), Value(spans[2], "tokenledger.entry"));
        Assert.Equal(1L, Value(spans[2], "http.request.resend_count"));
        Assert.All(
            spans.Skip(1).SelectMany(attempt => attempt.Attributes),
            attribute => Assert.False(attribute.Name.StartsWith("gen_ai.", StringComparison.Ordinal))
        );
        Assert.Equal("span", Value(spans[1], "langfuse.observation.type"));
    }
}
