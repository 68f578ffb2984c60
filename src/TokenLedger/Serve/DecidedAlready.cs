using TokenLedger.Commands;
using TokenLedger.Gateway.Administration.Budgets;
using TokenLedger.Ledger.Control;

namespace TokenLedger.Serve;

/// <summary>What a file says of earlier decisions: read while the ledger is opened, which knows whether it is the newest.</summary>
/// <param name="File">The file; null when there is none, or none that is whole.</param>
/// <param name="Budgets">The budgets in it.</param>
internal sealed record DecidedAlready(ControlState? File, BudgetDocuments Budgets)
{
    /// <summary>Reads it.</summary>
    public static DecidedAlready Read(DataFolder data)
    {
        ControlState? file = ControlBook.ReadFile(data.Control);
        return new(file, BudgetDocuments.Of(file));
    }
}
