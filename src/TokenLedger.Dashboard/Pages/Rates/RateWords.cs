using System.Globalization;
using TokenLedger.Accounting.Metering;
using TokenLedger.Accounting.Rates;
using TokenLedger.Dashboard.Pages.Elements;

namespace TokenLedger.Dashboard.Pages.Rates;

/// <summary>Rates in a few words.</summary>
internal static class RateWords
{
    /// <summary>When a row holds: "since 2026-08-21", "until 2026-12-01", "always".</summary>
    public static string Span(RateRow? row) => row is null ? "" : Span(row.From, row.To);

    /// <summary>When something holds.</summary>
    public static string Span(DateTimeOffset? from, DateTimeOffset? to) =>
        (from, to) switch
        {
            (null, null) => "always",
            ({ } since, null) => "since " + Day(since),
            (null, { } until) => "until " + Day(until),
            ({ } since, { } until) => $"{Day(since)} to {Day(until)}",
        };

    /// <summary>The plain prices of input and output: "$1.25 in, $10 out per 1M".</summary>
    public static string Headline(RateRow row)
    {
        RatePrice? input = Plain(row, Meters.Input);
        RatePrice? output = Plain(row, Meters.Output);
        return (input, output) switch
        {
            ({ } price, { } other) when price.Per == other.Per =>
                $"{Price(price)} in, {Price(other)} out {RateText.Unit(price.Per)}",
            ({ } price, _) => $"{Price(price)} in {RateText.Unit(price.Per)}",
            (_, { } other) => $"{Price(other)} out {RateText.Unit(other.Per)}",
            _ => row.Prices is [var first, ..] ? $"{first.Meter} ${first.Usd} {RateText.Unit(first.Per)}" : "no prices",
        };
    }

    /// <summary>The share of calls that have a price; 100 % only when all have one.</summary>
    public static string Coverage(long calls, long unpriced) =>
        unpriced > 0 && unpriced * 200 < calls ? "> 99.5 %" : Show.Share(calls - unpriced, calls);

    /// <summary>Where a row stands now: "in force", "ended", "to come".</summary>
    public static string State(RateRow row, DateTimeOffset now) =>
        row.InForce(now) ? "in force"
        : row.From > now ? "to come"
        : "ended";

    /// <summary>Exactly, with two decimals at least: "$0.60", "$0.075".</summary>
    private static string Price(RatePrice price)
    {
        string exact = price.Usd.ToString();
        int point = exact.IndexOf('.', StringComparison.Ordinal);
        return "$" + (point == exact.Length - 2 ? exact + "0" : exact);
    }

    private static RatePrice? Plain(RateRow row, string meter) =>
        row.Prices.FirstOrDefault(price => price.Meter == meter && price.When.Count == 0);

    /// <summary>A day where the instant is midnight, else the instant.</summary>
    private static string Day(DateTimeOffset at) =>
        at.UtcDateTime.TimeOfDay == TimeSpan.Zero
            ? at.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
            : RateText.Of(at);
}
