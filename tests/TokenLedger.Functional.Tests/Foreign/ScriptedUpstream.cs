using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace TokenLedger.Functional.Tests.Foreign;

/// <summary>A request as the upstream received it.</summary>
internal sealed record Asked(string Target, IReadOnlyDictionary<string, string> Headers, byte[] Body);

/// <summary>An answer to give, in pieces that are sent one by one.</summary>
internal sealed record Scripted(int Status, string ContentType, IReadOnlyList<byte[]> Pieces);

/// <summary>An upstream on loopback that answers what a test says, and remembers what it was asked.</summary>
internal sealed class ScriptedUpstream : IAsyncDisposable
{
    private readonly WebApplication app;

    private ScriptedUpstream(WebApplication app) => this.app = app;

    /// <summary>What the next requests are answered with.</summary>
    public Scripted Answer { get; set; } = new(200, "application/json", []);

    /// <summary>Everything asked so far.</summary>
    public ConcurrentQueue<Asked> Requests { get; } = new();

    public Uri Address =>
        new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    public static async Task<ScriptedUpstream> StartAsync(CancellationToken cancellation)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        WebApplication app = builder.Build();
        ScriptedUpstream upstream = new(app);
        app.Run(upstream.AnswerAsync);
        await app.StartAsync(cancellation);
        return upstream;
    }

    private async Task AnswerAsync(HttpContext http)
    {
        using MemoryStream body = new();
        await http.Request.Body.CopyToAsync(body, http.RequestAborted);
        Requests.Enqueue(
            new(
                http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget,
                http.Request.Headers.ToDictionary(
                    header => header.Key,
                    header => header.Value.ToString(),
                    StringComparer.OrdinalIgnoreCase
                ),
                body.ToArray()
            )
        );
        Scripted answer = Answer;
        http.Response.StatusCode = answer.Status;
        http.Response.ContentType = answer.ContentType;
        foreach (byte[] piece in answer.Pieces)
        {
            await http.Response.Body.WriteAsync(piece, http.RequestAborted);
            await http.Response.Body.FlushAsync(http.RequestAborted);
        }
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
