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

    private ReceivedCall(HttpContext http, byte[] body)
    {
        this.http = http;
        Body = body;
        target = http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        Headers =
        [
            .. http.Request.Headers.SelectMany(header =>
                header.Value.Select(value => KeyValuePair.Create(header.Key, value ?? ""))
            ),
        ];
    }

    public byte[] Body { get; }

    private IReadOnlyList<KeyValuePair<string, string>> Headers { get; }

    public static async Task<ReceivedCall> ReadAsync(HttpContext http, CancellationToken cancellation)
    {
        using MemoryStream body = new();
        await http.Request.Body.CopyToAsync(body, cancellation);
        return new ReceivedCall(http, body.ToArray());
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
            Outcome = outcome,
        };
}
