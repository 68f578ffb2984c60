using System.Net.Sockets;
using System.Text;

namespace TokenLedger.Functional.Tests.Running;

/// <summary>A TCP connection on which a test writes and reads HTTP byte by byte.</summary>
internal sealed class RawConnection : IDisposable
{
    private readonly TcpClient client = new() { NoDelay = true };
    private readonly byte[] buffer = new byte[64 * 1024];

    public static async Task<RawConnection> OpenAsync(Uri address, CancellationToken cancellation)
    {
        RawConnection connection = new();
        await connection.client.ConnectAsync(address.Host, address.Port, cancellation);
        return connection;
    }

    public async Task SendAsync(string text, CancellationToken cancellation) =>
        await client.GetStream().WriteAsync(Encoding.UTF8.GetBytes(text), cancellation);

    /// <summary>Reads until the text has come; returns everything up to the last byte read.</summary>
    public async Task<string> ReadUntilAsync(string text, CancellationToken cancellation)
    {
        StringBuilder read = new();
        while (!read.ToString().Contains(text, StringComparison.Ordinal))
        {
            int count = await client.GetStream().ReadAsync(buffer, cancellation);
            if (count == 0)
            {
                throw new EndOfStreamException($"The connection ended before '{text}': {read}");
            }

            read.Append(Encoding.UTF8.GetString(buffer, 0, count));
        }

        return read.ToString();
    }

    /// <summary>Leaves at once, with RST.</summary>
    public void Reset()
    {
        client.LingerState = new LingerOption(true, 0);
        client.Close();
    }

    public void Dispose() => client.Dispose();
}
