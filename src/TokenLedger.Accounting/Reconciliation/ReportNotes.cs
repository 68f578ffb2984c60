using System.Globalization;
using TokenLedger.Accounting.Money;

namespace TokenLedger.Accounting.Reconciliation;

/// <summary>What could not be compared, and what was taken for granted.</summary>
internal static class ReportNotes
{
    public static IEnumerable<string> Of(
        Grain grain,
        ReconcileTerms terms,
        IReadOnlyList<BookedLine> ours,
        TimeSpan offset
    )
    {
        if (!grain.ByKey)
        {
            yield return terms.Keys is { Count: > 0 }
                ? "Compared without keys: not every line of the export names one."
                : "Compared without keys: say with --key-map which key of the provider each of ours is.";
        }

        if (!grain.ByModel)
        {
            yield return "Compared without models: the export is not grouped by model. Export it with group_by=model "
                + "(costs: line_item or description).";
        }

        if (grain.Costs.Count == 0 && grain.Usage.Count > 0)
        {
            yield return "The export has quantities but no charges: they are valued at the ledger's prices, so no "
                + "difference of prices can be seen. Give the cost export too.";
            if (NotCounted(grain, ours) is { Length: > 0 } meters)
            {
                yield return $"Not in this export, so not compared: {meters}.";
            }
        }

        if (grain.Usage.Count == 0 && grain.Costs.Count > 0)
        {
            yield return "The export has charges but no quantities: causes can only be told by amounts. Give the usage "
                + "export too.";
        }

        if (offset != TimeSpan.Zero)
        {
            string sign = offset < TimeSpan.Zero ? "-" : "+";
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"The provider's days agree with the ledger's calls at UTC{sign}{offset:hh\\:mm}; say so with --time-zone."
            );
        }
    }

    private static string NotCounted(Grain grain, IReadOnlyList<BookedLine> ours) =>
        string.Join(
            ", ",
            ours.Where(line => line.Amount is { } amount && amount != Usd.Zero)
                .Select(line => grain.Fold(line.Meter))
                .Where(meter => meter != BookedLine.NoMeter && !grain.CountsUsageOf(meter))
                .Distinct()
                .Order(StringComparer.Ordinal)
        );
}
