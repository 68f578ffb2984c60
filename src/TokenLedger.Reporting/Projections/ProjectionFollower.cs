using Microsoft.Data.Sqlite;
using TokenLedger.Ledger;

namespace TokenLedger.Reporting.Projections;

/// <summary>
/// Keeps the projection at the head of the ledger. Exactly one runs per data folder: the server's while it runs,
/// otherwise the reading command's, for as long as it catches up.
/// </summary>
/// <remarks>
/// Effects and position are one transaction, so nothing is folded twice or left out. The projection is built again
/// from the first entry when the ledger is shorter than the position, when the entry before the position is another
/// one, or when the schema's version differs; readers see the old state as invalid meanwhile, never as current.
/// </remarks>
public sealed class ProjectionFollower(ViewsFolder folder, TimeProvider? time = null)
{
    /// <summary>Entries per transaction.</summary>
    public const int BatchEntries = 4096;

    /// <summary>Shortest rest after a batch: 20 ms. Under load it makes one transaction of what would be hundreds.</summary>
    public static TimeSpan GatherTime { get; } = TimeSpan.FromMilliseconds(20);

    /// <summary>Longest rest after a batch: 1 s. Nobody who asks another process sees figures much older.</summary>
    public static TimeSpan LongestRest { get; } = TimeSpan.FromSeconds(1);

    /// <summary>Pause before the server's follower tries again after a failure or for the lock: 1 s.</summary>
    public static TimeSpan RetryPause { get; } = TimeSpan.FromSeconds(1);

    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private readonly Advance _advance = new();

    /// <summary>Why the projection does not advance; null while it does. Reports are stale then, the ledger is not.</summary>
    public string? Problem { get; private set; }

    /// <summary>Entries folded, as far as this follower knows.</summary>
    public long Position => _advance.Position;

    /// <summary>Waits until the entries before <paramref name="position"/> are folded.</summary>
    /// <returns>False when that took longer than the timeout.</returns>
    public Task<bool> WaitForAsync(long position, TimeSpan timeout, CancellationToken cancellation) =>
        _advance.WaitForAsync(position, timeout, _time, cancellation);

    /// <summary>
    /// Follows the ledger until cancelled. A failure of the projection never ends it: reports are not worth a served
    /// call, so it says so in <see cref="Problem"/> and tries again.
    /// </summary>
    public async Task RunAsync(ILedger ledger, CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                using FileStream? held = folder.TryLock();
                if (held is null)
                {
                    Problem = "Another process is writing the views.";
                }
                else
                {
                    await FollowAsync(ledger, cancellation).ConfigureAwait(false);
                }
            }
            catch (SqliteException damage)
                when (damage.SqliteErrorCode is SqliteCodes.Corrupt or SqliteCodes.NotADatabase)
            {
                Problem = "The views are damaged and are built again: " + damage.Message;
                ViewsFolder.Delete(folder.Database);
            }
            catch (Exception error) when (IsFailure(error))
            {
                Problem = error.Message;
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return;
            }

            await Task.Delay(RetryPause, _time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>
    /// Brings the projection to the size the source has now, unless another process is the writer.
    /// </summary>
    /// <param name="source">Where to read.</param>
    /// <param name="progress">Told the position after each batch.</param>
    /// <param name="cancellation">Stops between batches; what is done stays done.</param>
    /// <returns>False when another process is the writer and nothing was done.</returns>
    /// <exception cref="SqliteException">The projection cannot be written.</exception>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public async Task<bool> CatchUpAsync(IEntrySource source, IProgress<long>? progress, CancellationToken cancellation)
    {
        using FileStream? held = folder.TryLock();
        if (held is null)
        {
            return false;
        }

        using ViewsWriter writer = await OpenAsync(source, progress, null, cancellation).ConfigureAwait(false);
        await CatchUpAsync(writer, source, progress, null, cancellation).ConfigureAwait(false);
        return true;
    }

    private static bool IsFailure(Exception error) =>
        error
            is SqliteException
                or IOException
                or InvalidDataException
                or UnauthorizedAccessException
                or InvalidOperationException;

    private async Task FollowAsync(ILedger ledger, CancellationToken cancellation)
    {
        LedgerSource source = new(ledger);
        using BackgroundThread thread = new("projection", BackgroundThread.Patient);
        using ViewsWriter writer = await OpenAsync(source, null, thread, cancellation).ConfigureAwait(false);
        _advance.Report(writer.Position.Next);
        while (true)
        {
            long began = _time.GetTimestamp();
            bool behind = await StepAsync(writer, source, _advance, thread, cancellation).ConfigureAwait(false);
            Problem = null;
            await RestAsync(_time.GetElapsedTime(began), cancellation).ConfigureAwait(false);
            if (!behind)
            {
                await ledger.WaitBeyondAsync(writer.Position.Next, cancellation).ConfigureAwait(false);
            }
        }
    }

    /// <summary>
    /// Served calls come first: the follower rests nineteen times as long as it worked, within bounds, which also lets the
    /// next batch grow. A reader that waits for the head ends the rest.
    /// </summary>
    private Task RestAsync(TimeSpan worked, CancellationToken cancellation)
    {
        TimeSpan rest = TimeSpan.FromTicks(Math.Clamp(worked.Ticks * 19, GatherTime.Ticks, LongestRest.Ticks));
        return _advance.WhenWantedAsync(rest, _time, cancellation);
    }

    private static async Task CatchUpAsync(
        ViewsWriter writer,
        IEntrySource source,
        IProgress<long>? progress,
        BackgroundThread? thread,
        CancellationToken cancellation
    )
    {
        while (await StepAsync(writer, source, progress, thread, cancellation).ConfigureAwait(false))
        {
            cancellation.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Folds one batch. False when the head, as it was before, is reached.</summary>
    private static async Task<bool> StepAsync(
        ViewsWriter writer,
        IEntrySource source,
        IProgress<long>? progress,
        BackgroundThread? thread,
        CancellationToken cancellation
    )
    {
        long end = source.Size;
        int most = (int)Math.Min(BatchEntries, end - writer.Position.Next);
        if (most <= 0)
        {
            return false;
        }

        IReadOnlyList<StoredEntry> batch = await source
            .ReadAsync(writer.Position.Next, most, cancellation)
            .ConfigureAwait(false);
        if (batch.Count == 0)
        {
            throw new IOException($"The ledger has {end} entries but none can be read at {writer.Position.Next}.");
        }

        if (thread is null)
        {
            writer.Apply(batch);
        }
        else
        {
            await thread.RunAsync(() => writer.Apply(batch)).ConfigureAwait(false);
        }

        progress?.Report(writer.Position.Next);
        return writer.Position.Next < end;
    }

    private async Task<ViewsWriter> OpenAsync(
        IEntrySource source,
        IProgress<long>? progress,
        BackgroundThread? thread,
        CancellationToken cancellation
    )
    {
        ViewsWriter writer = OpenOrReplace();
        try
        {
            if (await writer.Position.IsOfAsync(source, cancellation).ConfigureAwait(false))
            {
                writer.DeleteOtherColumns(folder.Database);
                return writer;
            }

            writer.Invalidate();
        }
        catch
        {
            writer.Dispose();
            throw;
        }

        writer.Dispose();
        await RebuildAsync(source, progress, thread, cancellation).ConfigureAwait(false);
        writer = new ViewsWriter(folder.Database);
        writer.DeleteOtherColumns(folder.Database);
        return writer;
    }

    /// <summary>A file that is no database (any more) is worth nothing: it is deleted and made anew.</summary>
    private ViewsWriter OpenOrReplace()
    {
        try
        {
            return new ViewsWriter(folder.Database);
        }
        catch (SqliteException error)
            when (error.SqliteErrorCode is SqliteCodes.Corrupt or SqliteCodes.NotADatabase or SqliteCodes.Error)
        {
            ViewsFolder.Delete(folder.Database);
            return new ViewsWriter(folder.Database);
        }
    }

    private async Task RebuildAsync(
        IEntrySource source,
        IProgress<long>? progress,
        BackgroundThread? thread,
        CancellationToken cancellation
    )
    {
        ViewsFolder.Delete(folder.Shadow);
        using (ViewsWriter shadow = new(folder.Shadow))
        {
            await CatchUpAsync(shadow, source, progress, thread, cancellation).ConfigureAwait(false);
            shadow.CopyTo(folder.Database);
        }

        ViewsFolder.Delete(folder.Shadow);
    }
}
