using System.CommandLine;
using TokenLedger.Commands.Reconciling;

namespace TokenLedger.Commands;

/// <summary>tokenledger reconcile: the provider's bill against the ledger, every difference with its cause.</summary>
public static class ReconcileCommand
{
    /// <summary>Creates the command.</summary>
    /// <param name="clock">The clock; the system's when null.</param>
    public static Command Create(TimeProvider? clock = null)
    {
        ReconcileOptions options = new();
        Command command = new(
            "reconcile",
            "Compare a provider's usage and cost exports with the ledger, and explain every difference by its cause."
        );
        options.AddTo(command);
        command.SetAction(
            (parsed, cancellation) =>
                new ReconcileRun(
                    options.Read(parsed),
                    parsed.InvocationConfiguration.Output,
                    parsed.InvocationConfiguration.Error,
                    clock ?? TimeProvider.System
                ).RunAsync(cancellation)
        );
        return command;
    }
}
