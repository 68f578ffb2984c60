using TokenLedger.Functional.Tests.Running;

namespace TokenLedger.Functional.Tests.Booking;

/// <summary>An answer that comes twice is booked once, and a retry says that it is one.</summary>
public sealed class RepeatTests
{
    [Theory]
    [InlineData("chat", false)]
    [InlineData("chat", true)]
    [InlineData("messages", false)]
    [InlineData("messages", true)]
    [InlineData("responses", false)]
    [InlineData("responses", true)]
    public async Task An_answer_with_an_id_that_was_booked_is_not_booked_again(string dialect, bool streamed)
    {
        await using TestGateway gateway = await StartAsync(uniqueIds: true);
        string body = streamed ? Ask.StreamOf(dialect, "Once") : Ask.BodyOf(dialect, "Once");

        LedgerEntry first = await EndAsync(gateway, Ask.Post(Ask.PathOf(dialect), body));
        LedgerEntry second = await EndAsync(gateway, Ask.Post(Ask.PathOf(dialect), body));
        await gateway.RestartAsync();
        LedgerEntry third = await EndAsync(gateway, Ask.Post(Ask.PathOf(dialect), body));

        Assert.NotEmpty(first.Quantities);
        foreach (LedgerEntry repeat in new[] { second, third })
        {
            Assert.Equal(first.ResponseId, repeat.ResponseId);
            Assert.Equal(("served", "0"), (repeat.Outcome, repeat.Text("cost_usd")));
            Assert.Contains("duplicate_response", repeat.Flags);
            Assert.Empty(repeat.Quantities);
            Assert.Equal(first.Text("raw_usage"), repeat.Text("raw_usage"));
        }
    }

    [Fact]
    public async Task A_short_id_is_an_answers_own_only_together_with_its_request()
    {
        await using TestGateway gateway = await StartAsync(uniqueIds: true);

        LedgerEntry first = await EndAsync(gateway, Ask.Post(Ask.ChatPath, Ask.Chat("One"), "id=chatcmpl-123"));
        LedgerEntry other = await EndAsync(gateway, Ask.Post(Ask.ChatPath, Ask.Chat("Two"), "id=chatcmpl-123"));
        LedgerEntry retry = await EndAsync(gateway, Ask.Post(Ask.ChatPath, Ask.Chat("Two"), "id=chatcmpl-123"));

        Assert.NotEmpty(first.Quantities);
        Assert.NotEmpty(other.Quantities);
        Assert.Contains("duplicate_response", retry.Flags);
    }

    [Fact]
    public async Task An_answer_that_used_something_else_is_booked_although_its_id_was()
    {
        const string Constant = "id=chatcmpl-the-same-for-every-answer";
        await using TestGateway gateway = await StartAsync(uniqueIds: true);

        LedgerEntry first = await EndAsync(gateway, Ask.Post(Ask.ChatPath, Ask.Chat("One"), Constant));
        LedgerEntry other = await EndAsync(
            gateway,
            Ask.Post(Ask.ChatPath, Ask.Chat("Two, which is a much longer prompt than the other one"), Constant)
        );

        Assert.NotEmpty(first.Quantities);
        Assert.NotEqual(first.Text("raw_usage"), other.Text("raw_usage"));
        Assert.NotEmpty(other.Quantities);
        Assert.DoesNotContain("duplicate_response", other.Flags);
    }

    [Fact]
    public async Task The_ids_of_an_upstream_that_repeats_them_decide_nothing()
    {
        await using TestGateway gateway = await StartAsync(uniqueIds: false);

        LedgerEntry first = await EndAsync(gateway, Ask.Post(Ask.ChatPath, Ask.Chat("Again")));
        LedgerEntry second = await EndAsync(gateway, Ask.Post(Ask.ChatPath, Ask.Chat("Again")));

        Assert.Equal(Tokens.Show(first.Quantities), Tokens.Show(second.Quantities));
    }

    [Fact]
    public async Task A_refused_call_books_nothing_so_its_retry_is_booked()
    {
        await using TestGateway gateway = await StartAsync(uniqueIds: true);

        LedgerEntry refused = await EndAsync(gateway, Ask.Post(Ask.ChatPath, Ask.Chat("Retry"), "status=503"));
        LedgerEntry served = await EndAsync(gateway, Ask.Post(Ask.ChatPath, Ask.Chat("Retry")));

        Assert.Equal("void", refused.Kind);
        Assert.NotEmpty(served.Quantities);
    }

    [Fact]
    public async Task A_repeated_idempotency_key_is_forwarded_booked_and_flagged()
    {
        await using TestGateway gateway = await StartAsync(uniqueIds: true);

        IReadOnlyList<LedgerEntry> first = await EntriesAsync(gateway, "One", "key-1");
        IReadOnlyList<LedgerEntry> other = await EntriesAsync(gateway, "Two", "key-2");
        await gateway.RestartAsync();
        IReadOnlyList<LedgerEntry> repeated = await EntriesAsync(gateway, "Three", "key-1");

        Assert.All(first.Concat(other), entry => Assert.DoesNotContain("duplicate_key", entry.Flags));
        Assert.All(repeated, entry => Assert.Contains("duplicate_key", entry.Flags));
        Assert.NotEmpty(repeated[1].Quantities);
        Assert.Equal(3, gateway.Provider.Log.Calls.Count);
    }

    private static Task<TestGateway> StartAsync(bool uniqueIds) =>
        TestGateway.StartAsync(
            (options, _) =>
                options with
                {
                    Upstreams = [.. options.Upstreams.Select(up => up with { UniqueIds = uniqueIds })],
                }
        );

    private static async Task<LedgerEntry> EndAsync(TestGateway gateway, HttpRequestMessage request) =>
        await gateway.EndOfAsync((await gateway.SendAsync(request)).Call!);

    private static async Task<IReadOnlyList<LedgerEntry>> EntriesAsync(TestGateway gateway, string prompt, string key)
    {
        HttpRequestMessage request = Ask.Post(Ask.ChatPath, Ask.Chat(prompt));
        request.Headers.Add("X-TokenLedger-Idempotency-Key", key);
        return await gateway.EntriesOfAsync((await gateway.SendAsync(request)).Call!);
    }
}
