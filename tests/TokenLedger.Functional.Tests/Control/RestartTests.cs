using System.Globalization;
using System.Text.Json;
using TokenLedger.Demo.Simulation;
using TokenLedger.Functional.Tests.Running;

namespace TokenLedger.Functional.Tests.Control;

/// <summary>What gates have counted outlives kill -9.</summary>
public sealed class RestartTests
{
    private const string Configuration = """
        rate_limits:
          list:
            - { id: hourly, per: user, requests_per_hour: 2 }
        agent:
          loop_threshold: 3
          loop_action: block
        """;

    [Fact]
    public async Task A_used_up_limit_and_a_loop_are_refused_until_the_same_instant_after_a_kill()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        using TempFolder folder = new();
        string file = Path.Combine(folder.Path, "tokenledger.yaml");
        await File.WriteAllTextAsync(file, Configuration, cancellation);
        await using SimulatedProvider provider = await SimulatedProvider.StartAsync(new(), cancellation);
        using HttpClient http = new();
        string data = Path.Combine(folder.Path, "data");
        ((DateTimeOffset From, DateTimeOffset To) Limit, DateTimeOffset Loop) before;
        await using (ServeProcess gateway = await StartAsync())
        {
            Assert.Equal(200, (await SendAsync(gateway, "alice", "a")).Status);
            Assert.Equal(200, (await SendAsync(gateway, "alice", "b")).Status);
            Assert.Equal(200, (await SendAsync(gateway, "bob", "again", "s1")).Status);
            Assert.Equal(200, (await SendAsync(gateway, "bob", "again", "s1")).Status);
            before = (await LimitedUntilAsync(gateway), await LoopsUntilAsync(gateway));
            await gateway.KillAsync(cancellation);
        }

        await using ServeProcess again = await StartAsync();
        (DateTimeOffset From, DateTimeOffset To) after = await LimitedUntilAsync(again);
        Assert.True(before.Limit.From <= after.To && after.From <= before.Limit.To, $"{before.Limit} and {after}");
        // Entries tell when they were recorded, which on a busy machine is a while after they were judged.
        Assert.Equal(before.Loop, await LoopsUntilAsync(again), TimeSpan.FromSeconds(15));
        Assert.Equal(200, (await SendAsync(again, "carol", "c")).Status);

        Task<ServeProcess> StartAsync() => ServeProcess.StartAsync(data, provider.BaseAddress, cancellation, file);

        async Task<Received> SendAsync(ServeProcess gateway, string user, string prompt, string? session = null)
        {
            HttpRequestMessage request = Ask.Post(new Uri(gateway.Address, Ask.ChatPath).ToString(), Ask.Chat(prompt));
            request.Headers.Add("X-TokenLedger-User", user);
            if (session is not null)
            {
                request.Headers.Add("X-TokenLedger-Session", session);
            }

            using HttpResponseMessage answer = await http.SendAsync(request, cancellation);
            return await Received.ReadAsync(answer, cancellation);
        }

        // Between when it was asked and when the answer came; told in whole seconds, rounded up.
        async Task<(DateTimeOffset From, DateTimeOffset To)> LimitedUntilAsync(ServeProcess gateway)
        {
            DateTimeOffset asked = DateTimeOffset.UtcNow;
            Received refused = await SendAsync(gateway, "alice", "d");
            Assert.Equal(429, refused.Status);
            int seconds = int.Parse(refused.Headers["Retry-After"], CultureInfo.InvariantCulture);
            return (asked.AddSeconds(seconds - 2), DateTimeOffset.UtcNow.AddSeconds(seconds + 1));
        }

        async Task<DateTimeOffset> LoopsUntilAsync(ServeProcess gateway)
        {
            Received refused = await SendAsync(gateway, "dora", "again", "s1");
            Assert.Equal(403, refused.Status);
            JsonElement error = JsonElement.Parse(refused.Text).GetProperty("error");
            Assert.Equal("loop_detected", error.GetProperty("code").GetString());
            return error.GetProperty("details").GetProperty("until").GetDateTimeOffset();
        }
    }
}
