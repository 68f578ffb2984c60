using System.Globalization;
using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using TokenLedger.Accounting.Money;
using TokenLedger.Ledger;
using TokenLedger.Ledger.Entries;
using TokenLedger.Reporting.Exports;
using TokenLedger.Reporting.Exports.Checking;
using TokenLedger.Reporting.Queries;
using TokenLedger.Reporting.Tests.Support;

namespace TokenLedger.Reporting.Tests.Exports;

public sealed class RowExportTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> EveryShape { get; } =
        new MatrixTheoryData<string, string>(["groups", "calls", "lines"], ["csv", "json", "jsonl", "parquet"]);

    [Theory]
    [MemberData(nameof(EveryShape))]
    public async Task An_export_says_what_it_is_and_can_be_checked(string rows, string format)
    {
        using Folded folded = await Folded.OfAsync(RandomLedger.From([.. Enumerable.Range(1, 400)]));
        (string path, ExportManifest manifest) = await WriteAsync(folded, Query(("rows", rows), ("format", format)));
        Assert.Equal(new FileInfo(path).Length, manifest.Bytes);
        Assert.Equal(400, manifest.Entries.AsOfEntry);
        Assert.Equal(Convert.ToHexStringLower(folded.Ledger.Head.Root.Span), manifest.Entries.Root);
        Assert.Equal(("memory", 400), (manifest.Checkpoint!.Origin, manifest.Checkpoint.Size));
        string column = rows == "lines" ? "amount_usd" : "cost_usd";
        Assert.Equal(RandomLedger.KnownTotal(folded.Ledger, adjusted: true).ToString(), manifest.Totals[column]);

        ExportManifest read = ExportManifest.Parse(
            await File.ReadAllTextAsync(path + ExportManifest.Ending, Cancellation)
        )!;
        Samples.Call(folded.Ledger, "7");
        await folded.FollowAsync();
        IReadOnlyList<CheckedPart> parts =
        [
            .. await ExportCheck.OfFileAsync(path, read, Cancellation),
            .. await ExportCheck.OfLedgerAsync(read, folded.Source, folded.Views, Cancellation),
        ];
        Assert.Equal(["checksum", "totals", "root", "checkpoint", "content"], parts.Select(part => part.What));
        Assert.All(parts, part => Assert.True(part.Holds, part.Text));
        if (rows != "groups")
        {
            Assert.Equal("Made again from the ledger it is the same.", parts[^1].Text);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_rows_of_any_history_sum_to_the_ledger_to_the_last_pico_dollar(bool booked) =>
        Prop.ForAll(
                Gen.Choose(0, 10_000).ArrayOf().ToArbitrary(),
                script =>
                {
                    using Folded folded = Folded.OfAsync(RandomLedger.From(script)).GetAwaiter().GetResult();
                    Usd expected = RandomLedger.KnownTotal(folded.Ledger, adjusted: !booked);
                    foreach (string rows in (string[])["calls", "lines", "groups"])
                    {
                        ExportQuery query = Query(("rows", rows), ("basis", booked ? "as_booked" : "as_corrected"));
                        ExportManifest manifest = Export(folded, query, Stream.Null);
                        string column = rows == "lines" ? "amount_usd" : "cost_usd";
                        Assert.Equal(expected.ToString(), manifest.Totals[column]);
                        CostFigures total = folded.Views.Costs(new CostQuery { AsBooked = booked }).Total;
                        Assert.Equal(
                            (total.Reported.ToString(), total.Counted.ToString(), total.Estimated.ToString()),
                            (
                                manifest.Totals["reported_usd"],
                                manifest.Totals["counted_usd"],
                                manifest.Totals["estimated_usd"]
                            )
                        );
                    }
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public async Task Every_line_says_what_its_amount_rests_on_and_its_parts_are_the_amount()
    {
        using Folded folded = await Folded.OfAsync(RandomHistory.From([.. Enumerable.Range(1, 90)]));
        using MemoryStream file = new();
        Export(folded, Query(("rows", "lines"), ("format", "jsonl")), file);

        HashSet<string> columns = [];
        foreach (
            string line in Encoding.UTF8.GetString(file.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries)
        )
        {
            JsonElement row = JsonElement.Parse(line);
            decimal[] parts = [.. s_parts.Select(part => Amount(row, part))];
            Assert.Equal(Amount(row, "amount_usd"), parts.Sum());
            if (row.TryGetProperty("provenance", out JsonElement provenance))
            {
                string own = provenance.GetString() + "_usd";
                Assert.All(s_parts.Where(part => part != own), other => Assert.Equal(0, Amount(row, other)));
                columns.Add(own);
            }
        }

        Assert.Equal(s_parts.Order(), columns.Order());
    }

    private static readonly string[] s_parts = ["reported_usd", "counted_usd", "estimated_usd"];

    private static decimal Amount(JsonElement row, string name) =>
        row.TryGetProperty(name, out JsonElement amount)
            ? decimal.Parse(amount.GetString()!, CultureInfo.InvariantCulture)
            : 0;

    [Fact]
    public async Task A_filtered_export_holds_what_the_report_of_the_same_question_sums()
    {
        using Folded folded = await Folded.OfAsync(RandomLedger.From([.. Enumerable.Range(1, 900)]));
        ExportQuery query = Query(("rows", "calls"), ("where", "agent=agent-1"), ("where", "tag:team!=t0"));
        ExportManifest manifest = Export(folded, query, Stream.Null);
        CostReport report = folded.Views.Costs(new() { Where = query.Where });
        Assert.NotEqual(Usd.Zero, report.Total.Known);
        Assert.Equal(report.Total.Known.ToString(), manifest.Totals["cost_usd"]);
        Assert.Equal(report.Total.Calls.ToString(), manifest.Totals["calls"]);
    }

    [Fact]
    public async Task What_a_caller_chose_is_text_in_every_format()
    {
        MemoryLedger ledger = new();
        Samples.Call(ledger, "1", who: new() { Agent = "=1+1", Tags = [new("t\"eam", "a,b\n\"c\"")] });
        using Folded folded = await Folded.OfAsync(ledger);
        string csv = await TextAsync(folded, "csv");
        Assert.Contains(",'=1+1,", csv, StringComparison.Ordinal);
        Assert.Equal(2, csv.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length);
        string line = (await TextAsync(folded, "jsonl")).TrimEnd('\n');
        Assert.DoesNotContain('\n', line);
        System.Text.Json.JsonElement row = System.Text.Json.JsonElement.Parse(line);
        Assert.Equal("=1+1", row.GetProperty("agent").GetString());
        Assert.Equal("a,b\n\"c\"", row.GetProperty("tags").GetProperty("t\"eam").GetString());
    }

    [Theory]
    [InlineData("1.000000000001", "2.000000000001", "totals")]
    [InlineData("gpt-5.6-sol", "gpt-5.6-sun", "checksum")]
    public async Task A_changed_file_is_found_out(string before, string after, string what)
    {
        MemoryLedger ledger = new();
        Samples.Call(ledger, "1.000000000001");
        using Folded folded = await Folded.OfAsync(ledger);
        (string path, ExportManifest manifest) = await WriteAsync(folded, Query(("rows", "calls")));
        string text = await File.ReadAllTextAsync(path, Cancellation);
        await File.WriteAllTextAsync(path, text.Replace(before, after, StringComparison.Ordinal), Cancellation);
        IReadOnlyList<CheckedPart> parts = await ExportCheck.OfFileAsync(path, manifest, Cancellation);
        Assert.False(Assert.Single(parts, part => part.What == what).Holds);
    }

    [Fact]
    public async Task An_export_of_another_history_is_found_out()
    {
        using Folded folded = await Folded.OfAsync(RandomLedger.From([.. Enumerable.Range(1, 50)]));
        using Folded other = await Folded.OfAsync(RandomLedger.From([.. Enumerable.Range(2, 50)]));
        ExportManifest manifest = Export(folded, Query(("rows", "calls")), Stream.Null);
        IReadOnlyList<CheckedPart> parts = await ExportCheck.OfLedgerAsync(
            manifest,
            other.Source,
            other.Views,
            Cancellation
        );
        Assert.All(parts, part => Assert.False(part.Holds, part.Text));
    }

    private static async Task<string> TextAsync(Folded folded, string format)
    {
        using MemoryStream to = new();
        ExportQuery query = Query(("rows", "calls"), ("format", format));
        await folded.Views.ExportAsync(query, folded.Source, to, Samples.Began, Cancellation);
        return System.Text.Encoding.UTF8.GetString(to.ToArray());
    }

    private static async Task<(string Path, ExportManifest Manifest)> WriteAsync(Folded folded, ExportQuery query)
    {
        string path = folded["export" + query.Extension];
        ExportManifest manifest = await FileWithManifest.WriteAsync(
            path,
            to => folded.Views.ExportAsync(query, folded.Source, to, Samples.Began, Cancellation),
            Cancellation
        );
        return (path, manifest);
    }

    internal static ExportManifest Export(Folded folded, ExportQuery query, Stream to) =>
        folded.Views.ExportAsync(query, folded.Source, to, Samples.Began, Cancellation).GetAwaiter().GetResult();

    internal static ExportQuery Query(params (string Name, string Value)[] words)
    {
        IReadOnlyList<string> Values(string name) =>
            [
                .. (words.Any(word => word.Name == "from") ? words : [("last", "20000d"), .. words])
                    .Where(word => word.Item1 == name)
                    .Select(word => word.Item2),
            ];
        return ExportWords.Read(new SliceWords(Values), new(), DateTimeOffset.UtcNow.AddDays(3650), out string? problem)
            ?? throw new ArgumentException(problem);
    }
}
