using System.Text;
using System.Text.RegularExpressions;
using TokenLedger.Accounting.Money;
using TokenLedger.Reporting.Currencies;
using TokenLedger.Reporting.Exports;
using TokenLedger.Reporting.Exports.Checking;
using TokenLedger.Reporting.Exports.Statements;
using TokenLedger.Reporting.Tests.Support;

namespace TokenLedger.Reporting.Tests.Exports;

/// <summary>Files that have their amounts in another currency too.</summary>
public sealed partial class ExportCurrencyTests
{
    private static readonly Currency s_euro = new("EUR", 0.92137m, new(2026, 11, 20), "a bank");
    private static readonly ExportTerms s_terms = new() { Currencies = new([s_euro]) };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> EveryShape { get; } =
        new MatrixTheoryData<string, string>(
            ["groups", "calls", "lines", "chargeback"],
            ["csv", "json", "jsonl", "parquet"]
        );

    [Theory]
    [MemberData(nameof(EveryShape))]
    public async Task Behind_each_amount_stands_the_exact_product_and_nothing_else_changes(string rows, string format)
    {
        using Folded folded = await FoldAsync();
        ExportQuery plain = ExportedRows.Query($"from=2026-11-01 rows={rows} format={format}", s_terms);
        (byte[] file, ExportManifest manifest) = await ExportedRows.WriteAsync(
            folded,
            plain with
            {
                Currency = s_euro,
            }
        );
        (byte[] inDollars, _) = await ExportedRows.WriteAsync(folded, plain);
        IReadOnlyList<IReadOnlyDictionary<string, string>> before = ExportedRows.Of(inDollars, plain.Format);
        IReadOnlyList<IReadOnlyDictionary<string, string>> shown = ExportedRows.Of(file, plain.Format);

        Assert.NotEmpty(shown);
        Assert.Equal(before.Count, shown.Count);
        Dictionary<string, Usd> sums = new(StringComparer.Ordinal);
        foreach (
            (IReadOnlyDictionary<string, string> row, IReadOnlyDictionary<string, string> then) in shown.Zip(before)
        )
        {
            Dictionary<string, string> expected = new(then, StringComparer.Ordinal) { ["currency"] = "EUR" };
            foreach (
                (string name, string text) in then.Where(cell => cell.Key.EndsWith("_usd", StringComparison.Ordinal))
            )
            {
                string beside = name[..^"_usd".Length] + "_in_currency";
                Assert.True(Usd.TryParse(text, out Usd dollars), text);
                expected[beside] = s_euro.Of(dollars);
                sums[beside] = sums.GetValueOrDefault(beside) + s_euro.ToUnits(dollars);
            }

            Assert.Equal(expected.OrderBy(cell => cell.Key), row.OrderBy(cell => cell.Key));
        }

        string[] totals =
        [
            .. manifest.Totals.Keys.Where(name => name.EndsWith("_in_currency", StringComparison.Ordinal)),
        ];
        Assert.NotEmpty(totals);
        Assert.All(totals, name => Assert.Equal(sums[name].ToString(), manifest.Totals[name]));
    }

    [Fact]
    public async Task A_column_of_the_currency_stands_behind_that_of_dollars_and_its_code_at_the_end()
    {
        using Folded folded = await FoldAsync();
        (byte[] file, _) = await ExportedRows.WriteAsync(
            folded,
            ExportedRows.Query("rows=chargeback month=2026-11 currency=eur", s_terms)
        );
        Assert.Equal(
            "owner,calls,direct_usd,direct_in_currency,allocated_usd,allocated_in_currency,corrections_usd,"
                + "corrections_in_currency,charged_usd,charged_in_currency,unpriced_calls,by,basis,allocation,as_of_entry,"
                + "checkpoint_size,checkpoint_root,currency",
            Encoding.UTF8.GetString(file).Split("\r\n")[0]
        );
    }

    [Theory]
    [InlineData("rows=groups", s_groups)]
    [InlineData("rows=groups currency=USD", s_groups)]
    [InlineData("rows=chargeback", s_statement)]
    public async Task Without_the_words_a_file_has_the_columns_it_always_had(string words, string header)
    {
        using Folded folded = await FoldAsync();
        (byte[] file, ExportManifest manifest) = await ExportedRows.WriteAsync(
            folded,
            ExportedRows.Query("from=2026-11-01 " + words, s_terms)
        );
        Assert.Equal(header, Encoding.UTF8.GetString(file).Split("\r\n")[0]);
        Assert.DoesNotContain("currency", manifest.ToJson(), StringComparison.Ordinal);
        Assert.DoesNotContain("compare", manifest.ToJson(), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(EveryShape))]
    public async Task It_is_checked_with_the_rate_of_its_manifest_and_a_changed_byte_is_found(
        string rows,
        string format
    )
    {
        using Folded folded = await FoldAsync();
        ExportQuery query = ExportedRows.Query(
            $"from=2026-11-01 to=2026-11-09 rows={rows} format={format} currency=EUR",
            s_terms
        );
        (byte[] file, ExportManifest written) = await ExportedRows.WriteAsync(folded, query);
        ExportManifest manifest = ExportManifest.Parse(written.ToJson())!;
        Assert.Equal(new("EUR", "0.92137", new(2026, 11, 20), "a bank"), manifest.Currency);
        Assert.Equal(written.Currency, ExportManifest.Parse(written.ToHeader())!.Currency);

        Assert.All(await CheckAsync(folded, file, manifest), part => Assert.True(part.Holds, part.Text));

        ExportManifest other = manifest with { Currency = manifest.Currency! with { PerUsd = "0.92138" } };
        Assert.False((await CheckAsync(folded, file, other))[^1].Holds);
        ExportManifest none = manifest with { Currency = null };
        Assert.Null((await CheckAsync(folded, file, none))[^1].Holds);

        file[file.Length / 2] ^= 1;
        Assert.False((await CheckAsync(folded, file, manifest))[0].Holds);
    }

    [Fact]
    public async Task A_changed_amount_of_the_currency_is_no_part_of_the_total()
    {
        using Folded folded = await FoldAsync();
        ExportQuery query = ExportedRows.Query("from=2026-11-01 rows=calls currency=EUR format=jsonl", s_terms);
        (byte[] file, ExportManifest manifest) = await ExportedRows.WriteAsync(folded, query);
        string text = Encoding.UTF8.GetString(file);
        string changed = text.Replace(
            "\"cost_in_currency\":\"0.",
            "\"cost_in_currency\":\"9.",
            StringComparison.Ordinal
        );
        CheckedPart totals = (await CheckAsync(folded, Encoding.UTF8.GetBytes(changed), manifest))[1];
        Assert.False(totals.Holds);
        Assert.StartsWith("cost_in_currency sums to", totals.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_to_mail_has_both_amounts_says_the_rate_and_can_be_checked()
    {
        using Folded folded = await FoldAsync();
        const string Words = "rows=chargeback by=feature from=2026-11-02 to=2026-11-03 currency=EUR compare=previous";
        (byte[] file, ExportManifest manifest) = await ExportedRows.WriteAsync(
            folded,
            ExportedRows.Query(Words + " format=html", s_terms)
        );
        (byte[] csv, _) = await ExportedRows.WriteAsync(folded, ExportedRows.Query(Words, s_terms));
        string html = Encoding.UTF8.GetString(file);
        Assert.Contains("1 USD = 0.92137 EUR of 2026-11-20 (a bank)", html, StringComparison.Ordinal);
        Assert.Contains("2026-11-01 00:00Z to 2026-11-02 00:00Z", html, StringComparison.Ordinal);
        IReadOnlyDictionary<string, string> row = ExportedRows.Of(csv, ExportFormat.Csv)[0];
        string line = html.Split('\n').First(one => one.StartsWith(HtmlStatement.RowMark, StringComparison.Ordinal));
        foreach (string name in manifest.Totals.Keys)
        {
            Assert.Contains($"<data class=\"{name}\" value=\"{row[name]}\">", line, StringComparison.Ordinal);
        }

        Assert.All(await CheckAsync(folded, file, manifest), part => Assert.True(part.Holds, part.Text));
    }

    [Fact]
    public async Task What_was_shared_is_told_in_the_currency_too()
    {
        using Folded folded = await FoldAsync();
        (byte[] file, _) = await ExportedRows.WriteAsync(
            folded,
            ExportedRows.Query("rows=chargeback month=2026-11 shared=agent=agent-1 currency=EUR format=html", s_terms)
        );
        string html = Encoding.UTF8.GetString(file);
        int from = html.IndexOf("<h2>What was shared</h2>", StringComparison.Ordinal);
        string part = html[from..html.IndexOf("</dl>", from, StringComparison.Ordinal)];

        MatchCollection amounts = Amounts().Matches(part);

        Assert.NotEmpty(amounts);
        Assert.Equal(part.Split(" USD").Length - 1, amounts.Count);
        Assert.All(
            amounts,
            amount =>
            {
                Assert.True(Usd.TryParse(amount.Groups[1].Value, out Usd dollars));
                Assert.Equal(s_euro.Of(dollars), amount.Groups[2].Value);
            }
        );
    }

    [GeneratedRegex("([-0-9.]+) USD, ([-0-9.]+) EUR")]
    private static partial Regex Amounts();

    [Theory]
    [InlineData("rows=calls currency=CHF", "There is no exchange rate for 'CHF'")]
    [InlineData("format=focus currency=EUR", "FOCUS charges are in their billing currency")]
    [InlineData("format=focus-parquet currency=EUR", "FOCUS charges are in their billing currency")]
    public void A_currency_that_cannot_be_is_refused(string words, string expected)
    {
        Assert.Null(ExportedRows.Read(words, s_terms, out string? problem));
        Assert.StartsWith(expected, problem, StringComparison.Ordinal);
    }

    private const string s_groups =
        "provider,model,providers,calls,input_tokens,cached_tokens,cache_write_tokens,output_tokens,reasoning_tokens,"
        + "cost_usd,reported_usd,counted_usd,estimated_usd,unpriced_calls,adjustments,adjusted_usd,voided_calls,"
        + "rejected_calls,open_calls,open_hold_usd,basis,window_from,window_to,as_of_entry,checkpoint_size,checkpoint_root";

    private const string s_statement =
        "owner,calls,direct_usd,allocated_usd,corrections_usd,charged_usd,unpriced_calls,by,basis,allocation,as_of_entry,"
        + "checkpoint_size,checkpoint_root";

    private static Task<Folded> FoldAsync() => Folded.OfAsync(RandomHistory.From([.. Enumerable.Range(1, 150)]));

    private static async Task<IReadOnlyList<CheckedPart>> CheckAsync(
        Folded folded,
        byte[] file,
        ExportManifest manifest
    )
    {
        string path = folded["checked"];
        await File.WriteAllBytesAsync(path, file, Cancellation);
        return
        [
            .. await ExportCheck.OfFileAsync(path, manifest, Cancellation),
            .. await ExportCheck.OfLedgerAsync(manifest, folded.Source, folded.Views, Cancellation),
        ];
    }
}
