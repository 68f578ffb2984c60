using System.Globalization;

namespace TokenLedger.Accounting.Rates;

/// <summary>Rows, prices and conditions as short texts for people, the same wherever they are shown.</summary>
public static class RateText
{
    /// <summary>An instant as tables write it: 2026-08-21T00:00:00Z.</summary>
    public static string Of(DateTimeOffset instant) =>
        instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>Conditions joined: "service_tier=flex, context_tokens&gt;=272001"; empty when there are none.</summary>
    public static string Of(IReadOnlyList<RateCondition> when) => string.Join(", ", when.Select(Of));

    /// <summary>One condition.</summary>
    public static string Of(RateCondition condition) =>
        condition switch
        {
            OneOf one => $"{one.Dimension}{(one.Negated ? "!=" : "=")}{string.Join('|', one.Values)}",
            ContextBand band => Of(band),
            TimeOfDay time => string.Join(" or ", time.Windows.Select(Of)),
            _ => condition.Dimension,
        };

    /// <summary>What a price buys: "per 1M", "per 1K", "each".</summary>
    public static string Unit(long per) =>
        per switch
        {
            1 => "each",
            1_000 => "per 1K",
            1_000_000 => "per 1M",
            _ => string.Create(CultureInfo.InvariantCulture, $"per {per:#,0}"),
        };

    private static string Of(ContextBand band)
    {
        string least = string.Create(CultureInfo.InvariantCulture, $"{ContextBand.Name}>={band.Min}");
        string most = string.Create(CultureInfo.InvariantCulture, $"{ContextBand.Name}<={band.Max}");
        return band.Max == long.MaxValue ? least
            : band.Min == 0 ? most
            : $"{least}, {most}";
    }

    private static string Of(TimeWindow window)
    {
        string sign = window.Offset < TimeSpan.Zero ? "-" : "+";
        string days = window.Days is null
            ? ""
            : " " + string.Join('/', window.Days.Select(day => day.ToString()[..3].ToLowerInvariant()));
        string except = window.ExceptDates.Count == 0 ? "" : $" but {window.ExceptDates.Count} dates";
        return $"{Clock(window.Start)}-{Clock(window.End)} {sign}{Clock(window.Offset.Duration())}{days}{except}";
    }

    private static string Clock(TimeSpan time) =>
        string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours:00}:{time.Minutes:00}");
}
