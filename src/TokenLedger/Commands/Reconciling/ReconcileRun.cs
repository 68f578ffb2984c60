using System.Security.Cryptography;
using TokenLedger.Accounting.Rates;
using TokenLedger.Accounting.Reconciliation;
using TokenLedger.Commands.Adjusting;
using TokenLedger.Commands.Output;
using TokenLedger.Dashboard.Adjusting;
using TokenLedger.Ledger.Adjusting;
using TokenLedger.Reporting.Queries;
using TokenLedger.Reporting.Reconciliation.Exports;
using TokenLedger.Serve;

namespace TokenLedger.Commands.Reconciling;

/// <summary>Reads the export, reads the ledger, compares, says what came of it, and books what was asked for.</summary>
internal sealed class ReconcileRun(ReconcileRequest request, TextWriter output, TextWriter error, TimeProvider time)
{
    /// <summary>Most line items of the ledger that are compared at once; each takes about 200 bytes.</summary>
    public const int MostLines = 4_000_000;

    private static readonly TimeSpan Margin = TimeSpan.FromDays(1);

    /// <summary>0 when all is explained within the tolerance, 1 when not, 2 when asked wrongly.</summary>
    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        IReadOnlyList<ExportFile> files = await ExportFiles.ReadAsync(request.Files, cancellation);
        ExportResult read = ExportReader.Read(request.Form, files, request.Mapping);
        ProviderExport export = read.Export ?? throw CostOptions.Misused(read.Problem!);
        if (export.Lines.Count == 0 && export.UsageBuckets.Count + export.CostBuckets.Count == 0)
        {
            throw CostOptions.Misused("The export has no usage and no charges. Export a span of time that has some.");
        }

        RateBook rates = RateFiles.Load(request.Configuration.Rates);
        ReconciliationReport report;
        long asOf;
        using (LedgerReports reports = await LedgerReports.OpenAsync(request.Configuration.Data, error, cancellation))
        {
            report = Compare(export, reports.Views, rates);
            asOf = reports.Views.Position;
        }

        IReadOnlyList<AdjustmentDraft> drafts = new ReconcileBooking(request, report, Digest(files), time).Drafts();
        IReadOnlyList<AdjustmentDocument>? booked = request.ApplyReason is null
            ? null
            : await BookAsync(drafts, cancellation);
        if (request.Json)
        {
            ReconcileJson.Write(report, request, drafts, booked, asOf, output);
        }
        else
        {
            new ReconcileTable(report, request, output).Write(drafts, booked, asOf);
        }

        if (await GapRecord.NoteAsync(request, report, Digest(files), time, cancellation) is { } problem)
        {
            await error.WriteLineAsync(problem);
        }

        bool isBooked = booked is null || booked.All(one => one.IsBooked);
        return isBooked && report.Unexplained <= request.Tolerance && !report.HasUnvalued ? 0 : ExitCode.Failed;
    }

    private ReconciliationReport Compare(ProviderExport export, Views views, RateBook rates)
    {
        IEnumerable<ExportBucket> buckets = export
            .UsageBuckets.Concat(export.CostBuckets)
            .Concat(export.Lines.Select(line => new ExportBucket(line.Day, line.From, line.To)));
        Window window = new(buckets.Min(bucket => bucket.From) - Margin, buckets.Max(bucket => bucket.To) + Margin);
        HashSet<string> providers = [.. export.Lines.Select(line => line.Provider)];
        if (request.Form is ExportForm.OpenAi or ExportForm.Anthropic)
        {
            providers.Add(request.Form == ExportForm.OpenAi ? "openai" : "anthropic");
        }

        IReadOnlyList<BookedLine> ours =
            views.Booked(providers, window, MostLines)
            ?? throw new CommandFailedException(
                $"The ledger has more than {MostLines:N0} line items in this span. Compare fewer days at once, with files of fewer days."
            );
        return Reconciler.Run(
            export,
            ours,
            new(rates)
            {
                Keys = request.Keys,
                ZoneIsStated = request.ZoneIsStated,
                From = request.From,
                To = request.To,
            }
        );
    }

    private async Task<IReadOnlyList<AdjustmentDocument>> BookAsync(
        IReadOnlyList<AdjustmentDraft> drafts,
        CancellationToken cancellation
    )
    {
        if (drafts.Count == 0)
        {
            return [];
        }

        await using IAdjustmentRoad road = await AdjustmentRoad.OpenAsync(
            request.Configuration.Data,
            request.Configuration.Gateway.AdminToken,
            time,
            cancellation
        );
        return await road.BookAsync(drafts, cancellation);
    }

    /// <summary>What the export was, so that an adjustment can be traced to it: SHA-256 over its files in order.</summary>
    private static string Digest(IReadOnlyList<ExportFile> files)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (ExportFile file in files)
        {
            hash.AppendData(SHA256.HashData(file.Bytes.Span));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
