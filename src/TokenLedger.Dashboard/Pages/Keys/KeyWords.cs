using System.Globalization;
using TokenLedger.Accounting.Money;
using TokenLedger.Dashboard.Held;
using TokenLedger.Dashboard.Pages.Elements;

namespace TokenLedger.Dashboard.Pages.Keys;

/// <summary>Keys in a few words.</summary>
internal static class KeyWords
{
    /// <summary>What it may use: "gpt-5*, claude-* at openai".</summary>
    public static string Terms(HeldKey key)
    {
        string models = key.Models.Count == 0 ? "all models" : string.Join(", ", key.Models);
        string providers = key.Providers.Count == 0 ? "" : " at " + string.Join(", ", key.Providers);
        string routes = key.Routes.Count == 0 ? "" : " through " + string.Join(", ", key.Routes);
        return Show.Cut(models + providers + routes, 60);
    }

    /// <summary>
    /// When it was last used: to the second since the start of the gateway, before that the day of its last cost.
    /// </summary>
    public static string LastUse(KeyLine line, DateTimeOffset now)
    {
        if (line.Key.LastUsedAt is { } at)
        {
            return Show.Instant(at);
        }

        for (int i = line.Days.Count - 1; i >= 0; i--)
        {
            if (line.Days[i] != Usd.Zero)
            {
                DateTime day = now.UtcDateTime.Date.AddDays(i + 1 - line.Days.Count);
                return day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            }
        }

        return $"not in {line.Days.Count} days";
    }
}
