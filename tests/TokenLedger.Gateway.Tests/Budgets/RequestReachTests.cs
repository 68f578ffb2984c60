using System.Text;
using TokenLedger.Gateway.Budgets;

namespace TokenLedger.Gateway.Tests.Budgets;

/// <summary>What a request can make a provider read or do beyond its own bytes is found, however it is written.</summary>
public sealed class RequestReachTests
{
    [Theory]
    [InlineData(
        "openai.chat",
        """{"messages":[{"role":"user","content":[{"type":"text","text":"a \"file_id\" in words"}]}],"tools":[{"type":"function","function":{"parameters":{"type":"object","properties":{"image_url":{"type":"string"}}}}}]}"""
    )]
    [InlineData(
        "anthropic.messages",
        """{"messages":[{"role":"assistant","content":[{"type":"tool_use","input":{"type":"image","image_url":"x"}}]}],"tools":[{"name":"a","input_schema":{"type":"object"}},{"type":"bash_20250124","name":"bash"}]}"""
    )]
    [InlineData("openai.responses", """{"input":"x","previous_response_id":null,"background":false,"tools":[]}""")]
    [InlineData(
        "gemini.generate",
        """{"contents":[{"parts":[{"text":"x"}]}],"tools":[{"functionDeclarations":[{"name":"f","parameters":{"type":"OBJECT"}}]}]}"""
    )]
    public void Text_and_the_callers_own_tools_are_bounded_by_their_bytes(string api, string body)
    {
        Assert.Equal(new RequestReach(false, false, null), Of(api, body));
    }

    [Theory]
    [InlineData(
        "openai.chat",
        """{"messages":[{"content":[{"type":"image_url","image_url":{"url":"https://a/b.png"}}]}]}"""
    )]
    [InlineData("openai.chat", """{"messages":[{"content":[{"\u0074ype":"im\u0061ge_url"}]}]}""")]
    [InlineData("openai.responses", """{"input":[{"type":"item_reference","id":"msg_1"}]}""")]
    [InlineData("openai.responses", """{"input":"x","previous_response_id":"resp_1"}""")]
    [InlineData("openai.responses", """{"input":"x","prompt":{"id":"pmpt_1"}}""")]
    [InlineData(
        "anthropic.messages",
        """{"messages":[{"content":[{"type":"document","source":{"type":"file","file_id":"f"}}]}]}"""
    )]
    [InlineData("gemini.generate", """{"contents":[{"parts":[{"fileData":{"fileUri":"gs://a"}}]}]}""")]
    [InlineData("gemini.generate", """{"contents":[],"cachedContent":"cachedContents/1"}""")]
    [InlineData(
        "bedrock.converse",
        """{"messages":[{"content":[{"document":{"source":{"s3Location":{"uri":"s3://a"}}}}]}]}"""
    )]
    [InlineData("ollama.chat", """{"messages":[{"content":"x","images":["aGk="]}]}""")]
    public void What_is_not_text_in_the_body_is_input_from_outside(string api, string body)
    {
        RequestReach reach = Of(api, body);

        Assert.True(reach.Outside);
        Assert.Null(reach.Unbounded);
    }

    [Theory]
    [InlineData("openai.responses", """{"input":"x","tools":[{"type":"web_search"}]}""")]
    [InlineData("openai.responses", """{"input":"x","\u0062ackground":true}""")]
    [InlineData("openai.chat", """{"messages":[],"web_search_options":{}}""")]
    [InlineData("openai.chat", """{"messages":[],"models":["a","b"]}""")]
    [InlineData("anthropic.messages", """{"messages":[],"tools":[{"type":"web_fetch_20250910","name":"f"}]}""")]
    [InlineData("anthropic.messages", """{"messages":[],"mcp_servers":[{"url":"https://a"}]}""")]
    [InlineData("gemini.generate", """{"contents":[],"tools":[{"googleSearch":{}}]}""")]
    [InlineData(
        "bedrock.converse",
        """{"messages":[],"toolConfig":{"tools":[{"systemTool":{"name":"nova_grounding"}}]}}"""
    )]
    [InlineData("openai.chat", """not JSON""")]
    [InlineData("openai.chat", """{"messages":[]""")]
    [InlineData("openai.chat", """{"messages":[],}""")]
    [InlineData("openai.chat", """{"messages":[]} {"n":2}""")]
    // Whoever takes comments or other quotation marks sees other members than whoever does not.
    [InlineData("openai.chat", """{"messages":[],/*"*/"models":["a"],/*"*/"n":1}""")]
    [InlineData("openai.chat", """{"messages":[],'"':'"',"n":1}""")]
    [InlineData(
        "openai.responses",
        """{"input":"x","tools":[{"type":"a_name_that_is_longer_than_any_tool_that_the_caller_runs_itself"}]}"""
    )]
    public void What_the_provider_does_by_itself_has_no_bound(string api, string body)
    {
        Assert.NotNull(Of(api, body).Unbounded);
    }

    [Theory]
    [InlineData("openai.chat", """{"n":3}""", 3)]
    [InlineData("openai.chat", """{"\u006e":3}""", 3)]
    [InlineData("openai.chat", """{"n":1,"n":200}""", 200)]
    [InlineData("openai.completions", """{"best_of":4,"prompt":["a","b"]}""", 8)]
    [InlineData("openai.completions", """{"prompt":[1,2,3]}""", 1)]
    [InlineData("gemini.generate", """{"generationConfig":{"candidateCount":2}}""", 2)]
    public void Every_answer_that_is_made_is_counted(string api, string body, long answers)
    {
        Assert.Equal(answers, Answers.Of(api, Encoding.UTF8.GetBytes(body)));
        // Only where nothing says it are answers not looked for.
        Assert.True(Of(api, body).MayWantMore);
    }

    private static RequestReach Of(string api, string body) => RequestReach.Of(api, Encoding.UTF8.GetBytes(body));
}
