using TokenLedger.Accounting.Metering;

namespace TokenLedger.Accounting.Reconciliation;

/// <summary>
/// Brings the ledger's meters to those an export distinguishes: reasoning is part of the output where the export has no
/// meter for it, an audio token part of the input, and so on.
/// </summary>
internal static class MeterFold
{
    /// <summary>The nearest meter of the export's that contains this one; null when none does.</summary>
    public static string? Into(IReadOnlySet<string> meters, string meter)
    {
        // A write whose lifetime nobody stated is of the usual one.
        if (meter == Meters.CacheWrite && !meters.Contains(meter) && meters.Contains(Meters.CacheWrite5m))
        {
            return Meters.CacheWrite5m;
        }

        for (string? broader = meter; broader is not null; broader = Broader(broader))
        {
            if (meters.Contains(broader))
            {
                return broader;
            }
        }

        return null;
    }

    private static string? Broader(string meter) =>
        meter switch
        {
            Meters.CacheRead or Meters.CacheWrite => Meters.Input,
            _ when meter.StartsWith("tokens.", StringComparison.Ordinal) && meter.Count(c => c == '.') > 1 => meter[
                ..meter.LastIndexOf('.')
            ],
            _ => null,
        };
}
