using System.Globalization;
using TokenLedger.Accounting;
using TokenLedger.Accounting.Money;
using TokenLedger.Accounting.Reconciliation;
using TokenLedger.Commands.Output;
using TokenLedger.Dashboard.Adjusting;
using TokenLedger.Ledger.Adjusting;
using TokenLedger.Reporting.Exports;

namespace TokenLedger.Commands.Reconciling;

/// <summary>A reconciliation for people: worst rows first, a column for each cause that occurs, and the proofs below.</summary>
internal sealed class ReconcileTable(ReconciliationReport report, ReconcileRequest request, TextWriter output)
{
    /// <summary>Explanations shown below the table; all are in the JSON.</summary>
    private const int MostDetails = 30;

    public void Write(IReadOnlyList<AdjustmentDraft> drafts, IReadOnlyList<AdjustmentDocument>? booked, long asOfEntry)
    {
        if (report.Rows.Count == 0)
        {
            output.WriteLine("Nothing to compare: neither side has anything in these days.");
        }
        else
        {
            Rows().WriteTo(output);
            WriteDetails();
        }

        foreach (string note in report.Notes)
        {
            output.WriteLine(note);
        }

        if (report.Rows.Any(row => !row.Billed))
        {
            output.WriteLine("* not charged in the export: the provider's quantities at the ledger's prices");
        }

        WriteVerdict();
        WriteBookings(drafts, booked);
        output.WriteLine($"as of entry {asOfEntry.ToString("N0", CultureInfo.InvariantCulture)}");
    }

    private Table Rows()
    {
        ReconciledRow[] rows =
        [
            .. report
                .Rows.OrderByDescending(row => Size(row.Residual))
                .ThenByDescending(row => row.Explanations.Aggregate(Usd.Zero, (sum, part) => sum + Size(part.Amount)))
                .ThenBy(row => row.Day)
                .ThenBy(row => row.Model, StringComparer.Ordinal),
        ];
        Cause[] causes = [.. Causes.All.Where(cause => report.Rows.Any(row => row[cause] != Usd.Zero))];
        bool providers = report.Rows.DistinctBy(row => row.Provider).Count() > 1;
        Table table = new([
            "DAY",
            .. providers ? ["PROVIDER"] : Array.Empty<string>(),
            "MODEL",
            .. report.ByKey ? ["KEY"] : Array.Empty<string>(),
            ">THEIRS",
            ">OURS",
            ">RESIDUAL",
            .. causes.Select(cause => ">" + cause.Name().ToUpperInvariant().Replace('_', ' ')),
        ]);
        List<Func<ReconciledRow, Usd>> figures = [row => row.Theirs, row => row.Ours, row => row.Residual];
        figures.AddRange(causes.Select(cause => (Func<ReconciledRow, Usd>)(row => row[cause])));
        (IReadOnlyList<Usd> Shown, Usd Total)[] columns =
        [
            .. figures.Select(figure => SixDecimals.Round([.. rows.Select(figure)])),
        ];
        for (int i = 0; i < rows.Length; i++)
        {
            int row = i;
            table.Add([
                .. Names(rows[i], providers),
                .. columns.Select(column => SixDecimals.Format(column.Shown[row])),
            ]);
        }

        string[] blanks = [.. Enumerable.Repeat("", Names(rows[0], providers).Count - 1)];
        table.Add(["TOTAL", .. blanks, .. columns.Select(column => SixDecimals.Format(column.Total))]);
        return table;
    }

    private List<string> Names(ReconciledRow row, bool providers)
    {
        List<string> names = [row.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) + (row.Billed ? "" : "*")];
        if (providers)
        {
            names.Add(row.Provider);
        }

        names.Add(row.Model ?? (report.ByModel ? "(no model)" : "(all)"));
        if (report.ByKey)
        {
            names.Add(row.Key ?? "(others)");
        }

        return names;
    }

    private void WriteDetails()
    {
        (ReconciledRow Row, Explanation Part)[] parts =
        [
            .. report
                .Rows.SelectMany(row => row.Explanations.Select(part => (row, part)))
                .OrderByDescending(one => Size(one.part.Amount))
                .ThenBy(one => one.row.Day),
        ];
        if (parts.Length > 0)
        {
            output.WriteLine();
        }

        foreach ((ReconciledRow row, Explanation part) in parts.Take(MostDetails))
        {
            output.WriteLine(Detail(row, part));
        }

        if (parts.Length > MostDetails)
        {
            output.WriteLine($"… and {parts.Length - MostDetails:N0} smaller ones; all are in --json.");
        }

        if (parts.Length > 0)
        {
            output.WriteLine();
        }
    }

    private static string Detail(ReconciledRow row, Explanation part)
    {
        List<string> words = [];
        if (part.Meter is not null)
        {
            words.Add(part.Meter);
        }

        if (part.Quantity is { } quantity && quantity != 0)
        {
            words.Add(quantity.ToString("#,0.######", CultureInfo.InvariantCulture) + " units");
        }

        if (part.OurRate is not null && part.TheirRate is not null)
        {
            words.Add($"ours {part.OurRate}, theirs {part.TheirRate}");
        }
        else if ((part.OurRate ?? part.TheirRate) is { } rate)
        {
            words.Add("at " + rate);
        }

        if (part.TheirTier is not null)
        {
            words.Add($"booked {part.OurTier}, billed {part.TheirTier}");
        }

        if (part.Calls is { } calls)
        {
            words.Add(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{Counted.Of(calls.Count, "call")} {calls.First:MM-dd HH:mm:ss} to {calls.Last:MM-dd HH:mm:ss} UTC, from entry {calls.Entry}"
                )
            );
        }

        if (part.Note is not null)
        {
            words.Add(part.Note);
        }

        return string.Create(
            CultureInfo.InvariantCulture,
            $"{row.Day:yyyy-MM-dd} {row.Model ?? "-"}: {part.Cause.Name()} {part.Amount} USD: {string.Join("; ", words)}"
        );
    }

    private void WriteVerdict()
    {
        Usd open = report.Unexplained;
        string verdict =
            open <= request.Tolerance
                ? open == Usd.Zero
                    ? "Every difference is explained."
                    : $"{open} USD are not explained, within the tolerance of {request.Tolerance} USD."
                : $"{open} USD are not explained, more than the tolerance of {request.Tolerance} USD.";
        output.WriteLine($"residual {report.Residual} USD. {verdict}");
        if (report.HasUnvalued)
        {
            output.WriteLine(
                "Some usage has a price on neither side, so no amount shows it: add the model to the rate book and ask again."
            );
        }
    }

    private void WriteBookings(IReadOnlyList<AdjustmentDraft> drafts, IReadOnlyList<AdjustmentDocument>? booked)
    {
        Usd sum = drafts.Aggregate(Usd.Zero, (total, draft) => total + AdjustmentLines.Sum(draft.Lines));
        if (booked is null)
        {
            if (drafts.Count > 0)
            {
                output.WriteLine($"--apply would book {Counted.Of(drafts.Count, "adjustment")}, {sum} USD together.");
            }

            return;
        }

        int fresh = booked.Count(one => one.Status == "booked");
        int known = booked.Count(one => one.Status == "already_booked");
        output.WriteLine(
            $"Booked {Counted.Of(fresh, "adjustment")} of {drafts.Count:N0}, {sum} USD together"
                + (known > 0 ? $"; {Counted.Of(known, "was", "were")} in the ledger already." : ".")
        );
        foreach (AdjustmentDocument refused in booked.Where(one => !one.IsBooked))
        {
            output.WriteLine($"Not booked ({refused.Status}): {refused.Problem}");
        }
    }

    private static Usd Size(Usd amount) => amount < Usd.Zero ? -amount : amount;
}
