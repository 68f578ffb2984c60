using TokenLedger.Ledger.Embedded;

namespace TokenLedger.Ledger.Tests.Support;

internal static class SimulatedLedger
{
    public static ValueTask<OpenResult> OpenAsync(SimulatedFiles files, ManualClock clock) =>
        LedgerOpening.RunAsync(
            new() { Folder = "/simulated", Origin = "example.test/ledger" },
            files,
            folderLock: null,
            clock,
            CancellationToken.None
        );
}
