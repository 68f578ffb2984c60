using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace TokenLedger.Demo.Simulation;

/// <summary>A request as it came over the wire.</summary>
internal sealed class ReceivedCall
{
    private const int LargestKeptBody = 64 * 1024;

    private readonly HttpContext http;
    private readonly string target;

    private ReceivedCall(HttpContext http, string path, byte[] body, ReceivedForm? form)
    {
        this.http = http;
        Path = path;
        Body = body;
        Form = form;
        target = http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        Headers =
        [
            .. http.Request.Headers.SelectMany(header =>
                header.Value.Select(value => KeyValuePair.Create(header.Key, value ?? ""))
            ),
        ];
    }

    public byte[] Body { get; }

    /// <summary>The body as a form; null when it is none.</summary>
    public ReceivedForm? Form { get; }

    public string Method => http.Request.Method;

    /// <summary>The path below the base path, unescaped; empty when it is not below it.</summary>
    public string Path { get; }

    /// <summary>The query with its "?"; empty when there is none.</summary>
    public string Query => http.Request.QueryString.Value ?? "";

    /// <summary>Path and query exactly as received.</summary>
    public string Target => target;

    /// <summary>A header's value; null when it was not received.</summary>
    public string? Header(string name) => http.Request.Headers[name];

    private IReadOnlyList<KeyValuePair<string, string>> Headers { get; }

    public static async Task<ReceivedCall> ReadAsync(HttpContext http, string basePath, CancellationToken cancellation)
    {
        using MemoryStream body = new();
        await http.Request.Body.CopyToAsync(body, cancellation);
        byte[] bytes = body.ToArray();
        ReceivedForm? form = await ReceivedForm.ReadAsync(http.Request.ContentType, bytes, cancellation);
        return new ReceivedCall(http, (http.Request.Path.Value ?? "").Below(basePath) ?? "", bytes, form);
    }

    public LoggedCall Finished(Answer answer, string requestId, SimulatedOutcome outcome) =>
        new()
        {
            Method = http.Request.Method,
            Target = target,
            Protocol = http.Request.Protocol,
            Headers = Headers,
            BodyLength = Body.Length,
            BodySha256 = Convert.ToHexStringLower(SHA256.HashData(Body)),
            Body = Body.Length <= LargestKeptBody ? Body : ReadOnlyMemory<byte>.Empty,
            Status = http.Response.HasStarted || outcome != SimulatedOutcome.Gone ? answer.Status : 0,
            ResponseId = answer.ResponseId,
            RequestId = requestId,
            Usage = answer.Usage,
            Batched = answer.Batched,
            Outcome = outcome,
        };
}
