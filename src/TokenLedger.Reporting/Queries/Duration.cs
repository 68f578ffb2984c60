using System.Buffers;
using System.Globalization;

namespace TokenLedger.Reporting.Queries;

/// <summary>Lengths of time as people type them: Go's durations ("24h", "1h30m", "1.5h", "90s") and days ("7d").</summary>
public static class Duration
{
    private static readonly SearchValues<char> _digits = SearchValues.Create("0123456789.");

    /// <summary>Longest length accepted: 36,500 days.</summary>
    public static TimeSpan Longest { get; } = TimeSpan.FromDays(36_500);

    /// <summary>What is accepted, for error messages.</summary>
    public const string Forms = "a number and a unit (ms, s, m, h or d), or several: 90m, 24h, 1h30m, 7d";

    /// <summary>Reads a length of time.</summary>
    /// <returns>False when the text is not one, is zero or negative, or is longer than <see cref="Longest"/>.</returns>
    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = default;
        decimal ticks = 0;
        ReadOnlySpan<char> rest = text;
        while (!rest.IsEmpty)
        {
            int digits = rest.IndexOfAnyExcept(_digits);
            if (
                digits is <= 0 or > 12
                || !decimal.TryParse(
                    rest[..digits],
                    NumberStyles.AllowDecimalPoint,
                    CultureInfo.InvariantCulture,
                    out decimal number
                )
            )
            {
                return false;
            }

            rest = rest[digits..];
            if (Unit(rest) is not { } unit)
            {
                return false;
            }

            ticks += number * unit.Ticks;
            rest = rest[unit.Length..];
        }

        if (ticks <= 0 || ticks > Longest.Ticks)
        {
            return false;
        }

        duration = TimeSpan.FromTicks((long)ticks);
        return true;
    }

    private static (long Ticks, int Length)? Unit(ReadOnlySpan<char> text) =>
        text switch
        {
            _ when text.StartsWith("ms") => (TimeSpan.TicksPerMillisecond, 2),
            _ when text.StartsWith("s") => (TimeSpan.TicksPerSecond, 1),
            _ when text.StartsWith("m") => (TimeSpan.TicksPerMinute, 1),
            _ when text.StartsWith("h") => (TimeSpan.TicksPerHour, 1),
            _ when text.StartsWith("d") => (TimeSpan.TicksPerDay, 1),
            _ => null,
        };
}
