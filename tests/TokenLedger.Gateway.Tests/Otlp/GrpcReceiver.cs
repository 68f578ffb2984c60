using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.IO.Compression;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace TokenLedger.Gateway.Tests.Otlp;

/// <summary>
/// A receiver of OTLP over gRPC on a loopback port, HTTP/2 without TLS: it reads the frame as gRPC's protocol says, and
/// answers with a message and trailers, or with trailers only.
/// </summary>
internal sealed class GrpcReceiver : IAsyncDisposable
{
    private readonly WebApplication app;

    private GrpcReceiver(WebApplication app) => this.app = app;

    public Uri Address => new(app.Urls.First());

    /// <summary>The gRPC status to answer with.</summary>
    public int Status { get; set; }

    /// <summary>The message of that status, percent-encoded.</summary>
    public string? Message { get; set; }

    /// <summary>The details of that status, in base64.</summary>
    public string? Details { get; set; }

    /// <summary>The protobuf of the answer, without its frame.</summary>
    public byte[] Answer { get; set; } = [];

    /// <summary>What came: path and message.</summary>
    public ConcurrentQueue<(string Path, JsonObject Message)> Taken { get; } = new();

    public static async Task<GrpcReceiver> StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2)
        );
        GrpcReceiver receiver = new(builder.Build());
        receiver.app.MapPost("/{**path}", receiver.TakeAsync);
        await receiver.app.StartAsync();
        return receiver;
    }

    private async Task TakeAsync(HttpContext http)
    {
        Assert.Equal("application/grpc", http.Request.ContentType);
        Assert.Equal("trailers", http.Request.Headers.TE.ToString());
        Assert.Equal("gzip", http.Request.Headers["grpc-encoding"].ToString());
        using MemoryStream body = new();
        await http.Request.Body.CopyToAsync(body);
        byte[] frame = body.ToArray();
        Assert.Equal(1, frame[0]);
        Assert.Equal(frame.Length - 5, BinaryPrimitives.ReadInt32BigEndian(frame.AsSpan(1)));
        await using GZipStream plain = new(new MemoryStream(frame[5..]), CompressionMode.Decompress);
        using MemoryStream message = new();
        await plain.CopyToAsync(message);
        string path = http.Request.Path;
        string type = path.Contains("trace", StringComparison.Ordinal) ? "Traces" : "Metrics";
        Taken.Enqueue((path, ProtobufReading.Read(message.ToArray(), type)));

        http.Response.ContentType = "application/grpc";
        if (Status != 0)
        {
            http.Response.Headers["grpc-status"] = Status.ToString(System.Globalization.CultureInfo.InvariantCulture);
            http.Response.Headers["grpc-message"] = Message;
            http.Response.Headers["grpc-status-details-bin"] = Details;
            return;
        }

        byte[] answer = new byte[5 + Answer.Length];
        BinaryPrimitives.WriteInt32BigEndian(answer.AsSpan(1), Answer.Length);
        Answer.CopyTo(answer, 5);
        await http.Response.Body.WriteAsync(answer);
        http.Response.AppendTrailer("grpc-status", "0");
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
