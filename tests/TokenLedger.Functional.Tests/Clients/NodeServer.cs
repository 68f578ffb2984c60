using System.Diagnostics;

namespace TokenLedger.Functional.Tests.Clients;

/// <summary>A script that serves until its input ends.</summary>
internal sealed class NodeServer(Process process, string firstLine) : IAsyncDisposable
{
    /// <summary>What it said first.</summary>
    public string FirstLine { get; } = firstLine;

    /// <summary>What it says next; null when it has ended.</summary>
    public ValueTask<string?> NextLineAsync(CancellationToken cancellation) =>
        process.StandardOutput.ReadLineAsync(cancellation);

    public async ValueTask DisposeAsync()
    {
        process.StandardInput.Close();
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(10));
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
        }

        process.Dispose();
    }
}
