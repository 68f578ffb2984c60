using TokenLedger.Reporting.Projections;

namespace TokenLedger.Reporting.Queries;

/// <summary>The projection, brought to the head of the ledger as far as that could be done.</summary>
/// <param name="Views">The projection; null when there is none that can be read yet.</param>
/// <param name="Behind">Entries of the ledger not in it.</param>
public sealed record CurrentViews(Views? Views, long Behind) : IDisposable
{
    /// <summary>Longest wait for the process that writes the projection: 5 s. A cold one may rest that long after its first entries.</summary>
    public static TimeSpan LongestWait { get; } = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan _poll = TimeSpan.FromMilliseconds(20);

    /// <summary>
    /// Opens the projection for a process that is not the server: catches it up when nobody else does, otherwise waits
    /// briefly for the process that does.
    /// </summary>
    /// <param name="folder">Where it is.</param>
    /// <param name="source">The ledger.</param>
    /// <param name="progress">Told the position while this process catches up.</param>
    /// <param name="time">The clock of the wait.</param>
    /// <param name="cancellation">Ends catching up or waiting.</param>
    public static async Task<CurrentViews> OpenAsync(
        ViewsFolder folder,
        IEntrySource source,
        IProgress<long>? progress,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        ProjectionFollower follower = new(folder, time);
        long head = source.Size;
        long began = time.GetTimestamp();
        while (true)
        {
            bool caughtUp = await follower.CatchUpAsync(source, progress, cancellation).ConfigureAwait(false);
            Views? views = Views.Open(folder);
            long behind = Math.Max(0, head - (views?.Position ?? 0));
            if (caughtUp || (views is not null && behind == 0) || time.GetElapsedTime(began) >= LongestWait)
            {
                return new(views, behind);
            }

            views?.Dispose();
            await Task.Delay(_poll, time, cancellation).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Views?.Dispose();
}
