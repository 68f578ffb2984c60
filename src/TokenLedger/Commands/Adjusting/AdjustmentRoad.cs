using TokenLedger.Ledger.Embedded;
using TokenLedger.Serve;

namespace TokenLedger.Commands.Adjusting;

/// <summary>
/// Chooses the road: the running gateway's management API, because one process alone may write a ledger, or the ledger
/// itself when none runs.
/// </summary>
public static class AdjustmentRoad
{
    /// <summary>Opens the road to a data folder's ledger.</summary>
    /// <param name="data">The data folder.</param>
    /// <param name="adminToken">The running gateway's admin token; null when it has none.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellation">Stops the opening.</param>
    /// <exception cref="CommandFailedException">There is no ledger, or it cannot be reached; the message says what to do.</exception>
    public static async Task<IAdjustmentRoad> OpenAsync(
        DataFolder data,
        string? adminToken,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        ArgumentNullException.ThrowIfNull(data);
        ReadOnlyOpenResult opened = LedgerReader.Open(data.Ledger);
        using LedgerReader reader = opened.Reader ?? throw new CommandFailedException(opened.Problem!);
        if (!reader.HasWriter)
        {
            return await LedgerRoad.OpenAsync(data, time, cancellation);
        }

        Uri address = GatewayAddress.Require(data);
        return await ServerRoad.OpenAsync(address, adminToken, reader.Origin, cancellation);
    }
}
