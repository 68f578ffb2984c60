using System.Globalization;
using System.Text;
using TokenLedger.Demo.Simulation;
using TokenLedger.Functional.Tests.Running;

namespace TokenLedger.Functional.Tests.Budgets;

/// <summary>Many callers on one strict budget that fits few of them, also while the gateway is killed.</summary>
public sealed class RaceTests(ITestOutputHelper output)
{
    private const int Callers = 256;
    private const int Rounds = 10;

    // gpt-4o-mini: 0.60 USD a million output tokens, twice that at the dearest tier; so a call is bound by about 0.0012
    // USD, and about ten fit at once.
    private const string Body =
        """{"model":"gpt-4o-mini","max_tokens":1000,"messages":[{"role":"user","content":"Hello"}]}""";

    private const decimal Limit = 0.0125m;

    // Used up by the calls that kills leave open, before the last rounds.
    private const int CallersKilled = 16;
    private const decimal LimitKilled = 0.04m;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ten_rounds_of_256_parallel_callers_never_pass_the_limit_and_every_refusal_is_on_the_books()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        await gateway.SetBudgetAsync("race", Budget(Limit, per: "\"per\":[\"feature\"],"));
        int served = 0;
        int refused = 0;

        for (int round = 0; round < Rounds; round++)
        {
            string feature = "round-" + round.ToString(CultureInfo.InvariantCulture);
            Received[] answers = await Task.WhenAll(
                Enumerable.Range(0, Callers).Select(_ => gateway.SendAsync(Of(Ask.ChatPath, feature)))
            );
            served += answers.Count(answer => answer.Status == 200);
            refused += answers.Count(answer => answer.Status == 402);
        }

        await gateway.StopAsync(); // writes the repeats of refusals
        IReadOnlyList<LedgerEntry> entries = await StoredEntries.OfAsync(gateway.Data);
        decimal[] peaks = [.. Enumerable.Range(0, Rounds).Select(round => Fold(entries, $"round-{round}").Peak)];
        long recorded = entries.Where(entry => entry.Kind == "rejection").Sum(Repeats);
        output.WriteLine(
            $"{Rounds} rounds of {Callers}: {served} served, {refused} refused, {recorded} refusals on the books; most spent "
                + $"and held at once {peaks.Max()} of {Limit} USD."
        );

        Assert.Equal(Rounds * Callers, served + refused);
        Assert.True(served >= Rounds && refused > 0);
        Assert.All(peaks, peak => Assert.InRange(peak, 0.000001m, Limit));
        Assert.Equal(refused, recorded);
    }

    [Fact]
    public async Task Across_kills_spent_and_held_together_never_pass_the_limit()
    {
        using TempFolder folder = new();
        await using SimulatedProvider provider = await SimulatedProvider.StartAsync(new(), Cancellation);
        int served = 0;
        for (int round = 0; round < Rounds; round++)
        {
            await using ServeProcess process = await ServeProcess.StartAsync(
                folder.Path,
                provider.BaseAddress,
                Cancellation
            );
            using HttpClient http = new() { BaseAddress = process.Address };
            if (round == 0)
            {
                using StringContent budget = new(Budget(LimitKilled, per: ""), Encoding.UTF8, "application/json");
                using HttpResponseMessage made = await http.PutAsync("/api/v1/budgets/race", budget, Cancellation);
                Assert.True(made.IsSuccessStatusCode);
            }

            // Killed once a few have been answered, in one way or the other: so others are still open.
            Countdown some = new(1 + (round % 4));
            Task<int>[] calls =
            [
                .. Enumerable.Range(0, CallersKilled).Select(number => CallAsync(http, Stays(number), some)),
            ];
            await some.Reached.WaitAsync(Cancellation);
            await process.KillAsync(Cancellation);
            served += (await Task.WhenAll(calls)).Count(status => status == 200);
        }

        await using (ServeProcess last = await ServeProcess.StartAsync(folder.Path, provider.BaseAddress, Cancellation))
        {
            Assert.Equal(0, await last.StopAsync(Cancellation));
        }

        IReadOnlyList<LedgerEntry> entries = await StoredEntries.OfAsync(folder.Path);
        (decimal peak, decimal spent, decimal held) = Fold(entries, feature: null);
        int recovered = entries.Count(entry => entry.Outcome == "crash");
        output.WriteLine(
            $"{Rounds} kills: {served} served, {recovered} settled after a crash; spent {spent}, most at once {peak} of {LimitKilled} USD."
        );

        Assert.True(served > 0, "Some must have been answered between the kills.");
        Assert.True(recovered > 0, "The kills must have hit open calls.");
        Assert.Equal(0, held);
        Assert.InRange(peak, 0.000001m, LimitKilled);
    }

    private static string Budget(decimal limit, string per) =>
        "{"
        + per
        + $$"""
            "limits":[{"unit":"usd","amount":"{{limit}}"}],"window":{"kind":"lifetime"},"hold":"strict"}
            """;

    private static HttpRequestMessage Of(string path, string feature)
    {
        HttpRequestMessage request = Ask.Post(path, Body);
        request.Headers.Add("X-TokenLedger-Feature", feature);
        return request;
    }

    /// <summary>Every fourth call is not answered by the provider: the kill finds it open.</summary>
    private static string? Stays(int number) => number % 4 == 0 ? "hang=headers" : null;

    private static async Task<int> CallAsync(HttpClient http, string? told, Countdown some)
    {
        try
        {
            using HttpResponseMessage answer = await http.SendAsync(Ask.Post(Ask.ChatPath, Body, told), Cancellation);
            _ = await answer.Content.ReadAsByteArrayAsync(Cancellation);
            some.Signal();
            return (int)answer.StatusCode;
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            some.Signal();
            return 0; // the gateway was killed under it
        }
    }

    /// <summary>What the entries say, one after the other: the most that was spent and held at once, and the end.</summary>
    private static (decimal Peak, decimal Spent, decimal Held) Fold(IReadOnlyList<LedgerEntry> entries, string? feature)
    {
        Dictionary<string, decimal> holds = [];
        decimal spent = 0;
        decimal peak = 0;
        foreach (LedgerEntry entry in entries.Where(one => feature is null || one.Text("feature") == feature))
        {
            if (entry.Kind == "authorization")
            {
                holds.Add(entry.Text("id")!, Money(entry.Json.GetProperty("hold").GetProperty("usd").GetString()));
            }
            else if (entry.IsEnd)
            {
                holds.Remove(entry.Text("settles")!);
                spent += Money(entry.Text("cost_usd"));
            }

            peak = Math.Max(peak, spent + holds.Values.Sum());
        }

        return (peak, spent, holds.Values.Sum());
    }

    private static decimal Money(string? text) => text is null ? 0 : decimal.Parse(text, CultureInfo.InvariantCulture);

    private static long Repeats(LedgerEntry entry) =>
        entry.Text("repeats") is { } repeats ? long.Parse(repeats, CultureInfo.InvariantCulture) : 1;

    private sealed class Countdown(int count)
    {
        private readonly TaskCompletionSource _reached = New(count);
        private int _left = count;

        public Task Reached => _reached.Task;

        public void Signal()
        {
            if (Interlocked.Decrement(ref _left) <= 0)
            {
                _reached.TrySetResult();
            }
        }

        private static TaskCompletionSource New(int count)
        {
            TaskCompletionSource source = new(TaskCreationOptions.RunContinuationsAsynchronously);
            if (count <= 0)
            {
                source.SetResult();
            }

            return source;
        }
    }
}
