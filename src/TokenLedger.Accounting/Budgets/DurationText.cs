using System.Globalization;

namespace TokenLedger.Accounting.Budgets;

/// <summary>Lengths of time as people write them: a whole number and s, m, h or d ("90m", "24h", "30d").</summary>
public static class DurationText
{
    private const int MostDigits = 9;

    /// <summary>Reads a length.</summary>
    /// <returns>False for any other text, and for lengths beyond 10,000 days.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out TimeSpan length)
    {
        length = default;
        long seconds = text.IsEmpty ? 0 : Seconds(text[^1]);
        if (
            seconds == 0
            || text.Length - 1 > MostDigits
            || !long.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out long count)
            || count * seconds > TimeSpan.FromDays(10_000).TotalSeconds
        )
        {
            return false;
        }

        length = TimeSpan.FromTicks(count * seconds * TimeSpan.TicksPerSecond);
        return true;
    }

    /// <summary>Writes a length of whole seconds in the largest unit that divides it.</summary>
    public static string Write(TimeSpan length)
    {
        long seconds = length.Ticks / TimeSpan.TicksPerSecond;
        foreach (char unit in (ReadOnlySpan<char>)['d', 'h', 'm'])
        {
            if (seconds != 0 && seconds % Seconds(unit) == 0)
            {
                return string.Create(CultureInfo.InvariantCulture, $"{seconds / Seconds(unit)}{unit}");
            }
        }

        return string.Create(CultureInfo.InvariantCulture, $"{seconds}s");
    }

    private static long Seconds(char unit) =>
        unit switch
        {
            's' => 1,
            'm' => 60,
            'h' => 3600,
            'd' => 86_400,
            _ => 0,
        };
}
