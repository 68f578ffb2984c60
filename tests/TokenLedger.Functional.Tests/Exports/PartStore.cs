using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace TokenLedger.Functional.Tests.Exports;

/// <summary>A store that takes objects in parts and fails at one step: "begin", the second "part", or "complete".</summary>
internal sealed class PartStore : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<string> _asked = [];

    private PartStore(string fails)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.Run(http => AnswerAsync(http, fails));
    }

    public Uri Address => new(_app.Urls.First());

    /// <summary>Methods and queries, in the order they came.</summary>
    public IReadOnlyCollection<string> Asked => _asked;

    public static async Task<PartStore> StartAsync(string fails)
    {
        PartStore store = new(fails);
        await store._app.StartAsync(TestContext.Current.CancellationToken);
        return store;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext http, string fails)
    {
        string query = http.Request.QueryString.Value!.TrimStart('?');
        string method = http.Request.Method;
        _asked.Enqueue($"{method} {query}");
        await http.Request.Body.CopyToAsync(Stream.Null, http.RequestAborted);
        (int status, string body) = (method, query) switch
        {
            ("POST", "uploads=") when fails == "begin" => (403, ""),
            ("POST", "uploads=") => (
                200,
                "<InitiateMultipartUploadResult><UploadId>u/1</UploadId></InitiateMultipartUploadResult>"
            ),
            ("PUT", _) when fails == "part" && query.StartsWith("partNumber=2", StringComparison.Ordinal) => (500, ""),
            ("PUT", _) => (200, ""),
            // As S3 does: the status is sent before the store is sure.
            ("POST", _) => (200, "<Error><Code>InternalError</Code></Error>"),
            _ => (204, ""),
        };
        http.Response.StatusCode = status;
        http.Response.Headers.ETag = "\"tag\"";
        await http.Response.WriteAsync(body, http.RequestAborted);
    }
}
