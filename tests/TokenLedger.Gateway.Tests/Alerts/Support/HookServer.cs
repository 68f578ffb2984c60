using System.Collections.Concurrent;
using System.Net;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace TokenLedger.Gateway.Tests.Alerts.Support;

/// <summary>A receiver of webhooks on a free loopback port that behaves as a test says.</summary>
internal sealed class HookServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Channel<Hook> _came = Channel.CreateUnbounded<Hook>();

    private HookServer(WebApplication app) => _app = app;

    public Uri Address { get; private set; } = null!;

    /// <summary>What to answer; by default 200.</summary>
    public Func<HttpContext, Task> Answer { get; set; } = _ => Task.CompletedTask;

    /// <summary>Every request, in order.</summary>
    public ConcurrentQueue<Hook> All { get; } = new();

    public static async Task<HookServer> StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        HookServer server = new(builder.Build());
        server._app.Run(server.TakeAsync);
        await server._app.StartAsync();
        server.Address = new Uri(server._app.Urls.First());
        return server;
    }

    /// <summary>The next request that has come, in order.</summary>
    public async Task<Hook> NextAsync() =>
        await _came
            .Reader.ReadAsync(TestContext.Current.CancellationToken)
            .AsTask()
            .WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

    private async Task TakeAsync(HttpContext http)
    {
        using MemoryStream body = new();
        await http.Request.Body.CopyToAsync(body);
        Hook hook = new(
            http.Request.Path + http.Request.QueryString.Value,
            http.Request.Headers.ToDictionary(
                header => header.Key,
                header => header.Value.ToString(),
                StringComparer.OrdinalIgnoreCase
            ),
            body.ToArray()
        );
        All.Enqueue(hook);
        await _came.Writer.WriteAsync(hook);
        await Answer(http);
    }

    public async ValueTask DisposeAsync()
    {
        using CancellationTokenSource now = new();
        await now.CancelAsync();
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }
}

/// <summary>A request as it came.</summary>
internal sealed record Hook(string Path, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public string Text => System.Text.Encoding.UTF8.GetString(Body);
}
