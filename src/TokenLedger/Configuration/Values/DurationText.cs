using System.Globalization;
using System.Text.RegularExpressions;

namespace TokenLedger.Configuration.Values;

/// <summary>Durations as people write them: "30s", "10m", "1h30m", "250ms", "2d". A number without a unit is refused.</summary>
public static partial class DurationText
{
    private const decimal TicksPerMillisecond = TimeSpan.TicksPerMillisecond;

    /// <summary>Reads a <see cref="TimeSpan"/>.</summary>
    public static Parsed Parse(string text)
    {
        Match match = Pattern().Match(text);
        if (text == "0")
        {
            return Parsed.Good(TimeSpan.Zero);
        }

        if (!match.Success || text.Length == 0)
        {
            return Parsed.Bad("must be a duration such as 30s, 10m or 1h30m");
        }

        decimal ticks =
            Part(match, "d") * TimeSpan.TicksPerDay
            + Part(match, "h") * TimeSpan.TicksPerHour
            + Part(match, "m") * TimeSpan.TicksPerMinute
            + Part(match, "s") * TimeSpan.TicksPerSecond
            + Part(match, "ms") * TicksPerMillisecond;
        return Parsed.Good(TimeSpan.FromTicks((long)ticks));
    }

    private static decimal Part(Match match, string unit) =>
        match.Groups[unit] is { Success: true } group
            ? decimal.Parse(group.ValueSpan, CultureInfo.InvariantCulture)
            : 0;

    /// <summary>At most six digits before the point, so that no sum overflows.</summary>
    [GeneratedRegex(
        @"^(?:(?<d>\d{1,6})d)?(?:(?<h>\d{1,6}(?:\.\d{1,3})?)h)?(?:(?<m>\d{1,6}(?:\.\d{1,3})?)m)?"
            + @"(?:(?<s>\d{1,6}(?:\.\d{1,3})?)s)?(?:(?<ms>\d{1,9})ms)?$",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Pattern();
}
