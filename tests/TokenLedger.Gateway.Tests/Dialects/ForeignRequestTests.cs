using System.Text;
using TokenLedger.Gateway.Dialects;

namespace TokenLedger.Gateway.Tests.Dialects;

/// <summary>Each dialect finds limits, answers, tools and tiers where its requests have them.</summary>
public sealed class ForeignRequestTests
{
    private const string Generate = "/v1beta/models/gemini-2.5-pro:generateContent";

    [Fact]
    public void Gemini_in_camel_case()
    {
        RequestReading reading = Read(
            "gemini",
            Generate,
            """
            {"contents":[{"parts":[{"text":"\"generationConfig\":{}"}]}],
             "tools":[{"functionDeclarations":[{"name":"a"},{"name":"b"}]},{"googleSearch":{}}],
             "generationConfig":{"maxOutputTokens":256,"candidateCount":3},"serviceTier":"FLEX"}
            """
        );

        Assert.Equal((256L, 3, 3), (reading.MaxOutputTokens, reading.Choices, reading.ToolsOffered));
        Assert.Equal([new("service_tier", "flex")], reading.Conditions);
        Assert.True(reading.IsObject);
    }

    [Fact]
    public void Gemini_in_snake_case()
    {
        RequestReading reading = Read(
            "gemini",
            Generate,
            """
            {"generation_config":{"max_output_tokens":64,"candidate_count":2},"service_tier":"SERVICE_TIER_PRIORITY",
             "tools":[{"function_declarations":[{"name":"a"}]}]}
            """
        );

        Assert.Equal((64L, 2, 1), (reading.MaxOutputTokens, reading.Choices, reading.ToolsOffered));
        Assert.Equal([new("service_tier", "priority")], reading.Conditions);
    }

    [Fact]
    public void Claude_on_Vertex_is_read_as_Anthropics()
    {
        RequestReading reading = Read(
            "vertex",
            "/v1/projects/p/locations/global/publishers/anthropic/models/claude-x:streamRawPredict",
            """{"anthropic_version":"vertex-2023-10-16","max_tokens":99,"stream":true,"tools":[{},{}]}"""
        );

        Assert.Equal((99L, 2, true), (reading.MaxOutputTokens, reading.ToolsOffered, reading.Streamed));
    }

    [Theory]
    [InlineData("converse", """{"inferenceConfig":{"maxTokens":77},"toolConfig":{"tools":[{},{}]}}""", 77, 2)]
    [InlineData("invoke", """{"anthropic_version":"bedrock-2023-05-31","max_tokens":78,"tools":[{}]}""", 78, 1)]
    [InlineData("invoke", """{"prompt":"x","max_gen_len":79}""", 79, null)]
    [InlineData("invoke", """{"inputText":"x","textGenerationConfig":{"maxTokenCount":80}}""", 80, null)]
    [InlineData("invoke", """{"inferenceConfig":{"max_new_tokens":81}}""", 81, null)]
    public void Bedrock_in_every_vendors_words(string operation, string body, long most, int? tools)
    {
        RequestReading reading = Read("bedrock", $"/model/m/{operation}", body);

        Assert.Equal((most, tools), (reading.MaxOutputTokens!.Value, reading.ToolsOffered));
    }

    [Fact]
    public void Bedrocks_tier_is_a_condition() =>
        Assert.Equal(
            [new("service_tier", "flex")],
            Read("bedrock", "/model/m/converse", """{"serviceTier":{"type":"flex"}}""").Conditions
        );

    [Theory]
    [InlineData("{}", true, null)]
    [InlineData("""{"stream":true,"options":{"num_predict":40}}""", true, 40L)]
    [InlineData("""{"stream":false,"options":{"num_predict":-1}}""", false, null)]
    public void Ollama_streams_unless_told_not_to(string body, bool streamed, long? most)
    {
        RequestReading reading = Read("ollama", "/api/chat", body);

        Assert.Equal((streamed, most), (reading.Streamed, reading.MaxOutputTokens));
    }

    [Fact]
    public void Coheres_generations_are_answers() =>
        Assert.Equal(4, Read("cohere", "/v1/generate", """{"num_generations":4,"model":"c"}""").Choices);

    [Theory]
    [InlineData("gemini", Generate)]
    [InlineData("bedrock", "/model/m/converse")]
    [InlineData("ollama", "/api/chat")]
    [InlineData("cohere", "/v1/generate")]
    public void A_body_that_is_malformed_or_of_other_types_is_left_to_the_provider(string dialect, string path)
    {
        foreach (
            string body in (string[])
                [
                    "",
                    "[1]",
                    "nonsense",
                    """{"generationConfig":7,"tools":{},"serviceTier":[],"inferenceConfig":"x","options":null}""",
                    """{"generationConfig":{"maxOutputTokens":"many","candidateCount":-3},"num_generations":1e9}""",
                    """{"tools":[{"functionDeclarations":7},5],"inferenceConfig":{"maxTokens":1.5}""",
                ]
        )
        {
            RequestReading reading = Read(dialect, path, body);

            Assert.Null(reading.MaxOutputTokens);
            Assert.Equal(1, reading.Choices);
        }
    }

    private static RequestReading Read(string dialect, string path, string body)
    {
        Route route = Dialect.Named(dialect).Match("POST", path)!;
        return (route.Dialect ?? Dialect.Named(dialect)).Read(route, Encoding.UTF8.GetBytes(body));
    }
}
