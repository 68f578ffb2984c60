using Microsoft.Extensions.Logging;
using TokenLedger.Ledger;
using TokenLedger.Ledger.Entries;

namespace TokenLedger.Gateway.Booking;

/// <summary>
/// Brings <see cref="BookedOnce"/> to the head of the ledger when the gateway starts, and keeps its file young enough that
/// a start after a crash has little to read.
/// </summary>
/// <param name="once">What has been booked.</param>
/// <param name="ledger">The ledger.</param>
/// <param name="path">The file; null keeps none, so that every start reads the ledger.</param>
/// <param name="time">The clock.</param>
/// <param name="log">Where a file that cannot be written is reported.</param>
internal sealed partial class BookedMemory(
    BookedOnce once,
    ILedger ledger,
    string? path,
    TimeProvider time,
    ILogger<BookedMemory> log
)
{
    /// <summary>Entries after which the file is written again.</summary>
    private const long SaveAfter = 16_384;

    /// <summary>How often that is looked at.</summary>
    private static readonly TimeSpan s_look = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Entries before the head among which answers and keys for retries are looked for. Older ones would have been
    /// forgotten anyway, so of them only what is kept for longer is read.
    /// </summary>
    private const long Recent = 4 * BookedOnce.MostAnswers;

    private const int ReadAtOnce = 4_096;
    private long _saved;

    /// <summary>Reads the file, and from the ledger what came after it.</summary>
    public async Task LoadAsync(CancellationToken cancellation)
    {
        long size = ledger.Head.Size;
        if (path is not null && BookedFile.Read(path) is { } file && await IsOfLedgerAsync(file).ConfigureAwait(false))
        {
            once.Restore(file.Keys);
            _saved = file.Position;
        }

        for (long next = _saved; next < size; )
        {
            int most = (int)Math.Min(ReadAtOnce, size - next);
            IReadOnlyList<StoredEntry> some = await ledger.ReadAsync(next, most, cancellation).ConfigureAwait(false);
            if (some.Count == 0)
            {
                throw new IOException($"The ledger has {size} entries but none can be read at {next}.");
            }

            foreach (StoredEntry entry in some)
            {
                Fold(entry, isRecent: entry.Sequence >= size - Recent);
            }

            next += some.Count;
        }
    }

    private ValueTask<bool> IsOfLedgerAsync(Booked file) =>
        EntryBefore.IsOfAsync(ledger, file.Position, file.EntryBefore, CancellationToken.None);

    private void Fold(StoredEntry stored, bool isRecent)
    {
        ReadOnlySpan<byte> bytes = stored.Bytes.Span;
        bool matters =
            isRecent
            || once.Awaited > 0
            || bytes.IndexOf("\"usage_pending\""u8) >= 0
            || bytes.IndexOf("\"batch_result\""u8) >= 0;
        if (!matters)
        {
            return;
        }

        try
        {
            once.Fold(EntryReader.Parse(bytes));
        }
        catch (FormatException)
        {
            // An entry of a newer program is not one that this one has to book once.
        }
    }

    /// <summary>Writes the file again now and then, until cancelled.</summary>
    public async Task KeepAsync(CancellationToken cancellation)
    {
        using PeriodicTimer timer = new(s_look, time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellation).ConfigureAwait(false))
            {
                if (ledger.Head.Size - _saved >= SaveAfter)
                {
                    await SaveAsync().ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The gateway stops, and saves once more.
        }
    }

    /// <summary>Writes the file. One that cannot be written costs the next start time, and nothing else.</summary>
    public async Task SaveAsync()
    {
        if (path is null)
        {
            return;
        }

        (long position, IReadOnlyList<UInt128[]> keys) = once.Snapshot(ledger.Head.Size);
        try
        {
            byte[] before = await EntryBefore.HashAsync(ledger, position, CancellationToken.None).ConfigureAwait(false);
            BookedFile.Write(path, new(position, before, keys));
            _saved = position;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogNotSaved(path, e.Message);
        }
    }

    [LoggerMessage(LogLevel.Warning, "{Path} cannot be written, so the next start reads the ledger: {Reason}")]
    private partial void LogNotSaved(string path, string reason);
}
