using TokenLedger.Reporting.Queries.Calls;

namespace TokenLedger.Reporting.Queries.Sessions;

/// <summary>One call of a session.</summary>
public sealed record SessionCall : LedgerCall
{
    /// <summary>A call of a session.</summary>
    [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
    internal SessionCall(LedgerCall call, int? node)
        : base(call) => Node = node;

    /// <summary>The node of the tree that made it; null when that is left out, or has only open calls.</summary>
    public int? Node { get; }
}
