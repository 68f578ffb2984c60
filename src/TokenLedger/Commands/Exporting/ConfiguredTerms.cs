using TokenLedger.Configuration;
using TokenLedger.Reporting.Exports;

namespace TokenLedger.Commands.Exporting;

/// <summary>What of exports and statements stands in the configuration, for commands.</summary>
internal static class ConfiguredTerms
{
    /// <summary>The terms; without a configuration the defaults.</summary>
    /// <param name="file">The configuration; null for the one in the usual places.</param>
    /// <exception cref="CommandFailedException">
    /// It is wrong; exit code 2. With other terms than the configured ones amounts would be told to other months.
    /// </exception>
    public static ExportTerms Read(string? file) => ConfigurationLoader.Load(file, new()).ForCommand().Exports.Terms;
}
