using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using TokenLedger.Accounting.Money;
using TokenLedger.Reporting.Exports;
using TokenLedger.Reporting.Exports.Checking;
using TokenLedger.Reporting.Exports.Delivering;
using TokenLedger.Reporting.Queries;
using TokenLedger.Reporting.Queries.Chargeback;
using TokenLedger.Reporting.Tests.Exports.Focus;
using TokenLedger.Reporting.Tests.Support;

namespace TokenLedger.Reporting.Tests.Exports;

/// <summary>Files that have the time before beside their figures.</summary>
public sealed class ExportComparedTests
{
    private const string Days = "from=2026-11-02T12:00:00Z to=2026-11-04 by=feature,agent compare=previous";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("csv")]
    [InlineData("jsonl")]
    [InlineData("parquet")]
    public void Groups_are_those_of_the_report_with_what_they_were_and_those_that_have_gone(string format) =>
        Prop.ForAll(
                Gen.Choose(0, 10_000).ArrayOf().ToArbitrary(),
                script =>
                {
                    using Folded folded = Folded.OfAsync(RandomHistory.From(script)).GetAwaiter().GetResult();
                    ExportQuery query = ExportedRows.Query($"{Days} format={format}");
                    (byte[] file, ExportManifest manifest) = ExportedRows
                        .WriteAsync(folded, query)
                        .GetAwaiter()
                        .GetResult();
                    CostReport report = folded.Views.Costs(
                        new()
                        {
                            Window = query.Window,
                            Before = query.Window.Previous(ExportedRows.Now),
                            By = query.By,
                            Limit = int.MaxValue,
                        }
                    );
                    Assert.Equal(
                        report.Rows.Select(Expected),
                        ExportedRows.Of(file, query.Format).Select(row => Told(row, "cost"))
                    );
                    Assert.Equal(report.Change!.Before.Known.ToString(), manifest.Totals["cost_usd_before"]);
                    Assert.Equal(report.Change.Difference.ToString(), manifest.Totals["difference_usd"]);
                    Assert.Equal(
                        (query.Window.Previous(ExportedRows.Now)!.From, query.Window.From),
                        (manifest.ComparedWith!.From, manifest.ComparedWith.To)
                    );
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void A_statement_has_what_each_was_charged_the_month_before_and_who_was_charged_only_then() =>
        Prop.ForAll(
                Gen.Choose(0, 10_000).ArrayOf().ToArbitrary(),
                script =>
                {
                    using Folded folded = Folded.OfAsync(FocusLedger.From(script)).GetAwaiter().GetResult();
                    ExportQuery query = ExportedRows.Query("rows=chargeback month=2026-11 compare=previous");
                    (byte[] file, ExportManifest manifest) = ExportedRows
                        .WriteAsync(folded, query)
                        .GetAwaiter()
                        .GetResult();
                    ChargebackStatement statement = folded.Views.Chargeback(
                        new()
                        {
                            Window = query.Window,
                            Before = new(new(2026, 10, 1, 0, 0, 0, default), query.Window.From),
                        }
                    );
                    Assert.Equal(
                        statement
                            .RowsBeside()
                            .Select(one =>
                                Texts(one.Row.Calls, one.Row.Charged, one.Before!.Calls, one.Before.Charged)
                            ),
                        ExportedRows.Of(file, query.Format).Select(row => Told(row, "charged"))
                    );
                    Assert.Equal(statement.Before!.Total.Charged.ToString(), manifest.Totals["charged_usd_before"]);
                }
            )
            .QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("", 36)]
    [InlineData("rows=chargeback by=feature", 36)]
    public async Task An_open_window_is_checked_against_the_time_that_its_manifest_says(string words, int hours)
    {
        using Folded folded = await Folded.OfAsync(RandomHistory.From([.. Enumerable.Range(1, 150)]));
        DateTimeOffset end = new(2026, 11, 4, 0, 0, 0, default);
        ExportQuery query = ExportedRows.Query($"last=20d compare=previous {words}".Trim()) with
        {
            Window = new(end.AddHours(-hours), null),
        };
        (byte[] file, ExportManifest manifest) = await ExportedRows.WriteAsync(folded, query.Compared(end));
        Assert.Equal(end.AddHours(-2 * hours), manifest.ComparedWith!.From);
        string path = folded["compared.csv"];
        await File.WriteAllBytesAsync(path, file, Cancellation);
        ExportManifest read = ExportManifest.Parse(manifest.ToJson())!;
        IReadOnlyList<CheckedPart> parts =
        [
            .. await ExportCheck.OfFileAsync(path, read, Cancellation),
            .. await ExportCheck.OfLedgerAsync(read, folded.Source, folded.Views, Cancellation),
        ];
        Assert.All(parts, part => Assert.True(part.Holds, part.Text));
        Assert.Equal("Made again from the ledger it is the same.", parts[^1].Text);

        ExportManifest other = read with { ComparedWith = new(end.AddHours(-80), end.AddHours(-70)) };
        IReadOnlyList<CheckedPart> wrong = await ExportCheck.OfLedgerAsync(
            other,
            folded.Source,
            folded.Views,
            Cancellation
        );
        Assert.False(wrong[^1].Holds);
    }

    [Theory]
    [InlineData("rows=calls compare=previous", "single facts")]
    [InlineData("rows=lines compare=previous", "single facts")]
    [InlineData("format=focus compare=previous", "single facts")]
    [InlineData("compare=next", "There is no comparison 'next'")]
    [InlineData("rows=chargeback compare=next", "There is no comparison 'next'")]
    [InlineData("from=2027-01-01 compare=previous", "Comparing needs a window that has begun")]
    public void What_has_no_time_before_is_refused(string words, string expected)
    {
        Assert.Null(ExportedRows.Read(words, null, out string? problem));
        Assert.Contains(expected, problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("rows=groups", "2026-10-02")] // as costs have it: the same length
    [InlineData("rows=chargeback", "2026-10-01")] // as statements have it: the month
    public void A_planned_export_is_compared_as_the_same_words_are(string rows, string before)
    {
        ExportPlan plan = new()
        {
            Name = "monthly",
            Period = ExportPeriod.Monthly,
            Query = ExportedRows.Query($"{rows} from=1970-01-01 to=1970-01-02 compare=previous"),
            Target = new FolderTarget("out"),
        };
        DateTimeOffset november = new(2026, 11, 1, 0, 0, 0, default);
        ExportQuery query = plan.QueryFor(november);
        Assert.Equal(ExportedRows.Query($"{rows} from=2026-11-01 to=2026-12-01 compare=previous").Before, query.Before);
        Assert.Equal(new(DateTimeOffset.Parse(before + "Z", CultureInfo.InvariantCulture), november), query.Before);
        Assert.Null((plan with { Query = ExportedRows.Query(rows) }).QueryFor(november).Before);
    }

    private static string Expected(CostRow row)
    {
        Assert.Equal(row.Figures.Known - row.Change!.Before.Known, row.Change.Difference);
        return Texts(row.Figures.Calls, row.Figures.Known, row.Change.Before.Calls, row.Change.Before.Known);
    }

    private static string Told(IReadOnlyDictionary<string, string> row, string what) =>
        string.Join(
            ' ',
            row["calls"],
            row[what + "_usd"],
            row["calls_before"],
            row[what + "_usd_before"],
            row["difference_usd"],
            row.GetValueOrDefault("percent")
        );

    private static string Texts(long calls, Usd now, long callsBefore, Usd before)
    {
        decimal? percent =
            before > Usd.Zero
                ? decimal.Round((decimal)(now - before).Pico * 100 / (decimal)before.Pico, 2, MidpointRounding.ToEven)
                : null;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{calls} {now} {callsBefore} {before} {now - before} {percent:0.##}"
        );
    }
}
