using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace TokenLedger.Functional.Tests.Policies;

/// <summary>
/// A decision point with the semantics of OPA's data API (https://www.openpolicyagent.org/docs/rest-api): POST
/// /v1/data/PATH with {"input"}; 200 with a result, 200 without one when undefined, 400 for a malformed body, 500 when
/// the evaluation fails, 404 for other routes. Its policies are functions of the input.
/// </summary>
internal sealed class StubDecisionPoint : IAsyncDisposable
{
    private readonly WebApplication _server;
    private readonly TaskCompletionSource _stopping = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _asked;

    private StubDecisionPoint(WebApplication server) => _server = server;

    public Uri Address =>
        new(_server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    public int Asked => _asked;

    public JsonElement Input { get; private set; }

    /// <summary>Takes the place of the policies: the whole exchange, as recorded.</summary>
    public Func<HttpContext, Task>? Instead { get; set; }

    public static async Task<StubDecisionPoint> StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        StubDecisionPoint point = new(builder.Build());
        point._server.Run(point.AnswerAsync);
        await point._server.StartAsync(TestContext.Current.CancellationToken);
        return point;
    }

    /// <summary>Never answers, until the test ends or the caller leaves.</summary>
    public Task HangAsync(HttpContext http) => Task.WhenAny(_stopping.Task, Task.Delay(-1, http.RequestAborted));

    private async Task AnswerAsync(HttpContext http)
    {
        Interlocked.Increment(ref _asked);
        const string Data = "/v1/data/";
        string path = http.Request.Path.Value!;
        if (Instead is { } instead)
        {
            await instead(http);
            return;
        }

        if (http.Request.Method != "POST" || !path.StartsWith(Data, StringComparison.Ordinal))
        {
            await WriteAsync(http, 404, """{"code":"resource_not_found","message":"no such route"}""");
            return;
        }

        try
        {
            JsonElement body = await JsonSerializer.DeserializeAsync<JsonElement>(http.Request.Body);
            Input = body.TryGetProperty("input", out JsonElement input) ? input : default;
        }
        catch (JsonException)
        {
            await WriteAsync(
                http,
                400,
                """{"code":"invalid_parameter","message":"error(s) occurred while decoding request"}"""
            );
            return;
        }

        if (path == "/v1/data/tokenledger/failing")
        {
            await WriteAsync(
                http,
                500,
                """{"code":"internal_error","message":"error(s) occurred while evaluating query"}"""
            );
            return;
        }

        string? result = Evaluate(path[Data.Length..]);
        string id = "\"decision_id\":\"5f1e\"";
        await WriteAsync(http, 200, result is null ? $"{{{id}}}" : $"{{{id},\"result\":{result}}}");
    }

    /// <summary>The policies that it has; null is undefined.</summary>
    private string? Evaluate(string path) =>
        path switch
        {
            "tokenledger/yes" => "true",
            "tokenledger/no" => "false",
            "tokenledger/request" =>
                $$"""{"allow":{{(IsProduction ? "false" : "true")}},"deny":{{(IsProduction ? "[\"not in production\"]" : "[]")}},"warn":["mind the cost"],"set":{"model":"gpt-4.1-nano","max_output_tokens":77},"policy_revision":"r7"}""",
            _ => null,
        };

    private bool IsProduction =>
        Input.TryGetProperty("tags", out JsonElement tags)
        && tags.TryGetProperty("environment", out JsonElement environment)
        && environment.GetString() == "production";

    public static async Task WriteAsync(HttpContext http, int status, string body)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        await http.Response.WriteAsync(body);
    }

    public async ValueTask DisposeAsync()
    {
        _stopping.TrySetResult();
        await _server.DisposeAsync();
    }
}
