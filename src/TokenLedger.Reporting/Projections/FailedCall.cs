using TokenLedger.Ledger.Entries;

namespace TokenLedger.Reporting.Projections;

/// <summary>
/// Which calls failed: those that ended without the answer they were made for. A caller that leaves before the end is no
/// failure of anything here, nor is a request that asks for no inference.
/// </summary>
internal static class FailedCall
{
    private const int FirstErrorStatus = 400;

    /// <summary>Whether an entry ends a call that failed. Where it does not say how it ended, the HTTP status does.</summary>
    public static bool Is(Entry entry) =>
        entry.Kind is EntryKind.Settlement or EntryKind.Void or EntryKind.Import or EntryKind.Span
        && entry.Outcome switch
        {
            null => entry.HttpStatus >= FirstErrorStatus,
            "served" or "client_gone" or "metadata" => false,
            _ => true,
        };
}
