using System.Text;
using FsCheck;
using FsCheck.Fluent;
using TokenLedger.Accounting.Money;
using TokenLedger.Accounting.Reconciliation;
using TokenLedger.Ledger.Adjusting;
using TokenLedger.Ledger.Entries;
using TokenLedger.Reporting.Exports;
using TokenLedger.Reporting.Exports.Checking;
using TokenLedger.Reporting.Reconciliation.Exports;
using TokenLedger.Reporting.Tests.Support;

namespace TokenLedger.Reporting.Tests.Exports.Focus;

using Row = IReadOnlyDictionary<string, string>;

public sealed class FocusExportTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("1.2")]
    [InlineData("1.3")]
    [InlineData("1.4")]
    public void Every_charge_of_any_history_keeps_every_rule_of_the_specification(string version) =>
        Prop.ForAll(
                Gen.Choose(0, 10_000).ArrayOf().ToArbitrary(),
                script =>
                {
                    using Folded folded = Fold(FocusLedger.From(script));
                    foreach (string grain in (string[])["hour", "day"])
                    {
                        (string[] columns, Row[] rows, _) = Read(folded, ("focus-version", version), ("grain", grain));
                        Assert.All(
                            FocusRule.All.Where(rule => rule.Versions.Contains(version)),
                            rule => Assert.Null(rule.Judge(columns, rows))
                        );
                        int own = Array.FindIndex(columns, column => column.StartsWith("x_", StringComparison.Ordinal));
                        Assert.All(columns[own..], column => Assert.StartsWith("x_", column, StringComparison.Ordinal));
                    }
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void There_are_rules_for_every_column_and_each_of_them_can_fail()
    {
        using Folded folded = Fold(FocusLedger.From([.. Enumerable.Range(0, 60)]));
        (string[] columns, Row[] rows, _) = Read(folded);
        Assert.InRange(FocusRule.All.Count, 150, int.MaxValue);
        Assert.All(
            columns.Where(column => !column.StartsWith("x_", StringComparison.Ordinal)),
            column => Assert.Contains(FocusRule.All, rule => rule.Column == column)
        );
        foreach (FocusRule rule in FocusRule.All.Where(rule => rule.Versions.Contains("1.2")))
        {
            bool fails = Broken(columns, rows, rule).Any(broken => rule.Judge(broken.Columns, broken.Rows) is not null);
            Assert.True(fails, rule.Line);
        }
    }

    [Fact]
    public void Charges_sum_to_the_ledger_and_every_entry_is_charged_in_one_month_only() =>
        Prop.ForAll(
                Gen.Choose(0, 10_000).ArrayOf().ToArbitrary(),
                script =>
                {
                    using Folded folded = Fold(FocusLedger.From(script));
                    string expected = RandomLedger.KnownTotal(folded.Ledger, adjusted: true).ToString();
                    (_, _, ExportManifest all) = Read(folded);
                    Assert.Equal(expected, all.Totals["BilledCost"]);
                    Usd sum = Usd.Zero;
                    foreach (int month in (int[])[8, 9, 10, 11])
                    {
                        (_, _, ExportManifest one) = Read(
                            folded,
                            ("from", $"2026-{month:D2}-01"),
                            ("to", $"2026-{month + 1:D2}-01")
                        );
                        sum += Samples.Dollars(one.Totals["BilledCost"]);
                    }

                    Assert.Equal(expected, sum.ToString());
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public async Task A_closed_month_never_changes_and_its_corrections_are_charged_when_they_are_booked()
    {
        MemoryLedger ledger = new();
        DateTimeOffset august = Samples.Began.AddDays(-70);
        (_, Entry settlement) = Samples.Call(ledger, "1.5", at: august);
        settlement = settlement with { RecordedAt = august };
        using Folded folded = await Folded.OfAsync(ledger);

        // The ledger in memory books everything in November: what began in August was booked late.
        (_, Row[] before, _) = Read(folded);
        Assert.All(before, row => Assert.Equal("2026-11-01T00:00:00Z", row["BillingPeriodStart"]));
        Assert.All(before, row => Assert.False(row.ContainsKey("ChargeClass")));

        ledger.Append(Samples.Adjustment(settlement, "-0.5") with { Lines = [Correction("-0.5")] });
        await folded.FollowAsync();
        (_, Row[] after, _) = Read(folded);
        Row correction = Assert.Single(after, row => row.ContainsKey("ChargeClass"));
        Assert.Equal("Correction", correction["ChargeClass"]);
        Assert.Equal("-0.5", correction["BilledCost"]);
        Assert.Equal("2026-08-23T00:00:00Z", correction["ChargePeriodStart"]);
        Assert.Equal("2026-11-01T00:00:00Z", correction["BillingPeriodStart"]);
        Assert.Equal(settlement.Id.ToString(), correction["x_CorrectsEntryId"]);
        Assert.Equal(Bare(before), Bare(after.Where(row => row != correction)));
    }

    [Fact]
    public async Task A_correction_within_an_open_month_is_netted_and_has_no_class()
    {
        MemoryLedger ledger = new();
        (_, Entry settlement) = Samples.Call(ledger, "1.5");
        ledger.Append(
            Samples.Adjustment(settlement, "-1.5") with
            {
                Lines = [.. settlement.Lines.Select(AdjustmentLines.Reverse)],
            }
        );
        using Folded folded = await Folded.OfAsync(ledger);
        (_, Row[] rows, ExportManifest manifest) = Read(folded);
        Assert.Empty(rows);
        Assert.Equal("0", manifest.Totals["BilledCost"]);
    }

    [Fact]
    public async Task Own_discounts_are_the_difference_between_list_and_contracted_price()
    {
        using Folded folded = await Folded.OfAsync(FocusLedger.From([2]));
        (_, Row[] rows, _) = Read(folded);
        Row row = Assert.Single(rows);
        Assert.Equal("0.020625", row["ListUnitPrice"]);
        Assert.Equal("0.01753125", row["ContractedUnitPrice"]);
        Assert.Equal(("0.000003", "1000000 Tokens"), (row["PricingQuantity"], row["PricingUnit"]));
        Assert.Equal(("3", "Tokens"), (row["ConsumedQuantity"], row["ConsumedUnit"]));
        Assert.Equal(row["BilledCost"], Samples.Dollars("0.000000052594").ToString());
    }

    [Fact]
    public async Task What_has_no_price_says_so()
    {
        using Folded folded = await Folded.OfAsync(FocusLedger.From([4]));
        (_, Row[] rows, _) = Read(folded);
        Row row = Assert.Single(rows, row => row["x_Unpriced"] == "true");
        Assert.Equal(("5", "0"), (row["ConsumedQuantity"], row["BilledCost"]));
    }

    [Fact]
    public async Task The_reader_of_FOCUS_files_reads_ours()
    {
        using Folded folded = await Folded.OfAsync(FocusLedger.From([0, 1, 8, 16, 24, 9]));
        using MemoryStream to = new();
        await folded.Views.ExportAsync(
            RowExportTests.Query(("format", "focus")),
            folded.Source,
            to,
            Samples.Began,
            Cancellation
        );
        ExportResult read = ExportReader.Read(ExportForm.Focus, [new("focus.csv", to.ToArray())], null);
        Assert.Null(read.Problem);
        IReadOnlyList<ProviderLine> lines = read.Export!.Lines;
        Usd sum = lines.Aggregate(Usd.Zero, (total, line) => total + (line.Amount ?? Usd.Zero));
        Assert.Equal(RandomLedger.KnownTotal(folded.Ledger, adjusted: true), sum);
        Assert.All(lines, line => Assert.Contains(line.Meter, (string[])["tokens.input", "tokens.output"]));
        Assert.Equal(["azure", "openai"], lines.Select(line => line.Provider).Distinct().Order());
        Assert.All(lines, line => Assert.StartsWith("gpt-", line.Model, StringComparison.Ordinal));
    }

    private static Accounting.Rates.LineItem Correction(string amount) =>
        AdjustmentLines.Of(AdjustmentLines.Correction, Samples.Dollars(amount));

    /// <summary>Tables that differ from a good one in one place, for a rule to find.</summary>
    private static IEnumerable<(string[] Columns, Row[] Rows)> Broken(string[] columns, Row[] rows, FocusRule rule)
    {
        yield return ([.. columns.Where(column => column != rule.Column)], rows);
        yield return ([.. columns, rule.Column], rows);
        Row other = new Dictionary<string, string>(rows[0]) { [rule.Argument] = "other" };
        yield return (columns, [rows[0], other]);
        Dictionary<string, string> asked = rule
            .Conditions.Where(condition => condition is { Equal: true, Value: not null })
            .ToDictionary(condition => condition.Column, condition => condition.Value!);
        foreach (string? wrong in (string?[])[null, "wrong ", "-7", "0", "{\"Wrong\":null}"])
        {
            foreach (Row row in rows)
            {
                Dictionary<string, string> changed = new(row);
                foreach ((string column, string value) in asked)
                {
                    changed[column] = value;
                }

                foreach ((string column, bool equal, string? value) in rule.Conditions)
                {
                    if (equal && value is null)
                    {
                        changed.Remove(column);
                    }
                }

                changed.Remove(rule.Column);
                if (wrong is not null)
                {
                    changed[rule.Column] = wrong;
                }

                yield return (columns, [row, changed]);
            }
        }
    }

    private static IEnumerable<string> Bare(IEnumerable<Row> rows) =>
        rows.Select(row => string.Join('|', row.Where(cell => cell.Key != "x_LedgerRoot")));

    private static Folded Fold(MemoryLedger ledger) => Folded.OfAsync(ledger).GetAwaiter().GetResult();

    private static (string[] Columns, Row[] Rows, ExportManifest Manifest) Read(
        Folded folded,
        params (string Name, string Value)[] words
    )
    {
        ExportQuery query = RowExportTests.Query([("format", "focus"), .. words]);
        using MemoryStream to = new();
        ExportManifest manifest = folded
            .Views.ExportAsync(query, folded.Source, to, Samples.Began, CancellationToken.None)
            .GetAwaiter()
            .GetResult();
        using StringReader reader = new(Encoding.UTF8.GetString(to.ToArray()));
        string[] columns = [.. CsvRecords.Next(reader)!];
        List<Row> rows = [];
        while (CsvRecords.Next(reader) is { } cells)
        {
            rows.Add(
                columns
                    .Zip(cells)
                    .Where(cell => cell.Second.Length > 0)
                    .ToDictionary(cell => cell.First, cell => cell.Second)
            );
        }

        return (columns, [.. rows], manifest);
    }
}
