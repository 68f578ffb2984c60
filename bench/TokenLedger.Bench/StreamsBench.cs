using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace TokenLedger.Bench;

/// <summary>
/// Memory of a gateway with many open streams: opens them all, waits until each has begun, and reads the gateway's
/// resident size while they are open and after they have ended.
/// </summary>
public static class StreamsBench
{
    private static readonly byte[] s_body = Encoding.UTF8.GetBytes(
        """{"model":"gpt-4o-mini","stream":true,"messages":[{"role":"user","content":"go on"}]}"""
    );

    /// <summary>Runs with: PORT PID [STREAMS].</summary>
    /// <remarks>The upstream must be the mock provider, which reads its pace from the header x-mock.</remarks>
    public static async Task<int> Run(string[] args)
    {
        if (args.Length < 2)
        {
            Console.Error.WriteLine("usage: bench streams PORT PID [STREAMS]");
            return 2;
        }

        int port = int.Parse(args[0], CultureInfo.InvariantCulture);
        int process = int.Parse(args[1], CultureInfo.InvariantCulture);
        int count = args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 1000;
        Console.WriteLine($"resident before: {ResidentMiB(process)} MiB");
        TaskCompletionSource[] begun = [.. Enumerable.Range(0, count).Select(_ => new TaskCompletionSource())];
        Task<bool>[] streams = [.. begun.Select(b => StreamAsync(port, b))];
        await Task.WhenAll(begun.Select(b => b.Task)).WaitAsync(TimeSpan.FromMinutes(2));
        Console.WriteLine($"resident with {count} open streams: {ResidentMiB(process)} MiB");
        bool[] whole = await Task.WhenAll(streams).WaitAsync(TimeSpan.FromMinutes(2));
        Console.WriteLine($"streams that came whole: {whole.Count(w => w)}");
        Console.WriteLine($"resident after: {ResidentMiB(process)} MiB");
        return whole.All(w => w) ? 0 : 1;
    }

    private static async Task<bool> StreamAsync(int port, TaskCompletionSource begun)
    {
        using TcpClient client = new();
        await client.ConnectAsync("127.0.0.1", port);
        NetworkStream stream = client.GetStream();
        string head =
            "POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer bench\r\n"
            + "x-mock: chunks=100,delay_ms=100\r\nConnection: close\r\n"
            + $"Content-Type: application/json\r\nContent-Length: {s_body.Length}\r\n\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head));
        await stream.WriteAsync(s_body);
        byte[] buffer = new byte[4096];
        bool done = false;
        int read;
        while ((read = await stream.ReadAsync(buffer)) > 0)
        {
            string text = Encoding.UTF8.GetString(buffer, 0, read);
            if (text.Contains("data:", StringComparison.Ordinal))
            {
                begun.TrySetResult();
            }

            done |= text.Contains("[DONE]", StringComparison.Ordinal);
        }

        begun.TrySetResult();
        return done;
    }

    private static long ResidentMiB(int process)
    {
        using Process gateway = Process.GetProcessById(process);
        return gateway.WorkingSet64 >> 20;
    }
}
