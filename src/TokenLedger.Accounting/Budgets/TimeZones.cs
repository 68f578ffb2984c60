using System.Collections.Concurrent;

namespace TokenLedger.Accounting.Budgets;

/// <summary>
/// The machine's time zones by name. The system's own look-up takes a lock, at which many budgets that are read on all cores
/// would queue; what has been found once is found here without.
/// </summary>
internal static class TimeZones
{
    /// <summary>Zones kept at most: there are fewer, but one may be written in more than one way.</summary>
    private const int MostKept = 1_024;

    // Only zones that there are: what callers invent takes no room.
    private static readonly ConcurrentDictionary<string, TimeZoneInfo> s_found = new(StringComparer.Ordinal);

    /// <summary>Whether there is a zone of this name.</summary>
    public static bool Knows(string? name) => Find(name) is not null;

    /// <summary>A zone by its IANA name; null when this machine knows none.</summary>
    public static TimeZoneInfo? Find(string? name)
    {
        if (string.IsNullOrEmpty(name))
        {
            return null;
        }

        if (s_found.TryGetValue(name, out TimeZoneInfo? zone))
        {
            return zone;
        }

        if (TimeZoneInfo.TryFindSystemTimeZoneById(name, out zone) && s_found.Count < MostKept)
        {
            s_found.TryAdd(name, zone);
        }

        return zone;
    }
}
