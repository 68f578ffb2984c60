using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using TokenLedger.Accounting.Money;
using TokenLedger.Accounting.Rates;
using TokenLedger.Accounting.Reconciliation;
using TokenLedger.Ledger.Adjusting;
using TokenLedger.Ledger.Entries;

namespace TokenLedger.Commands.Reconciling;

/// <summary>
/// Words what is to be booked as adjustments: one for each row, cause, call and bucket. Their keys follow from what they
/// say and from the export, so that the same run twice books once.
/// </summary>
internal sealed class ReconcileBooking(
    ReconcileRequest request,
    ReconciliationReport report,
    string exportDigest,
    TimeProvider time
)
{
    private const int ShortDigest = 12;

    /// <summary>The adjustments, in order of the rows.</summary>
    public IReadOnlyList<AdjustmentDraft> Drafts() => [.. report.Rows.SelectMany(Drafts)];

    private IEnumerable<AdjustmentDraft> Drafts(ReconciledRow row) =>
        from part in row.Explanations
        where IsBooked(row, part.Cause)
        from line in part.Correction
        group line by (
            part.Cause,
            part.Bucket,
            line.Call,
            line.Model,
            Tier: line.Call is null ? line.Tier : null
        ) into lines
        let draft = Draft(row, lines.Key.Cause, lines.Key.Bucket, [.. lines])
        where draft.Lines.Any(line => line.Amount is { } amount && amount != Usd.Zero)
        select draft;

    private bool IsBooked(ReconciledRow row, Cause cause)
    {
        Usd rounding = row[Cause.Rounding];
        bool isLarge = rounding >= request.RoundingThreshold || -rounding >= request.RoundingThreshold;
        return request.Booked.Contains(cause) || (cause == Cause.Rounding && isLarge);
    }

    private AdjustmentDraft Draft(ReconciledRow row, Cause cause, DateTimeOffset? bucket, CorrectingLine[] lines)
    {
        Guid? call = lines[0].Call;
        DateTimeOffset now = time.GetUtcNow();
        DateTimeOffset instant = bucket ?? row.Instant;
        AdjustmentDraft draft = new()
        {
            Key = "",
            Reason = Reason(row, cause),
            Subject = $"export {exportDigest[..ShortDigest]}",
            Lines = [.. lines.Select(Line)],
        };
        string key = Key(row, cause, bucket, draft, lines);
        return call is not null
            ? draft with
            {
                Key = key,
                CorrectsCall = call,
                Priced = true,
            }
            : draft with
            {
                Key = key,
                Provider = row.Provider,
                Model = lines[0].Model ?? row.Model,
                ServiceTier = lines[0].Tier == Tiers.Standard ? null : lines[0].Tier,
                Attribution = Attribution.None with { Key = OurKey(row.Key) },
                OccurredAt = instant < now ? instant : now,
            };
    }

    private string Reason(ReconciledRow row, Cause cause)
    {
        string text = string.Create(
            CultureInfo.InvariantCulture,
            $"{request.ApplyReason ?? "dry run"} (reconciled {cause.Name()}, {row.Day:yyyy-MM-dd})"
        );
        return text.Length <= AdjustmentEntry.LongestReason ? text : text[..AdjustmentEntry.LongestReason];
    }

    /// <summary>The fingerprint of a mapped key: of several for one key the first by order.</summary>
    private string? OurKey(string? theirs) =>
        theirs is null || request.Keys is null
            ? null
            : request
                .Keys.Where(key => key.Value == theirs)
                .Select(key => key.Key)
                .Order(StringComparer.Ordinal)
                .FirstOrDefault();

    private string Key(
        ReconciledRow row,
        Cause cause,
        DateTimeOffset? bucket,
        AdjustmentDraft draft,
        CorrectingLine[] lines
    )
    {
        StringBuilder text = new();
        text.AppendJoin(
            '\n',
            exportDigest,
            row.Provider,
            row.Model,
            row.Key,
            cause.Name(),
            lines[0].Call?.ToString("D"),
            lines[0].Tier
        );
        text.Append(CultureInfo.InvariantCulture, $"\n{row.Day:yyyy-MM-dd}\n{bucket:O}");
        foreach (LineItem line in draft.Lines)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n{line.Meter} {line.Quantity} {line.Amount}");
        }

        return "reconcile-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    private static LineItem Line(CorrectingLine line) =>
        line.Meter is null
            ? AdjustmentLines.Of(AdjustmentLines.Correction, line.Amount ?? Usd.Zero)
            : new()
            {
                Meter = line.Meter,
                Quantity = line.Quantity,
                Provenance = line.Provenance,
                Amount = line.Amount,
            };
}
