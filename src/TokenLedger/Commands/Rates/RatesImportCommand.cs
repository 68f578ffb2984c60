using System.CommandLine;

namespace TokenLedger.Commands.Rates;

internal static class RatesImportCommand
{
    public static Command Create(TimeProvider clock) => new("import", "x");
}
