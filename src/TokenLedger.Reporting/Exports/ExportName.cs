using System.Globalization;

namespace TokenLedger.Reporting.Exports;

/// <summary>What the file of an export is called where nobody named it: the same for the same question.</summary>
public static class ExportName
{
    /// <summary>The name: what it is, and its window.</summary>
    /// <example>tokenledger-calls-20261101-20261201.csv</example>
    public static string Of(ExportQuery query, string what = "tokenledger")
    {
        ArgumentNullException.ThrowIfNull(query);
        string rows = query.Rows switch
        {
            ExportRows.Calls => "calls",
            ExportRows.Lines => "lines",
            ExportRows.Focus => "focus",
            ExportRows.Chargeback => "chargeback",
            _ => "costs",
        };
        return $"{what}-{rows}-{Instant(query.Window.From, "begin")}-{Instant(query.Window.To, "now")}{query.Extension}";
    }

    private static string Instant(DateTimeOffset? instant, string none) =>
        instant is not { } there ? none
        : there.UtcDateTime.TimeOfDay == TimeSpan.Zero
            ? there.UtcDateTime.ToString("yyyyMMdd", CultureInfo.InvariantCulture)
        : there.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
}
