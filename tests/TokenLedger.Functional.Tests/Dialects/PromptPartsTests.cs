using TokenLedger.Functional.Tests.Running;

namespace TokenLedger.Functional.Tests.Dialects;

/// <summary>Settlements say who said how much of the prompt.</summary>
public sealed class PromptPartsTests
{
    private const string System = "Answer in one word.";
    private const string User = "Which colour has the sky?";

    [Theory]
    [InlineData("chat", false)]
    [InlineData("chat", true)]
    [InlineData("messages", false)]
    public async Task A_settlement_tells_instructions_from_what_the_user_asks(string dialect, bool streamed)
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        string stream = streamed ? ",\"stream\":true" : "";
        string body =
            dialect == "chat"
                ? $$"""{"model":"gpt-4o","messages":[{"role":"system","content":"{{System}}"},{"role":"user","content":"{{User}}"}]{{stream}}}"""
                : $$"""{"model":"claude-sonnet-4-5","max_tokens":64,"system":"{{System}}","messages":[{"role":"user","content":"{{User}}"}]}""";

        Received answer = await gateway.SendAsync(Ask.Post(Ask.PathOf(dialect), body));
        LedgerEntry end = await gateway.EndOfAsync(answer.Call!);

        Assert.Equal(
            $$"""{"model":0,"system":{{System.Length}},"tool":0,"user":{{User.Length}}}""",
            end.Text("prompt_parts")
        );
    }

    [Fact]
    public async Task What_is_no_conversation_has_no_parts()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();

        Received answer = await gateway.SendAsync(
            Ask.Post("/v1/embeddings", """{"model":"text-embedding-3-small","input":"a text"}""")
        );

        Assert.Null((await gateway.EndOfAsync(answer.Call!)).Text("prompt_parts"));
    }
}
