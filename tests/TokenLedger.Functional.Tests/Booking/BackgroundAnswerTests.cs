using System.Text.Json;
using TokenLedger.Functional.Tests.Running;

namespace TokenLedger.Functional.Tests.Booking;

/// <summary>An answer that runs in the background is booked once, by whichever read finds it complete.</summary>
public sealed class BackgroundAnswerTests
{
    [Fact]
    public async Task A_background_answer_is_booked_by_the_first_read_that_finds_it_complete()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        string path = await BeginAsync(gateway);

        LedgerEntry working = await ReadAsync(gateway, path);
        LedgerEntry finished = await ReadAsync(gateway, path);
        LedgerEntry again = await ReadAsync(gateway, path);

        AssertFree(working);
        AssertBooked(finished);
        AssertFree(again);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_restart_neither_forgets_it_nor_books_it_again(bool withoutFile)
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        Action<string> between = data =>
        {
            Assert.True(File.Exists(Path.Combine(data, "booked.once")));
            if (withoutFile)
            {
                File.Delete(Path.Combine(data, "booked.once"));
            }
        };
        string path = await BeginAsync(gateway);
        AssertFree(await ReadAsync(gateway, path));

        await gateway.RestartAsync(between);
        LedgerEntry finished = await ReadAsync(gateway, path);
        await gateway.RestartAsync(between);
        LedgerEntry again = await ReadAsync(gateway, path);

        AssertBooked(finished);
        AssertFree(again);
    }

    [Fact]
    public async Task A_file_that_is_damaged_is_made_again_from_the_ledger()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        string path = await BeginAsync(gateway);
        AssertFree(await ReadAsync(gateway, path));

        await gateway.RestartAsync(data =>
        {
            string file = Path.Combine(data, "booked.once");
            byte[] bytes = File.ReadAllBytes(file);
            bytes[^1] ^= 1;
            File.WriteAllBytes(file, bytes);
        });

        AssertBooked(await ReadAsync(gateway, path));
    }

    [Fact]
    public async Task Many_reads_at_once_book_it_once()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        string path = await BeginAsync(gateway);
        AssertFree(await ReadAsync(gateway, path));

        LedgerEntry[] ends = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => ReadAsync(gateway, path)));

        Assert.Single(ends, end => end.Quantities.Count > 0);
    }

    [Fact]
    public async Task An_answer_that_was_not_made_here_costs_nothing_to_read()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        Received made = await gateway.SendDirectAsync(
            Ask.Post(Ask.ResponsesPath, Ask.Response("Elsewhere", ",\"background\":true"))
        );
        string path = "/v1/responses/" + JsonElement.Parse(made.Body).GetProperty("id").GetString();

        AssertFree(await ReadAsync(gateway, path));
        AssertFree(await ReadAsync(gateway, path));
    }

    private static async Task<string> BeginAsync(TestGateway gateway)
    {
        Received queued = await gateway.SendAsync(
            Ask.Post(Ask.ResponsesPath, Ask.Response("Later", ",\"background\":true"))
        );
        LedgerEntry end = await gateway.EndOfAsync(queued.Call!);
        Assert.Contains("usage_pending", end.Flags);
        return "/v1/responses/" + JsonElement.Parse(queued.Body).GetProperty("id").GetString();
    }

    private static async Task<LedgerEntry> ReadAsync(TestGateway gateway, string path)
    {
        Received answer = await gateway.SendAsync(Ask.Request(HttpMethod.Get, path, null));
        Assert.Equal(200, answer.Status);
        return await gateway.EndOfAsync(answer.Call!);
    }

    private static void AssertBooked(LedgerEntry end)
    {
        Assert.True(end.Quantities["tokens.output"] > 0);
        Assert.NotEqual("0", end.Text("cost_usd"));
    }

    private static void AssertFree(LedgerEntry end)
    {
        Assert.Empty(end.Quantities);
        Assert.Equal("0", end.Text("cost_usd"));
        Assert.DoesNotContain("usage_pending", end.Flags);
    }
}
