using System.IO.Compression;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using TokenLedger.Demo.Simulation.Framing;

namespace TokenLedger.Demo.Simulation;

/// <summary>Sends one answer over one connection, right or wrong as told.</summary>
internal sealed class AnswerSender(HttpContext http, Misbehavior told, Gates gates, CancellationToken cancellation)
{
    /// <summary>Sends headers and body. Cancelled when the caller goes away or the provider stops.</summary>
    public async Task<SimulatedOutcome> SendAsync(Answer answer)
    {
        await Task.Delay(told.FirstByteDelay, cancellation);
        if (told.Hang == HangPoint.Headers)
        {
            await Task.Delay(Timeout.Infinite, cancellation);
        }

        if (told.Gate is not null && (answer.Events is null || told.After == 0))
        {
            await gates.Named(told.Gate).PassAsync(cancellation);
        }

        IEventFraming framing = IEventFraming.Of(answer.Framing, told);
        SendHeaders(answer, framing);
        if (answer.Events is not null)
        {
            return await SendEventsAsync(answer, framing);
        }

        SimulatedOutcome sent = await SendBodyAsync(answer.Bytes);
        return answer.Status >= 400 && sent == SimulatedOutcome.Ok ? SimulatedOutcome.Error : sent;
    }

    private void SendHeaders(Answer answer, IEventFraming framing)
    {
        HttpResponse response = http.Response;
        response.StatusCode = answer.Status;
        if (!told.NoContentType)
        {
            string usual = answer.Events is null ? "application/json" : framing.ContentType;
            response.ContentType = answer.ContentType ?? usual;
        }

        foreach ((string name, string value) in answer.Headers)
        {
            response.Headers.Append(name, value);
        }

        if (answer.Events is not null)
        {
            response.Headers.CacheControl = "no-cache";
        }

        if (told.Encoding is not null)
        {
            response.Headers.ContentEncoding = told.Encoding;
        }

        if (answer.Status >= 400 && told.RetryAfterSeconds is { } seconds)
        {
            response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        if (told.Trailers && response.SupportsTrailers())
        {
            response.DeclareTrailer("x-sim-trailer");
        }
    }

    private async Task<SimulatedOutcome> SendBodyAsync(byte[] body)
    {
        if (told.Malformed == MalformedKind.Json)
        {
            body = body[..(body.Length / 2)];
        }

        bool plain = told.Encoding is null && !told.Bytewise && !told.Trailers && told.Cut == CutKind.None;
        if (plain)
        {
            http.Response.ContentLength = body.Length + (told.WrongLength ? 100 : 0);
        }

        await using Stream stream = Open();
        if (told.Cut != CutKind.None)
        {
            await stream.WriteAsync(body.AsMemory(0, body.Length / 2), cancellation);
            await stream.FlushAsync(cancellation);
            await CutAsync(stream);
            return SimulatedOutcome.Cut;
        }

        await stream.WriteAsync(body, cancellation);
        await stream.FlushAsync(cancellation);
        AppendTrailer();
        return told.WrongLength ? SimulatedOutcome.Cut : Ended(SimulatedOutcome.Ok);
    }

    private async Task<SimulatedOutcome> SendEventsAsync(Answer answer, IEventFraming framing)
    {
        await using Stream stream = Open();
        await http.Response.StartAsync(cancellation);
        await stream.FlushAsync(cancellation);
        for (int i = 0; i < answer.Events!.Count; i++)
        {
            byte[] bytes = framing.Frame(answer.Events[i], i);
            if (i == told.After && await FaultAsync(stream, framing, bytes, answer) is { } outcome)
            {
                return outcome;
            }

            if (i > 0)
            {
                await Task.Delay(told.ChunkDelay, cancellation);
            }

            await stream.WriteAsync(bytes, cancellation);
            await stream.FlushAsync(cancellation);
            cancellation.ThrowIfCancellationRequested();
        }

        await stream.WriteAsync(framing.End, cancellation);
        await stream.FlushAsync(cancellation);
        AppendTrailer();
        return Ended(SimulatedOutcome.Ok);
    }

    /// <summary>What is to go wrong before this event; null to go on.</summary>
    private async Task<SimulatedOutcome?> FaultAsync(Stream stream, IEventFraming framing, byte[] next, Answer answer)
    {
        if (told.Gate is not null && told.After > 0)
        {
            await gates.Named(told.Gate).PassAsync(cancellation);
        }

        if (told.Hang == HangPoint.Stream)
        {
            await Task.Delay(Timeout.Infinite, cancellation);
        }

        if (told.ErrorEvent)
        {
            await stream.WriteAsync(framing.Frame(answer.ErrorEvent!, told.After), cancellation);
            await stream.WriteAsync(framing.End, cancellation);
            return SimulatedOutcome.Error;
        }

        if (told.Cut == CutKind.None)
        {
            return null;
        }

        if (told.Cut == CutKind.MidEvent)
        {
            await stream.WriteAsync(next.AsMemory(0, next.Length / 2), cancellation);
            await stream.FlushAsync(cancellation);
        }

        await CutAsync(stream);
        return SimulatedOutcome.Cut;
    }

    /// <summary>The body's stream: encoded, then byte by byte, as told. What it compresses, it can flush.</summary>
    private Stream Open()
    {
        Stream wire = told.Bytewise ? new ByteAtATimeStream(http.Response.Body) : http.Response.Body;
        return told.Encoding switch
        {
            "gzip" => new GZipStream(wire, CompressionLevel.Fastest, leaveOpen: true),
            "br" => new BrotliStream(wire, CompressionLevel.Fastest, leaveOpen: true),
            _ => wire,
        };
    }

    private async Task CutAsync(Stream stream)
    {
        await stream.FlushAsync(cancellation);
        Socket? socket = http.Features.Get<IConnectionSocketFeature>()?.Socket;
        if (told.Cut != CutKind.Reset)
        {
            socket?.Shutdown(SocketShutdown.Send);
        }
        else
        {
            socket?.LingerState = new LingerOption(true, 0);
        }

        http.Abort();
    }

    private void AppendTrailer()
    {
        if (told.Trailers && http.Response.SupportsTrailers())
        {
            http.Response.AppendTrailer("x-sim-trailer", "the end");
        }
    }

    private SimulatedOutcome Ended(SimulatedOutcome whole) =>
        http.RequestAborted.IsCancellationRequested ? SimulatedOutcome.Gone : whole;
}
