using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using TokenLedger.Functional.Tests.Running;
using TokenLedger.Gateway;
using TokenLedger.Gateway.Upstreams.Credentials;

namespace TokenLedger.Functional.Tests.Attempts;

/// <summary>An upstream that gives scripted answers in turn, the last one for good, and remembers what it was asked.</summary>
internal sealed class ScriptedUpstream : IAsyncDisposable
{
    public const string OwnKey = "sk-own-key-of-the-gateway";

    private readonly StubProvider _stub;

    private ScriptedUpstream(string name, StubProvider stub)
    {
        Name = name;
        _stub = stub;
    }

    public string Name { get; }

    /// <summary>Bodies received, in order.</summary>
    public ConcurrentQueue<string> Bodies { get; } = new();

    /// <summary>The newest request's headers.</summary>
    public IReadOnlyDictionary<string, string> Headers => _stub.Headers;

    public int Calls => Bodies.Count;

    public static async Task<ScriptedUpstream> StartAsync(string name, params Func<HttpContext, Task>[] script)
    {
        ScriptedUpstream? self = null;
        int next = 0;
        StubProvider stub = await StubProvider.StartAsync(http =>
        {
            self!.Bodies.Enqueue(System.Text.Encoding.UTF8.GetString(self._stub.Body));
            return script[Math.Min(Interlocked.Increment(ref next), script.Length) - 1](http);
        });
        self = new(name, stub);
        return self;
    }

    /// <summary>As an upstream below a prefix of its name, with a key of the gateway's own.</summary>
    public UpstreamOptions Options =>
        new()
        {
            Name = Name,
            Provider = "openai",
            Dialect = "openai",
            BaseAddress = _stub.Address,
            PathPrefix = "/" + Name,
            Credential = ProviderCredential.TryCreate(OwnKey, out ProviderCredential? own) ? own : null,
        };

    /// <summary>A chat answer of ten tokens each way.</summary>
    public static Task Served(HttpContext http) =>
        StubProvider.WriteAsync(
            http,
            $$$$"""{"id":"chatcmpl-{{{{Guid.NewGuid():N}}}}","object":"chat.completion","model":"gpt-4o-mini","choices":[{"index":0,"message":{"role":"assistant","content":"Hi"},"finish_reason":"stop"}],"usage":{"prompt_tokens":10,"completion_tokens":10,"total_tokens":20}}"""
        );

    /// <summary>The same as a stream.</summary>
    public static Task ServedAsStream(HttpContext http)
    {
        string id = $"chatcmpl-{Guid.NewGuid():N}";
        return StubProvider.WriteAsync(
            http,
            $$$$"""
            data: {"id":"{{{{id}}}}","object":"chat.completion.chunk","model":"gpt-4o-mini","choices":[{"index":0,"delta":{"content":"Hi"}}]}

            data: {"id":"{{{{id}}}}","object":"chat.completion.chunk","model":"gpt-4o-mini","choices":[],"usage":{"prompt_tokens":10,"completion_tokens":10,"total_tokens":20}}

            data: [DONE]


            """,
            "text/event-stream"
        );
    }

    /// <summary>A stream that breaks off after its first event.</summary>
    public static async Task CutAsStream(HttpContext http)
    {
        http.Response.ContentType = "text/event-stream";
        await http.Response.WriteAsync(
            """
            data: {"id":"chatcmpl-cut","object":"chat.completion.chunk","model":"gpt-4o-mini","choices":[{"index":0,"delta":{"content":"Once"}}]}


            """
        );
        await http.Response.Body.FlushAsync();
        throw new IOException("The server ends the connection after what was sent.");
    }

    /// <summary>A stream that breaks off after its head, before its first event.</summary>
    public static async Task CutBeforeEvents(HttpContext http)
    {
        http.Response.ContentType = "text/event-stream";
        await http.Response.StartAsync();
        await http.Response.Body.FlushAsync();
        throw new IOException("The server ends the connection after its head.");
    }

    /// <summary>An answer that breaks off in its middle.</summary>
    public static async Task Cut(HttpContext http)
    {
        http.Response.ContentType = "application/json";
        http.Response.ContentLength = 1_000;
        await http.Response.WriteAsync("""{"id":"chatcmpl-cut","object":""");
        await http.Response.Body.FlushAsync();
        throw new IOException("The server ends the connection after what was sent.");
    }

    /// <summary>The connection closes without an answer.</summary>
    public static Task Gone(HttpContext http)
    {
        http.Abort();
        return Task.CompletedTask;
    }

    public static Func<HttpContext, Task> Refused(int status, string? retryAfter = null) =>
        http =>
        {
            if (retryAfter is not null)
            {
                http.Response.Headers.RetryAfter = retryAfter;
            }

            return StubProvider.WriteAsync(
                http,
                $$$"""{"error":{"message":"refused with {{{status}}}","type":"server_error"}}""",
                status: status
            );
        };

    public ValueTask DisposeAsync() => _stub.DisposeAsync();
}
