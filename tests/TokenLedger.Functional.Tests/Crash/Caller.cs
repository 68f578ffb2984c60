using System.Text.Json;
using TokenLedger.Functional.Tests.Running;

namespace TokenLedger.Functional.Tests.Crash;

/// <summary>A caller that goes on calling whatever happens to the gateway, and notes which answers came whole.</summary>
internal sealed class Caller(int number, Service service)
{
    private readonly List<string> whole = [];

    /// <summary>The calls whose answers arrived complete.</summary>
    public IReadOnlyList<string> Whole => whole;

    public int Broken { get; private set; }

    public async Task RunAsync(CancellationToken stop)
    {
        for (int i = 0; !stop.IsCancellationRequested; i++)
        {
            Uri address;
            try
            {
                address = await service.AddressAsync(stop);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            await CallAsync(address, i);
        }
    }

    private async Task CallAsync(Uri address, int turn)
    {
        string prompt = $"caller {number} call {turn}";
        string dialect = ((string[])["chat", "messages", "responses"])[turn % 3];
        bool streamed = (turn / 3 + number) % 2 == 0;
        string body = streamed ? Ask.StreamOf(dialect, prompt) : Ask.BodyOf(dialect, prompt);
        try
        {
            using HttpRequestMessage request = Ask.Post(
                address.GetLeftPart(UriPartial.Authority) + Ask.PathOf(dialect),
                body
            );
            using HttpResponseMessage response = await service.Http.SendAsync(request, CancellationToken.None);
            Received answer = await Received.ReadAsync(response, CancellationToken.None);
            if (answer.Status == 200 && IsWhole(answer.Text, streamed))
            {
                whole.Add(answer.Call!);
                service.CountAnswer();
                return;
            }
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            // The gateway was killed under this call.
        }

        Broken++;
    }

    /// <summary>As a client judges: the dialect's last event has come, or the body is a whole JSON document.</summary>
    private static bool IsWhole(string text, bool streamed)
    {
        if (streamed)
        {
            return text.Contains("data: [DONE]\n", StringComparison.Ordinal)
                || text.Contains("event: message_stop\n", StringComparison.Ordinal)
                || text.Contains("event: response.completed\n", StringComparison.Ordinal);
        }

        return JsonElement.Parse(text).TryGetProperty("usage", out _);
    }
}
