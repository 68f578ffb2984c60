using System.Collections.Concurrent;
using System.IO.Compression;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace TokenLedger.Functional.Tests.Otlp;

/// <summary>A receiver of OTLP's JSON on a loopback port that can be told to be away.</summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentQueue<JsonElement> spans = new();
    private readonly ConcurrentQueue<JsonElement> metrics = new();
    private volatile int status = StatusCodes.Status200OK;
    private int requests;

    private OtlpReceiver(WebApplication app) => this.app = app;

    public Uri Address => new(app.Urls.First());

    /// <summary>The status that is answered; what comes with another than 200 is thrown away.</summary>
    public int Status
    {
        get => status;
        set => status = value;
    }

    /// <summary>The body of the answers; empty when everything is taken.</summary>
    public string Answer { get; set; } = "";

    public int Requests => Volatile.Read(ref requests);

    /// <summary>The header "x-scope" of the last request.</summary>
    public string? Scope { get; private set; }

    public IReadOnlyList<JsonElement> Spans => [.. spans];

    /// <summary>The metrics of the last request, by name.</summary>
    public Dictionary<string, JsonElement> Metrics =>
        metrics.Last().EnumerateArray().ToDictionary(metric => metric.GetProperty("name").GetString()!);

    public static async Task<OtlpReceiver> StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        OtlpReceiver receiver = new(builder.Build());
        receiver.app.MapPost("/v1/traces", http => receiver.TakeAsync(http, "resourceSpans", "scopeSpans", "spans"));
        receiver.app.MapPost(
            "/v1/metrics",
            http => receiver.TakeAsync(http, "resourceMetrics", "scopeMetrics", "metrics")
        );
        await receiver.app.StartAsync();
        return receiver;
    }

    private async Task TakeAsync(HttpContext http, string resources, string scopes, string items)
    {
        Assert.Equal("gzip", http.Request.Headers.ContentEncoding.ToString());
        Assert.Equal("application/json", http.Request.ContentType);
        Scope = http.Request.Headers["x-scope"].ToString();
        await using GZipStream plain = new(http.Request.Body, CompressionMode.Decompress);
        using JsonDocument body = await JsonDocument.ParseAsync(plain);
        JsonElement list = body.RootElement.GetProperty(resources)[0].GetProperty(scopes)[0].GetProperty(items).Clone();
        http.Response.StatusCode = status;
        if (status == StatusCodes.Status200OK && items == "spans")
        {
            list.EnumerateArray().ToList().ForEach(spans.Enqueue);
        }
        else if (status == StatusCodes.Status200OK)
        {
            metrics.Enqueue(list);
        }

        Interlocked.Increment(ref requests);
        http.Response.ContentType = "application/json";
        await http.Response.WriteAsync(Answer);
    }

    /// <summary>Returns when something more has come, whatever was answered.</summary>
    public async Task WaitForRequestAsync(CancellationToken cancellation)
    {
        for (int before = Requests; Requests == before; )
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), cancellation);
        }
    }

    /// <summary>Returns when so many spans have been taken.</summary>
    public async Task WaitForSpansAsync(int count, CancellationToken cancellation)
    {
        while (spans.Count < count)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), cancellation);
        }
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    /// <summary>The value of an attribute of a span or point; null when it has none.</summary>
    public static string? Attribute(JsonElement of, string name) =>
        of.GetProperty("attributes")
            .EnumerateArray()
            .Where(one => one.GetProperty("key").GetString() == name)
            .Select(one => one.GetProperty("value").EnumerateObject().First().Value.ToString())
            .SingleOrDefault();
}
