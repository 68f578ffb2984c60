using TokenLedger.Accounting.Metering;

namespace TokenLedger.Accounting.Budgets;

/// <summary>
/// The meter that a limit of tokens names: it and those below it are counted ("tokens.output" counts reasoning too). The
/// prefix "tokens." may be left out. No meter stands for all tokens.
/// </summary>
public static class LimitMeter
{
    private const string AllTokens = "tokens";

    /// <summary>The meter's full name.</summary>
    /// <param name="meter">As it was written; null for all tokens.</param>
    /// <returns>Null when there is no such meter.</returns>
    public static string? FullName(string? meter)
    {
        if (meter is null or AllTokens)
        {
            return AllTokens;
        }

        string prefixed = AllTokens + "." + meter;
        return Knows(meter) ? meter
            : Knows(prefixed) ? prefixed
            : null;
    }

    /// <summary>Whether use of a meter counts towards a limit on another.</summary>
    /// <param name="limit">The limit's, a full name.</param>
    /// <param name="used">A name of <see cref="Meters"/>.</param>
    public static bool Covers(string limit, string used)
    {
        ArgumentNullException.ThrowIfNull(limit);
        ArgumentNullException.ThrowIfNull(used);
        return used.StartsWith(limit, StringComparison.Ordinal)
            && (used.Length == limit.Length || used[limit.Length] == '.');
    }

    private static bool Knows(string meter) => MeterUnits.All.Any(known => known.Name == meter);
}
