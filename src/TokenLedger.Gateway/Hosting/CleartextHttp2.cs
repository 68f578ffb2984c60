using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace TokenLedger.Gateway.Hosting;

/// <summary>
/// Lets one cleartext port speak HTTP/1.1 and HTTP/2 with prior knowledge. Without TLS there is no negotiation, so Kestrel
/// would take every connection for HTTP/1.1; the client's connection preface (RFC 9113, 3.4) tells them apart.
/// </summary>
public static class CleartextHttp2
{
    private static ReadOnlySpan<byte> Preface => "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8;

    /// <summary>Connection middleware: looks at the first bytes, without consuming them, and declares the protocol.</summary>
    public static ConnectionDelegate Detect(ConnectionDelegate next) =>
        async connection =>
        {
            if (await IsHttp2Async(connection).ConfigureAwait(false))
            {
                NegotiatedHttp2 negotiated = new();
                connection.Features.Set<ITlsConnectionFeature>(negotiated);
                connection.Features.Set<ITlsApplicationProtocolFeature>(negotiated);
            }

            await next(connection).ConfigureAwait(false);
        };

    private static async ValueTask<bool> IsHttp2Async(ConnectionContext connection)
    {
        while (true)
        {
            var read = await connection.Transport.Input.ReadAsync(connection.ConnectionClosed).ConfigureAwait(false);
            var buffer = read.Buffer;
            bool? verdict = Compare(buffer, read.IsCompleted);
            // Nothing consumed; everything examined only when more is needed to decide.
            connection.Transport.Input.AdvanceTo(buffer.Start, verdict is null ? buffer.End : buffer.Start);
            if (verdict is { } decided)
            {
                return decided;
            }
        }
    }

    private static bool? Compare(System.Buffers.ReadOnlySequence<byte> buffer, bool completed)
    {
        int length = (int)Math.Min(buffer.Length, Preface.Length);
        Span<byte> start = stackalloc byte[length];
        System.Buffers.BuffersExtensions.CopyTo(buffer.Slice(0, length), start);
        if (!start.SequenceEqual(Preface[..length]))
        {
            return false;
        }

        return length == Preface.Length ? true
            : completed ? false
            : null;
    }

    /// <summary>Stands for the negotiation that TLS would have done. There is no certificate and no encryption.</summary>
    private sealed class NegotiatedHttp2 : ITlsConnectionFeature, ITlsApplicationProtocolFeature
    {
        public ReadOnlyMemory<byte> ApplicationProtocol { get; } = "h2"u8.ToArray();

        public System.Security.Cryptography.X509Certificates.X509Certificate2? ClientCertificate
        {
            get => null;
            set => throw new NotSupportedException();
        }

        public Task<System.Security.Cryptography.X509Certificates.X509Certificate2?> GetClientCertificateAsync(
            CancellationToken cancellationToken
        ) => Task.FromResult<System.Security.Cryptography.X509Certificates.X509Certificate2?>(null);
    }
}
