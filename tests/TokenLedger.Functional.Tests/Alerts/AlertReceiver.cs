using System.Collections.Concurrent;
using System.Net;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace TokenLedger.Functional.Tests.Alerts;

/// <summary>A receiver of webhooks on a free loopback port that answers as a test says.</summary>
internal sealed class AlertReceiver : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly Channel<ReceivedAlert> came = Channel.CreateUnbounded<ReceivedAlert>();

    private AlertReceiver(WebApplication app) => this.app = app;

    public Uri Address { get; private set; } = null!;

    /// <summary>What to do before the answer; by default nothing, and the answer is 200.</summary>
    public Func<HttpContext, Task> Answer { get; set; } = _ => Task.CompletedTask;

    public ConcurrentQueue<ReceivedAlert> All { get; } = new();

    public static async Task<AlertReceiver> StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        AlertReceiver receiver = new(builder.Build());
        receiver.app.Run(receiver.TakeAsync);
        await receiver.app.StartAsync();
        receiver.Address = new Uri(receiver.app.Urls.First());
        return receiver;
    }

    public Task<ReceivedAlert> NextAsync() =>
        came
            .Reader.ReadAsync(TestContext.Current.CancellationToken)
            .AsTask()
            .WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);

    private async Task TakeAsync(HttpContext http)
    {
        using StreamReader reader = new(http.Request.Body);
        ReceivedAlert alert = new(
            http.Request.Headers.ToDictionary(
                header => header.Key.ToLowerInvariant(),
                header => header.Value.ToString()
            ),
            await reader.ReadToEndAsync()
        );
        All.Enqueue(alert);
        await came.Writer.WriteAsync(alert);
        await Answer(http);
    }

    public async ValueTask DisposeAsync()
    {
        using CancellationTokenSource now = new();
        await now.CancelAsync();
        await app.StopAsync(now.Token);
        await app.DisposeAsync();
    }
}

/// <summary>A request as it came; header names are lower-case.</summary>
internal sealed record ReceivedAlert(IReadOnlyDictionary<string, string> Headers, string Body);
