using System.Text;
using TokenLedger.Accounting.Tokens;

namespace TokenLedger.Accounting.Tests.Tokens;

public sealed class PromptEstimateTests
{
    [Theory]
    [InlineData("""{"messages":[{"role":"user","content":"Hello there."}]}""")]
    [InlineData("""{"messages":[{"role":"user","content":[{"type":"text","text":"Hello there."}]}]}""")]
    [InlineData("""{"input":[{"role":"user","content":[{"type":"input_text","text":"Hello there."}]}]}""")]
    [InlineData("""{"stream":true,"messages":[{"content":"Hello there.","role":"user"}],"model":"gpt-4o"}""")]
    public void The_same_words_cost_the_same_in_every_shape_of_request(string body) =>
        Assert.Equal(3 + 3 + 3, Count(body));

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
    public void A_picture_counts_as_a_picture_and_not_as_its_letters()
    {
        string data = new('A', 300_000);
        long count = Count(
            $$$"""{"messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:{{{data}}}"}}]}]}"""
        );
        Assert.Equal(PromptEstimate.PerMediaPart + 3 + 3, count);
    }

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

    private static long Count(string body) => PromptEstimate.Count("openai", "gpt-4o", Encoding.UTF8.GetBytes(body));
}
