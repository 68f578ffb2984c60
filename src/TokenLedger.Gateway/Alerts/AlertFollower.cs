using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using TokenLedger.Gateway.Alerts.Delivering;
using TokenLedger.Gateway.Alerts.Recognising;
using TokenLedger.Ledger;

namespace TokenLedger.Gateway.Alerts;

/// <summary>
/// Reads the ledger forward from where it was, and puts what people should know into the book. Calls never wait for it.
/// </summary>
internal sealed partial class AlertFollower(ILedger ledger, AlertBook book, TimeProvider time, ILogger log)
{
    /// <summary>Entries read at once.</summary>
    public const int AtOnce = 1024;

    /// <summary>Longest rest at the head, so that what comes together is read together: 100 ms.</summary>
    public static TimeSpan Gather { get; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Pause after the ledger could not be read: 5 s.</summary>
    public static TimeSpan Pause { get; } = TimeSpan.FromSeconds(5);

    private readonly EntryAlerts _alerts = new(ledger, time);

    /// <summary>Where to begin: at the stored position when it is one of this ledger, else at its head.</summary>
    /// <returns>The position, and whether the stored one was taken.</returns>
    public static async Task<(AlertPosition Position, bool IsStored)> BeginAsync(
        ILedger ledger,
        AlertPosition? stored,
        CancellationToken cancellation
    )
    {
        long size = ledger.Head.Size;
        if (
            stored is not null
            && stored.Next <= size
            && await BeforeAsync(ledger, stored.Next, cancellation).ConfigureAwait(false) == stored.Before
        )
        {
            return (stored, true);
        }

        return (new(size, await BeforeAsync(ledger, size, cancellation).ConfigureAwait(false)), false);
    }

    /// <summary>Follows until it is cancelled. What goes wrong is logged, and tried again.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                await FollowAsync(cancellation).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // A follower that ends would be silent for good.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                Log.Unreadable(log, failure.Message);
                await Task.Delay(Pause, time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>Reads what is there, at most <see cref="AtOnce"/> entries.</summary>
    /// <returns>Whether the head, as it was before, is reached.</returns>
    public async Task<bool> StepAsync(CancellationToken cancellation)
    {
        long size = ledger.Head.Size;
        long next = book.Position.Next;
        int most = (int)Math.Min(AtOnce, size - next);
        if (most <= 0)
        {
            return true;
        }

        IReadOnlyList<StoredEntry> entries = await ledger.ReadAsync(next, most, cancellation).ConfigureAwait(false);
        if (entries.Count == 0)
        {
            throw new IOException($"The ledger has {size} entries but none can be read at {next}.");
        }

        StoredEntry last = entries[^1];
        book.Take(new(last.Sequence + 1, Digest(last)), entries.SelectMany(Of));
        return last.Sequence + 1 >= size;
    }

    private async Task FollowAsync(CancellationToken cancellation)
    {
        while (true)
        {
            if (await StepAsync(cancellation).ConfigureAwait(false))
            {
                await ledger.WaitBeyondAsync(book.Position.Next, cancellation).ConfigureAwait(false);
                await ledger.RestAsync(book.Position.Next, Gather, time, cancellation).ConfigureAwait(false);
            }
        }
    }

    /// <summary>An entry that this version cannot read must not stop the rest.</summary>
    private IReadOnlyList<Alert> Of(StoredEntry stored)
    {
        try
        {
            return _alerts.Of(stored);
        }
        catch (FormatException wrong)
        {
            Log.Skipped(log, stored.Sequence, wrong.Message);
            return [];
        }
    }

    private static async Task<string> BeforeAsync(ILedger ledger, long position, CancellationToken cancellation) =>
        position == 0
            ? ""
            : Convert.ToHexStringLower(
                await EntryBefore.HashAsync(ledger, position, cancellation).ConfigureAwait(false)
            );

    private static string Digest(StoredEntry entry) => Convert.ToHexStringLower(SHA256.HashData(entry.Bytes.Span));

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "Alerts cannot read the ledger and try again: {Problem}")]
        public static partial void Unreadable(ILogger log, string problem);

        [LoggerMessage(Level = LogLevel.Warning, Message = "Alerts pass over entry {Sequence}: {Problem}")]
        public static partial void Skipped(ILogger log, long sequence, string problem);
    }
}
