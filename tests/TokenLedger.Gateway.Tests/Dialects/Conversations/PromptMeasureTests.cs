using System.Text;
using TokenLedger.Gateway.Dialects.Conversations;
using TokenLedger.Ledger.Entries;

namespace TokenLedger.Gateway.Tests.Dialects.Conversations;

public sealed class PromptMeasureTests
{
    private const string S = "You are terse."; // 14 bytes
    private const string U = "What is up?"; // 11
    private const string M = "The sky."; // 8
    private const string T = "blue"; // 4

    [Theory]
    [InlineData(
        "openai chat",
        $$$$"""{"model":"m","messages":[{"role":"system","content":"{{{{S}}}}"},{"role":"user","content":[{"type":"text","text":"{{{{U}}}}"}]},{"role":"assistant","content":"{{{{M}}}}"},{"role":"tool","tool_call_id":"call_1","content":"{{{{T}}}}"}]}"""
    )]
    [InlineData(
        "openai responses",
        $$$$"""{"instructions":"{{{{S}}}}","input":[{"role":"user","content":"{{{{U}}}}"},{"type":"function_call","call_id":"c","arguments":"{{{{M}}}}"},{"type":"function_call_output","call_id":"c","output":"{{{{T}}}}"}]}"""
    )]
    [InlineData(
        "anthropic",
        $$$$"""{"system":[{"type":"text","text":"{{{{S}}}}","cache_control":{"type":"ephemeral"}}],"messages":[{"role":"user","content":"{{{{U}}}}"},{"role":"assistant","content":[{"type":"text","text":"{{{{M}}}}"}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"t","content":[{"type":"text","text":"{{{{T}}}}"}]}]}]}"""
    )]
    [InlineData(
        "gemini",
        $$$$"""{"systemInstruction":{"parts":[{"text":"{{{{S}}}}"}]},"contents":[{"role":"user","parts":[{"text":"{{{{U}}}}"}]},{"role":"model","parts":[{"text":"{{{{M}}}}"}]},{"role":"user","parts":[{"functionResponse":{"response":{"result":"{{{{T}}}}"}}}]}]}"""
    )]
    [InlineData(
        "bedrock",
        $$$$"""{"system":[{"text":"{{{{S}}}}"}],"messages":[{"role":"user","content":[{"text":"{{{{U}}}}"}]},{"role":"assistant","content":[{"text":"{{{{M}}}}"}]},{"role":"user","content":[{"toolResult":{"toolUseId":"x","content":[{"text":"{{{{T}}}}"}]}}]}]}"""
    )]
    [InlineData(
        "cohere",
        $$$$"""{"preamble":"{{{{S}}}}","message":"{{{{U}}}}","chat_history":[{"role":"CHATBOT","message":"{{{{M}}}}"},{"role":"TOOL","message":"{{{{T}}}}"}]}"""
    )]
    public void Every_dialect_says_the_same_of_the_same_conversation(string dialect, string body)
    {
        Assert.NotEmpty(dialect);
        Assert.Equal(new PromptParts(14, 11, 8, 4), Measure(body));
    }

    [Fact]
    public void Tools_offered_count_with_all_their_bytes()
    {
        const string Tools = """[{"type":"function","function":{"name":"f","parameters":{"type":"object"}}}]""";

        Assert.Equal(
            new PromptParts(0, U.Length, 0, Tools.Length),
            Measure($$$$"""{"tools":{{{{Tools}}}},"messages":[{"role":"user","content":"{{{{U}}}}"}]}""")
        );
    }

    [Theory]
    [InlineData("""{"type":"image_url","image_url":{"url":"data:image/png;base64,AAAAAAAAAAAAAAAA"}}""")]
    [InlineData("""{"type":"image","source":{"type":"base64","data":"AAAAAAAAAAAAAAAA"}}""")]
    [InlineData("""{"inlineData":{"mimeType":"image/png","data":"AAAAAAAAAAAAAAAA"}}""")]
    [InlineData("""{"image":{"format":"png","source":{"bytes":"AAAAAAAAAAAAAAAA"}}}""")]
    [InlineData("""{"type":"input_audio","input_audio":{"data":"AAAAAAAAAAAAAAAA","format":"wav"}}""")]
    public void Media_count_nothing(string block)
    {
        string body =
            $$$$"""{"messages":[{"role":"user","content":[{{{{block}}}},{"type":"text","text":"{{{{U}}}}"}]}]}""";

        Assert.Equal(new PromptParts(0, U.Length, 0, 0), Measure(body));
    }

    [Theory]
    [InlineData("""{"model":"m","prompt":"What is up?"}""", 11)]
    [InlineData("""{"model":"m","prompt":["What","is up?"]}""", 10)]
    [InlineData("""{"model":"m","input":"What is up?"}""", 11)]
    public void A_plain_prompt_is_the_users(string body, long bytes) =>
        Assert.Equal(new PromptParts(0, bytes, 0, 0), Measure(body));

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"prompt":[1,2,3]}""")]
    [InlineData("""{"messages":[{"role":"user","content":"cut o""")]
    [InlineData("{\"messages\":\"")]
    public void Where_there_is_no_text_or_no_whole_request_nothing_is_known(string body) => Assert.Null(Measure(body));

    [Fact]
    public void Nesting_without_end_is_not_followed()
    {
        string deep = string.Concat(Enumerable.Repeat("[", 100)) + string.Concat(Enumerable.Repeat("]", 100));

        PromptParts? parts = Measure(
            $$$$"""{"messages":[{"role":"user","content":{{{{deep}}}}},{"role":"user","content":"{{{{U}}}}"}]}"""
        );

        Assert.InRange(parts!.User, U.Length, U.Length + deep.Length);
    }

    private static PromptParts? Measure(string body) => PromptMeasure.Of(Encoding.UTF8.GetBytes(body));
}
