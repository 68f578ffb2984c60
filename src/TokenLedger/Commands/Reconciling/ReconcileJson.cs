using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using TokenLedger.Accounting.Money;
using TokenLedger.Accounting.Reconciliation;
using TokenLedger.Commands.Pricing;
using TokenLedger.Dashboard.Adjusting;
using TokenLedger.Ledger.Adjusting;

namespace TokenLedger.Commands.Reconciling;

/// <summary>A reconciliation as one JSON object; amounts and quantities are exact decimals as texts.</summary>
internal sealed class ReconcileJson(Utf8JsonWriter json)
{
    private static readonly JsonWriterOptions _plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Write(
        ReconciliationReport report,
        ReconcileRequest request,
        IReadOnlyList<AdjustmentDraft> drafts,
        IReadOnlyList<AdjustmentDocument>? booked,
        long asOfEntry,
        TextWriter output
    )
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter writer = new(buffer, _plain))
        {
            new ReconcileJson(writer).Write(report, request, drafts, booked, asOfEntry);
        }

        output.WriteLine(Encoding.UTF8.GetString(buffer.WrittenSpan));
    }

    private void Write(
        ReconciliationReport report,
        ReconcileRequest request,
        IReadOnlyList<AdjustmentDraft> drafts,
        IReadOnlyList<AdjustmentDocument>? booked,
        long asOfEntry
    )
    {
        json.WriteStartObject();
        json.WriteNumber("as_of_entry", asOfEntry);
        json.WriteString("first_day", Day(report.FirstDay));
        json.WriteString("last_day", Day(report.LastDay));
        json.WriteBoolean("by_model", report.ByModel);
        json.WriteBoolean("by_key", report.ByKey);
        json.WriteString("found_utc_offset", report.FoundOffset?.ToString("c", CultureInfo.InvariantCulture));
        Amount("amount_step_usd", report.AmountStep);
        Figures(report.Theirs, report.Ours, report.Residual, cause => report[cause]);
        Amount("unexplained_usd", report.Unexplained);
        Amount("tolerance_usd", request.Tolerance);
        json.WriteBoolean("explained", report.Unexplained <= request.Tolerance && !report.HasUnvalued);
        json.WriteStartArray("rows");
        foreach (ReconciledRow row in report.Rows)
        {
            Row(row);
        }

        json.WriteEndArray();
        Adjustments(drafts, booked);
        json.WriteStartArray("notes");
        foreach (string note in report.Notes)
        {
            json.WriteStringValue(note);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void Row(ReconciledRow row)
    {
        json.WriteStartObject();
        json.WriteString("provider", row.Provider);
        json.WriteString("day", Day(row.Day));
        json.WriteString("model", row.Model);
        json.WriteString("key", row.Key);
        json.WriteBoolean("billed", row.Billed);
        Figures(row.Theirs, row.Ours, row.Residual, cause => row[cause]);
        json.WriteStartArray("explanations");
        foreach (Explanation part in row.Explanations)
        {
            Part(part);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void Figures(Usd theirs, Usd ours, Usd residual, Func<Cause, Usd> amount)
    {
        Amount("theirs_usd", theirs);
        Amount("ours_usd", ours);
        Amount("residual_usd", residual);
        json.WriteStartObject("causes");
        foreach (Cause cause in Causes.All)
        {
            Amount(cause.Name(), amount(cause));
        }

        json.WriteEndObject();
    }

    private void Part(Explanation part)
    {
        json.WriteStartObject();
        json.WriteString("cause", part.Cause.Name());
        Amount("usd", part.Amount);
        Text("meter", part.Meter);
        Text("quantity", part.Quantity is { } quantity ? PricedJson.Number(quantity) : null);
        Text("our_rate", part.OurRate);
        Text("their_rate", part.TheirRate);
        Text("our_tier", part.OurTier);
        Text("their_tier", part.TheirTier);
        if (part.Bucket is { } bucket)
        {
            json.WriteString("bucket", bucket.UtcDateTime);
        }

        if (part.Calls is { } calls)
        {
            json.WriteStartObject("calls");
            json.WriteNumber("count", calls.Count);
            json.WriteString("first", calls.First.UtcDateTime);
            json.WriteString("last", calls.Last.UtcDateTime);
            json.WriteNumber("entry", calls.Entry);
            json.WriteEndObject();
        }

        if (part.IsUnvalued)
        {
            json.WriteBoolean("unvalued", true);
        }

        Text("note", part.Note);
        json.WriteEndObject();
    }

    private void Adjustments(IReadOnlyList<AdjustmentDraft> drafts, IReadOnlyList<AdjustmentDocument>? booked)
    {
        json.WriteBoolean("applied", booked is not null);
        json.WriteStartArray("adjustments");
        for (int i = 0; i < drafts.Count; i++)
        {
            json.WriteStartObject();
            Amount("usd", AdjustmentLines.Sum(drafts[i].Lines));
            json.WriteString("reason", drafts[i].Reason);
            json.WriteString("idempotency_key", drafts[i].Key);
            if (booked is not null)
            {
                json.WriteString("status", booked[i].Status);
                Text("entry", booked[i].Entry?.ToString("D"));
                Text("problem", booked[i].Problem);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void Amount(string name, Usd amount) => json.WriteString(name, amount.ToString());

    private void Text(string name, string? text)
    {
        if (text is not null)
        {
            json.WriteString(name, text);
        }
    }

    private static string? Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
