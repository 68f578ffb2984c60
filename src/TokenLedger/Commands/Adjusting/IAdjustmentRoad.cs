using TokenLedger.Dashboard.Adjusting;
using TokenLedger.Ledger.Adjusting;

namespace TokenLedger.Commands.Adjusting;

/// <summary>
/// A way for a command to append adjustments, each exactly once: what was booked under a key before is not booked again,
/// however often and by whichever road it is asked for. See <see cref="AdjustmentRoad"/>.
/// </summary>
public interface IAdjustmentRoad : IAsyncDisposable
{
    /// <summary>Where the adjustments go, for messages.</summary>
    string Description { get; }

    /// <summary>Books adjustments in order and waits until they are durable.</summary>
    /// <param name="drafts">Any number; they travel in lists of <see cref="AdjustmentBook.MostAtOnce"/>.</param>
    /// <param name="cancellation">Stops between lists; what was sent is booked.</param>
    /// <returns>One outcome for each draft, in order.</returns>
    /// <exception cref="CommandFailedException">The ledger cannot be reached or written. Running the command again is safe.</exception>
    Task<IReadOnlyList<AdjustmentDocument>> BookAsync(
        IReadOnlyList<AdjustmentDraft> drafts,
        CancellationToken cancellation
    );
}
