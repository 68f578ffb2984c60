using System.Globalization;
using TokenLedger.Accounting.Money;
using TokenLedger.Reporting.Exports;

namespace TokenLedger.Commands.Output;

/// <summary>Figures as reports show them to people.</summary>
internal static class Figures
{
    /// <summary>A count, with thousands apart.</summary>
    public static string Of(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>An amount, rounded to six decimals.</summary>
    public static string Of(Usd amount) => SixDecimals.Format(SixDecimals.Round([amount]).Total);

    /// <summary>An instant of UTC, to the second.</summary>
    public static string Of(DateTimeOffset? instant) =>
        instant?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) ?? "";

    /// <summary>An instant by the clocks of a zone, to the second.</summary>
    public static string Of(DateTimeOffset? instant, TimeZoneInfo zone) =>
        instant is { } at
            ? TimeZoneInfo.ConvertTime(at, zone).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)
            : "";

    /// <summary>A length of time: "850ms", "12.3s", "4m 07s", "2h 05m".</summary>
    public static string Of(TimeSpan length) =>
        length switch
        {
            { TotalSeconds: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{length.TotalMilliseconds:0}ms"),
            { TotalMinutes: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{length.TotalSeconds:0.0}s"),
            { TotalHours: < 1 } => string.Create(
                CultureInfo.InvariantCulture,
                $"{length.Minutes}m {length.Seconds:00}s"
            ),
            _ => string.Create(CultureInfo.InvariantCulture, $"{(long)length.TotalHours}h {length.Minutes:00}m"),
        };

    /// <summary>What a report says of the ledger it is about.</summary>
    public static string Stamp(long asOfEntry, LedgerStamp stamp) =>
        stamp.Checkpoint is { } signed
            ? $"as of entry {Of(asOfEntry)} (checkpoint size {Of(signed.Size)})"
            : $"as of entry {Of(asOfEntry)} (no checkpoint yet)";
}
