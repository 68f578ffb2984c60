using System.Globalization;
using TokenLedger.Functional.Tests.Running;

namespace TokenLedger.Functional.Tests.Budgets;

/// <summary>What refusals leave in the ledger: every one counted, none able to fill it.</summary>
public sealed class RejectionEntryTests
{
    private const int MostNamed = 100;

    [Fact]
    public async Task A_storm_of_one_caller_is_two_entries_that_count_every_refusal()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        await UseUpAsync(gateway);

        for (int i = 0; i < 20; i++)
        {
            Assert.Equal(402, (await gateway.SendAsync(From("looper"))).Status);
        }

        LedgerEntry[] entries = await RejectionsAsync(gateway);
        Assert.Equal([1L, 19L], entries.Select(Repeats));
        Assert.All(entries, entry => Assert.Equal("looper", entry.Text("agent")));
    }

    [Fact]
    public async Task Callers_beyond_a_hundred_are_counted_together_without_their_names()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        await UseUpAsync(gateway);
        const int Agents = MostNamed + 60;

        for (int i = 0; i < Agents; i++)
        {
            string agent = "agent-" + i.ToString(CultureInfo.InvariantCulture);
            Assert.Equal(402, (await gateway.SendAsync(From(agent))).Status);
        }

        LedgerEntry[] entries = await RejectionsAsync(gateway);
        Assert.Equal(Agents, entries.Sum(Repeats));
        Assert.Equal(MostNamed, entries.Count(entry => entry.Text("agent") is not null));
        Assert.Equal([1L, 59L], entries.Where(entry => entry.Text("agent") is null).Select(Repeats));
    }

    [Fact]
    public async Task Noise_on_paths_of_no_upstream_and_requests_that_make_no_sense_leave_no_entry()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        int before = (await gateway.EntriesAsync()).Count;

        for (int i = 0; i < 10; i++)
        {
            await gateway.SendAsync(Ask.Request(HttpMethod.Get, $"/no/such/{i}", null));
            HttpRequestMessage bad = Ask.Post(Ask.ChatPath, Ask.Chat("Hi"));
            bad.Headers.Add("X-TokenLedger-Tag-x", new string('a', 5000));
            Assert.Equal(400, (await gateway.SendAsync(bad)).Status);
        }

        Assert.Equal(before, (await gateway.EntriesAsync()).Count);
    }

    private static async Task UseUpAsync(TestGateway gateway)
    {
        await gateway.SetBudgetAsync("one-call", OneCall);
        Assert.Equal(200, (await gateway.SendAsync(From("first"))).Status);
    }

    private const string OneCall = """{"limits":[{"unit":"calls","amount":"1"}],"window":{"kind":"lifetime"}}""";

    private static HttpRequestMessage From(string agent)
    {
        HttpRequestMessage request = Ask.Post(Ask.ChatPath, Ask.Chat("Hi"));
        request.Headers.Add("X-TokenLedger-Agent", agent);
        return request;
    }

    private static async Task<LedgerEntry[]> RejectionsAsync(TestGateway gateway)
    {
        await gateway.StopAsync(); // writes what is counted
        return [.. (await StoredEntries.OfAsync(gateway.Data)).Where(entry => entry.Kind == "rejection")];
    }

    private static long Repeats(LedgerEntry entry) =>
        entry.Text("repeats") is { } repeats ? long.Parse(repeats, CultureInfo.InvariantCulture) : 1;
}
