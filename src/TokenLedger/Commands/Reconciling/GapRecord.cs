using System.Globalization;
using TokenLedger.Accounting.Money;
using TokenLedger.Accounting.Reconciliation;
using TokenLedger.Commands.Administration;
using TokenLedger.Gateway.Administration;

namespace TokenLedger.Commands.Reconciling;

/// <summary>Leaves in the ledger that a bill could not be explained, so that people are alerted (alerts.reconciliation_gap).</summary>
internal static class GapRecord
{
    /// <summary>Records it when more is unexplained than the configuration lets pass.</summary>
    /// <returns>One sentence when it should have been recorded and could not be.</returns>
    public static async Task<string?> NoteAsync(
        ReconcileRequest request,
        ReconciliationReport report,
        string exportDigest,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        if (request.Configuration.Alerts.ReconciliationGap is not { } most || report.Unexplained <= most)
        {
            return null;
        }

        ReconciliationGap gap = new(
            Subject(report),
            report.Unexplained.ToString(),
            report.Theirs.ToString(),
            report.Ours.ToString(),
            exportDigest
        );
        try
        {
            await using AdminRoad road = await AdminRoad.OpenAsync(request.Configuration, time, cancellation);
            await road.PostAsync(
                "api/v1/reconciliations/gaps",
                gap,
                ReconciliationJson.Default.ReconciliationGap,
                idempotencyKey: null,
                cancellation
            );
            return null;
        }
        catch (CommandFailedException failure)
        {
            return "The gap could not be recorded, so there will be no alert: " + failure.Message;
        }
    }

    private static string Subject(ReconciliationReport report)
    {
        string providers = string.Join(", ", report.Rows.Select(row => row.Provider).Distinct());
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{providers} {report.FirstDay:yyyy-MM-dd} to {report.LastDay:yyyy-MM-dd}"
        );
    }
}
