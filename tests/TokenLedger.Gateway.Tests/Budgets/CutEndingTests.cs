using System.Text;
using TokenLedger.Accounting.Budgets;
using TokenLedger.Gateway.Tests.Calls;
using TokenLedger.Ledger.Entries;

namespace TokenLedger.Gateway.Tests.Budgets;

/// <summary>In every dialect a stream whose top-up is refused ends well, settled before its ending is released.</summary>
public sealed class CutEndingTests
{
    private static readonly Budget s_cutting = new()
    {
        Id = "cutting",
        Limits = [new(LimitUnit.Usd, 1)],
        Window = new(WindowKind.Lifetime),
        MidStream = ReachedMidStream.Cut,
    };

    [Theory]
    [InlineData(
        "/v1/chat/completions",
        """{"model":"gpt-4o-mini","stream":true,"messages":[]}""",
        "\"finish_reason\":\"length\"}]}\n\ndata: [DONE]\n\n"
    )]
    [InlineData(
        "/v1/responses",
        """{"model":"gpt-5-mini","stream":true,"input":"x"}""",
        "\"incomplete_details\":{\"reason\":\"max_output_tokens\"}"
    )]
    [InlineData(
        "/v1/messages",
        """{"model":"claude-haiku-4-5","max_tokens":60000,"stream":true,"messages":[]}""",
        "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n"
    )]
    [InlineData(
        "/gemini/v1beta/models/gemini-2.5-flash:streamGenerateContent?alt=sse",
        """{"contents":[]}""",
        "\"finishReason\":\"MAX_TOKENS\""
    )]
    [InlineData(
        "/gemini/v1beta/models/gemini-2.5-flash:streamGenerateContent",
        """{"contents":[]}""",
        "\"finishReason\":\"MAX_TOKENS\""
    )]
    [InlineData(
        "/cohere/v2/chat",
        """{"model":"command-a-03-2025","stream":true,"messages":[]}""",
        "\"finish_reason\":\"MAX_TOKENS\""
    )]
    [InlineData("/ollama/api/chat", """{"model":"llama3.2","messages":[]}""", "\"done_reason\":\"length\"")]
    public async Task A_stream_that_is_cut_ends_in_its_own_dialect(string path, string body, string ending)
    {
        await using Bench bench = await Bench.StartAsync(script: ledger =>
        {
            ledger.Budgets = [s_cutting];
            ledger.Says = entry => entry.CausedBy is null ? [] : [Exceeded];
        });
        using HttpRequestMessage request = new(HttpMethod.Post, path)
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("Authorization", "Bearer sk-test");
        request.Headers.Add("x-sim", "words=14000");

        HttpResponseMessage answer = await bench.SendAsync(request);
        string text = await answer.Content.ReadAsStringAsync();

        Assert.True(text.Contains(ending, StringComparison.Ordinal), text[^Math.Min(text.Length, 800)..]);
        Entry settlement = await bench.Ledger.WhenAsync(entry => entry.Kind == EntryKind.Settlement);
        Assert.Equal("cut_by_budget", settlement.Outcome);
        Assert.True(settlement.Lines.Count > 0);
    }

    private static BudgetFinding Exceeded { get; } =
        new("cutting", [], FindingKind.Exceeded, LimitUnit.Usd, null, 1, 0.9m, 0.1m, 0.2m, null, null);
}
