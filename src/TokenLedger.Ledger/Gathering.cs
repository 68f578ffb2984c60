namespace TokenLedger.Ledger;

/// <summary>
/// The rest of those who follow the log: what comes together is read together, yet never so late that the newest entries are
/// no longer at hand and must be read from the disk and parsed.
/// </summary>
public static class Gathering
{
    /// <summary>Entries that end a rest early: an eighth of what the writer hands on in memory.</summary>
    public const int Enough = Embedded.RecentEntries.Places / 8;

    /// <summary>Completes after <paramref name="most"/>, or as soon as <see cref="Enough"/> entries from <paramref name="next"/> on are durable.</summary>
    /// <param name="ledger">The ledger that is followed.</param>
    /// <param name="next">The next entry to be read.</param>
    /// <param name="most">Longest rest.</param>
    /// <param name="time">The clock of the rest.</param>
    /// <param name="cancellation">Ends the rest with an exception.</param>
    public static async Task RestAsync(
        this ILedger ledger,
        long next,
        TimeSpan most,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        ArgumentNullException.ThrowIfNull(ledger);
        using CancellationTokenSource rest = new(most, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(
            rest.Token,
            cancellation
        );
        await ledger
            .WaitBeyondAsync(next + Enough - 1, either.Token)
            .AsTask()
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellation.ThrowIfCancellationRequested();
    }
}
