using TokenLedger.Configuration;
using TokenLedger.Reporting.Exports;

namespace TokenLedger.Commands.Exporting;

/// <summary>What of exports and statements stands in the configuration, for commands that are asked without it.</summary>
internal static class ConfiguredTerms
{
    /// <summary>The terms; the defaults when the configuration is not in order, which only the gateway needs to be.</summary>
    public static ExportTerms Read() =>
        ConfigurationLoader.Load(file: null, new()).Configuration?.Exports.Terms ?? new();
}
