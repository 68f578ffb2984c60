using TokenLedger.Demo.Simulation;
using TokenLedger.Functional.Tests.Running;

namespace TokenLedger.Functional.Tests.Streams;

/// <summary>Many different calls at once: the ledger is the provider's log, token for token.</summary>
public sealed class ManyCallsTests
{
    private const int Callers = 16;
    private const int CallsEach = 12;

    [Fact]
    public async Task The_ledger_equals_the_providers_own_log_of_tokens()
    {
        // The prompt cache is on: reads and writes must be booked as the provider saw them.
        await using TestGateway gateway = await TestGateway.StartAsync(simulated: new());

        await Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => CallAsync(gateway, caller)));

        IReadOnlyList<LoggedCall> logged = await gateway.Provider.Log.WaitForAsync(
            Callers * CallsEach,
            gateway.Cancellation
        );
        IReadOnlyList<LedgerEntry> entries = await gateway.EntriesAsync();
        Assert.Equal(Callers * CallsEach, entries.Count(entry => entry.Kind == "settlement"));
        Assert.Equal(
            logged.Select(call => Line(call.ResponseId!, Tokens.Of(call.Usage!))).Order(),
            entries
                .Where(entry => entry.Kind == "settlement")
                .Select(entry => Line(entry.ResponseId!, entry.Quantities))
                .Order()
        );
        Assert.Contains(logged, call => call.Usage!.CacheRead > 0);
        Assert.Contains(logged, call => call.Usage!.CacheWrite5m > 0);
        Assert.Contains(logged, call => call.Usage!.Reasoning > 0);
    }

    private static string Line(string id, IReadOnlyDictionary<string, long> tokens) => id + " " + Tokens.Show(tokens);

    private static async Task CallAsync(TestGateway gateway, int caller)
    {
        string longText = string.Join(' ', Enumerable.Range(0, 1300).Select(i => "w" + i));
        for (int i = 0; i < CallsEach; i++)
        {
            string prompt = $"caller {caller} call {i}";
            string system = $$"""{"type":"text","text":"{{longText}}","cache_control":{"type":"ephemeral"} }""";
            (string path, string body) = (i % 6) switch
            {
                0 => (Ask.ChatPath, Ask.ChatStream(prompt, withUsage: false)),
                1 => (Ask.ChatPath, Ask.Chat(longText + " " + prompt, ",\"n\":2")),
                2 => (Ask.MessagesPath, Ask.Message(prompt, $",\"stream\":true,\"system\":[{system}]")),
                3 => (Ask.MessagesPath, Ask.Message(prompt, $",\"system\":[{system}]")),
                4 => (Ask.ResponsesPath, Ask.ResponseStream(prompt)),
                _ => (Ask.ResponsesPath, Ask.Response(prompt)),
            };
            Received answer = await gateway.SendAsync(Ask.Post(path, body));
            Assert.Equal(200, answer.Status);
        }
    }
}
