using System.Net;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace TokenLedger.Gateway.Tests.Upstreams;

/// <summary>An upstream whose every answer is in the test's hands.</summary>
internal sealed class HeldUpstream : IAsyncDisposable
{
    private readonly WebApplication _server;
    private readonly Channel<Exchange> _arrived = Channel.CreateUnbounded<Exchange>();

    private HeldUpstream(WebApplication server) => _server = server;

    public Uri Address =>
        new(_server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    /// <summary>Calls that have arrived and were not taken yet.</summary>
    public int Waiting => _arrived.Reader.Count;

    public static async Task<HeldUpstream> StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        HeldUpstream held = new(builder.Build());
        held._server.Run(async http =>
        {
            await http.Request.Body.CopyToAsync(Stream.Null);
            Exchange exchange = new(http.Response);
            await held._arrived.Writer.WriteAsync(exchange);
            await exchange.Ended.Task.WaitAsync(http.RequestAborted);
        });
        await held._server.StartAsync();
        return held;
    }

    /// <summary>The next call, when it has arrived whole.</summary>
    public Task<Exchange> NextAsync() => _arrived.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30));

    public async ValueTask DisposeAsync()
    {
        using CancellationTokenSource now = new();
        await now.CancelAsync();
        await _server.StopAsync(now.Token);
        await _server.DisposeAsync();
    }

    /// <summary>One call, to be answered.</summary>
    internal sealed class Exchange(HttpResponse response)
    {
        private const string Usage = """
            "usage":{"prompt_tokens":10,"completion_tokens":10,"total_tokens":20}
            """;

        public TaskCompletionSource Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public async Task AnswerAsync(int status = 200, string? retryAfter = null)
        {
            response.StatusCode = status;
            response.Headers.RetryAfter = retryAfter;
            response.ContentType = "application/json";
            await response.WriteAsync(
                status == 200
                    ? $$$"""{"id":"{{{Guid.NewGuid()}}}","model":"gpt-4o-mini","choices":[{"message":{"content":"Hi"}}],{{{Usage}}} }"""
                    : """{"error":{"message":"not now"}}"""
            );
            Ended.SetResult();
        }

        public async Task BeginStreamAsync()
        {
            response.ContentType = "text/event-stream";
            await response.WriteAsync("data: {\"id\":\"1\",\"choices\":[{\"delta\":{\"content\":\"Hm\"}}]}\n\n");
            await response.Body.FlushAsync();
        }

        public async Task EndStreamAsync()
        {
            await response.WriteAsync($"data: {{\"id\":\"1\",\"choices\":[],{Usage}}}\n\ndata: [DONE]\n\n");
            Ended.SetResult();
        }
    }
}
