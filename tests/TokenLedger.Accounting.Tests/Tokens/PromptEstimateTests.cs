using System.Text;
using TokenLedger.Accounting.Tokens;

namespace TokenLedger.Accounting.Tests.Tokens;

public sealed class PromptEstimateTests
{
    private const int HelloThere = 3;
    private const int Role = 1;
    private const int Around = PromptEstimate.PerMessage + PromptEstimate.ReplyPriming;

    [Theory]
    [InlineData("""{"messages":[{"role":"user","content":"Hello there."}]}""")]
    [InlineData("""{"messages":[{"role":"user","content":[{"type":"text","text":"Hello there."}]}]}""")]
    [InlineData("""{"input":[{"role":"user","content":[{"type":"input_text","text":"Hello there."}]}]}""")]
    [InlineData("""{"stream":true,"messages":[{"content":"Hello there.","role":"user"}],"model":"gpt-4o"}""")]
    [InlineData("""{"contents":[{"role":"user","parts":[{"text":"Hello there."}]}]}""")]
    [InlineData("""{"messages":[{"role":"user","content":"\u0048ello there."}]}""")]
    public void The_same_words_cost_the_same_in_every_shape_of_request(string body) =>
        Assert.Equal(HelloThere + Role + Around, Count(body));

    [Fact]
    public void A_chat_of_hi_costs_the_eight_tokens_that_the_provider_bills() =>
        Assert.Equal(8, Count("""{"model":"gpt-4o","messages":[{"role":"user","content":"hi"}]}"""));

    [Fact]
    public void A_name_costs_one_token_beside_its_text() =>
        Assert.Equal(
            Count("""{"messages":[{"role":"user","content":"Hi"}]}""") + 1 + BytePairEncoding.O200kBase.Count("Bob"),
            Count("""{"messages":[{"role":"user","name":"Bob","content":"Hi"}]}""")
        );

    [Fact]
    public void Input_to_be_embedded_has_nothing_around_it()
    {
        Assert.Equal(HelloThere, Of("openai", "text-embedding-3-small", """{"input":"Hello there."}""").Tokens);
        Assert.Equal(4, Of("openai", "text-embedding-3-small", """{"input":[9906,1070,13,0]}""").Tokens);
    }

    [Fact]
    public void System_text_and_tool_definitions_are_read_by_the_model_too()
    {
        long bare = Count("""{"messages":[{"role":"user","content":"Hi"}]}""");
        Assert.True(Count("""{"system":"Be brief.","messages":[{"role":"user","content":"Hi"}]}""") > bare);
        Assert.True(
            Count("""{"tools":[{"name":"find","description":"Finds."}],"messages":[{"role":"user","content":"Hi"}]}""")
                > bare
        );
    }

    [Fact]
    public void A_function_costs_what_the_published_recipe_says()
    {
        const string Tools =
            """[{"type":"function","function":{"name":"find","description":"Finds it.","parameters":{"type":"object","properties":{"where":{"type":"string","description":"Place.","enum":["a","b"]}}}}}]""";
        long texts =
            BytePairEncoding.O200kBase.Count("find:Finds it")
            + BytePairEncoding.O200kBase.Count("where:string:Place")
            + 2;
        const long Recipe = 7 + 3 + 3 - 3 + 2 * 3 + 12;
        Assert.Equal(texts + Recipe, Count($$"""{"tools":{{Tools}}}"""));
    }

    [Theory]
    [InlineData("""{"image_url":{"url":"data:image/png;base64,IMAGE"},"type":"image_url"}""", 765)]
    [InlineData("""{"type":"image_url","image_url":{"url":"data:image/png;base64,IMAGE","detail":"low"}}""", 85)]
    [InlineData("""{"type":"input_image","image_url":"data:image/png;base64,IMAGE","detail":"low"}""", 85)]
    [InlineData("""{"detail":"low","type":"input_image","image_url":"data:image/png;base64,IMAGE"}""", 85)]
    public void A_picture_counts_as_a_picture_and_not_as_its_letters(string part, int tokens)
    {
        string data = Convert.ToBase64String(Images.Png(1024, 1024)) + new string('A', 300_000);
        string body =
            $$"""{"messages":[{"role":"user","content":[{{part.Replace("IMAGE", data, StringComparison.Ordinal)}}]}]}""";
        Assert.Equal(tokens + Role + Around, Count(body));
    }

    [Fact]
    public void An_image_that_is_only_linked_to_has_a_wide_error()
    {
        const string Body =
            """{"messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"https://x.example/a.png"}}]}]}""";
        Assert.InRange(Of("openai", "gpt-4o", Body).ErrorPercent, 90, 110);
    }

    [Fact]
    public void The_error_of_an_estimate_is_that_of_its_parts()
    {
        const string Body =
            """{"messages":[{"role":"user","content":"The quick brown fox jumps over the lazy dog, again and again and again."}]}""";
        Assert.InRange(Of("openai", "gpt-4o", Body).ErrorPercent, 1, 15);
        Assert.InRange(Of("anthropic", "claude-opus-5", Body).ErrorPercent, 30, 45);
        Assert.True(Of("anthropic", "claude-opus-5", Body).Tokens > Of("openai", "gpt-4o", Body).Tokens);
    }

    [Fact]
    public void Half_a_surrogate_pair_in_a_prompt_is_counted_as_its_replacement() =>
        Assert.Equal(
            Count("""{"messages":[{"role":"user","content":"a\ufffdb then more"}]}"""),
            Count("""{"messages":[{"role":"user","content":"a\ud800b then more"}]}""")
        );

    [Theory]
    [InlineData("")]
    [InlineData("[1]")]
    [InlineData("{\"messages\":[{\"content\":\"a")]
    [InlineData("not json")]
    public void A_body_that_is_no_request_is_estimated_as_nothing(string body) => Assert.Equal(0, Count(body));

    [Fact]
    public void A_long_run_without_a_split_point_is_counted_whole()
    {
        string run = new('a', 100_000);
        Assert.Equal(12_500, BytePairEncoding.O200kBase.Count(run));
    }

    [Fact]
    public void Any_bytes_are_estimated_without_a_surprise()
    {
        Random random = new(5);
        byte[] body = Encoding.UTF8.GetBytes(
            """{"messages":[{"role":"user","name":"x","content":[{"type":"image_url","image_url":{"url":"data:image/png;base64,iVBORw0KGgo"}}]}],"tools":[{"function":{"parameters":{"properties":{"a":{"enum":[1]}}}}}]}"""
        );
        for (int round = 0; round < 5_000; round++)
        {
            byte[] broken = [.. body];
            for (int i = 0; i < 1 + round % 4; i++)
            {
                broken[random.Next(broken.Length)] = (byte)random.Next(256);
            }

            TokenEstimate estimate = PromptEstimate.Of(round % 2 == 0 ? "openai" : "anthropic", "x", broken);
            Assert.True(estimate is { Tokens: >= 0, Error: >= 0 });
        }
    }

    private static long Count(string body) => Of("openai", "gpt-4o", body).Tokens;

    private static TokenEstimate Of(string provider, string model, string body) =>
        PromptEstimate.Of(provider, model, Encoding.UTF8.GetBytes(body));
}
