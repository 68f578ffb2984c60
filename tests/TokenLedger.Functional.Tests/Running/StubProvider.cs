using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using TokenLedger.Gateway;

namespace TokenLedger.Functional.Tests.Running;

/// <summary>A server that answers what a test tells it to, for routes the simulated provider has not.</summary>
internal sealed class StubProvider : IAsyncDisposable
{
    private readonly WebApplication server;

    private StubProvider(WebApplication server) => this.server = server;

    public Uri Address =>
        new(server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    /// <summary>Method and target of each request, as received.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>The newest request's body.</summary>
    public byte[] Body { get; private set; } = [];

    /// <summary>The newest request's headers.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; private set; } = new Dictionary<string, string>();

    public static async Task<StubProvider> StartAsync(Func<HttpContext, Task> answer)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        StubProvider stub = new(builder.Build());
        stub.server.Run(async http =>
        {
            using MemoryStream body = new();
            await http.Request.Body.CopyToAsync(body);
            stub.Body = body.ToArray();
            http.Items["body"] = stub.Body; // this request's own, whatever comes at the same time
            stub.Headers = http.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString());
            stub.Requests.Enqueue(
                $"{http.Request.Method} {http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget}"
            );
            await answer(http);
        });
        await stub.server.StartAsync(TestContext.Current.CancellationToken);
        return stub;
    }

    /// <summary>Answers every request with this JSON.</summary>
    public static Task<StubProvider> OfAsync(string json, int status = 200) =>
        StartAsync(http => WriteAsync(http, json, status: status));

    public static async Task WriteAsync(
        HttpContext http,
        string body,
        string contentType = "application/json",
        int status = 200
    )
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = contentType;
        byte[] bytes = Encoding.UTF8.GetBytes(body);
        http.Response.ContentLength = bytes.Length;
        if (!HttpMethods.IsHead(http.Request.Method))
        {
            await http.Response.Body.WriteAsync(bytes);
        }
    }

    /// <summary>A gateway whose every upstream is this server, each with its own base path.</summary>
    public Task<TestGateway> GatewayAsync(Func<GatewayOptions, GatewayOptions>? change = null) =>
        TestGateway.StartAsync(
            (options, _) =>
            {
                IEnumerable<UpstreamOptions> upstreams = UpstreamOptions.Defaults.Select(up =>
                    up with
                    {
                        BaseAddress = new Uri(Address, up.BaseAddress.AbsolutePath),
                    }
                );
                options = options with { Upstreams = [.. upstreams] };
                return change?.Invoke(options) ?? options;
            }
        );

    public async ValueTask DisposeAsync()
    {
        await server.StopAsync();
        await server.DisposeAsync();
    }
}
