using System.IO.Pipelines;
using System.Security.Cryptography;
using TokenLedger.Gateway.Attribution;

namespace TokenLedger.Gateway.Relay;

/// <summary>
/// The caller's side of a relayed body: writes and flushes while the caller is there, and goes on digesting when it has
/// left.
/// </summary>
internal sealed class AnswerBody(HttpContext http, FingerprintKey key) : IDisposable
{
    private readonly PipeWriter _writer = http.Response.BodyWriter;
    private readonly IncrementalHash _digest = key.BeginBody();

    /// <summary>The digest of everything digested so far.</summary>
    public string Digest => FingerprintKey.Read(_digest);

    /// <summary>Takes bytes into the digest, before or after they are sent.</summary>
    public void TakeIntoDigest(ReadOnlySpan<byte> bytes) => _digest.AppendData(bytes);

    /// <summary>Sends bytes at once. Does nothing when the caller has left.</summary>
    public async ValueTask SendAsync(ReadOnlyMemory<byte> bytes)
    {
        if (http.RequestAborted.IsCancellationRequested)
        {
            return;
        }

        try
        {
            // Waits while the caller reads slowly; the server's minimum data rate bounds the wait.
            await _writer.WriteAsync(bytes, http.RequestAborted).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The caller left in the middle: the relay goes on by the policy for that.
        }
    }

    /// <inheritdoc/>
    public void Dispose() => key.End(_digest);
}
