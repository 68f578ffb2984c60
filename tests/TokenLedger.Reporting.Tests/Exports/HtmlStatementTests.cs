using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using TokenLedger.Reporting.Exports;
using TokenLedger.Reporting.Exports.Checking;
using TokenLedger.Reporting.Queries;
using TokenLedger.Reporting.Queries.Chargeback;
using TokenLedger.Reporting.Tests.Support;

namespace TokenLedger.Reporting.Tests.Exports;

public sealed partial class HtmlStatementTests
{
    private static readonly DateTimeOffset s_now = new(2026, 12, 20, 0, 0, 0, default);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_has_the_amounts_of_the_statement_what_it_rests_on_and_the_checksum_of_the_same_rows_as_csv()
    {
        using Folded folded = await Folded.OfAsync(RandomHistory.From([.. Enumerable.Range(1, 120)]));
        (string html, ExportManifest manifest) = await WriteAsync(folded, "html");
        (string csv, _) = await WriteAsync(folded, "csv");
        ChargebackStatement statement = folded.Views.Chargeback(
            ChargebackWords.Read(Words("csv"), new ChargebackTerms(), s_now, out _)!
        );

        Assert.Equal(
            [.. statement.Rows.Select(row => row.Charged.ToString()), statement.Total.Charged.ToString()],
            Charged().Matches(html).Select(match => match.Groups[1].Value)
        );
        Assert.Contains("Statement of November 2026, by feature", html, StringComparison.Ordinal);
        Assert.Contains(manifest.Entries.Root!, html, StringComparison.Ordinal);
        Assert.Contains(manifest.Checkpoint!.Root, html, StringComparison.Ordinal);
        Assert.Contains($"0 to {folded.Ledger.Head.Size - 1}", html, StringComparison.Ordinal);
        string sha256 = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(csv)));
        Assert.Contains(sha256, html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_can_be_checked_as_every_export_and_a_changed_amount_is_found()
    {
        using TemporaryFolder folder = new();
        using Folded folded = await Folded.OfAsync(RandomHistory.From([.. Enumerable.Range(1, 120)]));
        (string html, ExportManifest manifest) = await WriteAsync(folded, "html");
        string path = folder["statement.html"];
        await File.WriteAllTextAsync(path, html, Cancellation);

        Assert.All(
            await ExportCheck.OfFileAsync(path, manifest, Cancellation),
            part => Assert.True(part.Holds, part.Text)
        );
        IReadOnlyList<CheckedPart> ledger = await ExportCheck.OfLedgerAsync(
            manifest,
            folded.Source,
            folded.Views,
            Cancellation
        );
        Assert.Equal("Made again from the ledger it is the same.", ledger[^1].Text);

        string amount = Charged().Match(html).Value;
        string changed = amount.Replace("value=\"", "value=\"9", StringComparison.Ordinal);
        await File.WriteAllTextAsync(path, html.Replace(amount, changed, StringComparison.Ordinal), Cancellation);
        Assert.All(await ExportCheck.OfFileAsync(path, manifest, Cancellation), part => Assert.False(part.Holds));
    }

    [Fact]
    public async Task What_a_caller_called_himself_is_text_and_the_file_asks_nobody()
    {
        MemoryLedger ledger = new();
        foreach (
            string owner in (string[])
                [
                    "<script>alert(1)</script>",
                    "\"><img src=x onerror=alert(1)>",
                    "</td><tr class=\"row\"><td><data class=\"charged_usd\" value=\"99\">",
                    "a\nb\u202Ec\u0000d",
                ]
        )
        {
            Samples.Call(ledger, "1", who: new() { Feature = owner }, at: Samples.Began);
        }

        using Folded folded = await Folded.OfAsync(ledger);
        (string html, _) = await WriteAsync(folded, "html");

        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<img", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain('\u202E', html);
        Assert.DoesNotContain('\0', html);
        Assert.DoesNotContain(
            "http",
            html.Replace("http-equiv", "", StringComparison.Ordinal),
            StringComparison.Ordinal
        );
        Assert.Equal(["1", "1", "1", "1", "4"], Charged().Matches(html).Select(match => match.Groups[1].Value));
        Assert.Equal(
            4,
            html.Split('\n').Count(line => line.StartsWith("<tr class=\"row\">", StringComparison.Ordinal))
        );
        Assert.Contains("default-src 'none'", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("groups")]
    [InlineData("calls")]
    [InlineData("lines")]
    public void Only_a_statement_is_written_so(string rows)
    {
        Assert.Null(
            ExportWords.Read(
                new SliceWords(name =>
                    name == "rows" ? [rows]
                    : name == "format" ? ["html"]
                    : []
                ),
                new ExportTerms(),
                s_now,
                out string? problem
            )
        );
        Assert.Contains("rows=chargeback", problem, StringComparison.Ordinal);
    }

    private static SliceWords Words(string format) =>
        new(name =>
            name switch
            {
                "rows" => ["chargeback"],
                "format" => [format],
                "by" => ["feature"],
                "month" => ["2026-11"],
                "shared" => ["agent=agent-1"],
                _ => [],
            }
        );

    private static async Task<(string Text, ExportManifest Manifest)> WriteAsync(Folded folded, string format)
    {
        ExportQuery query =
            ExportWords.Read(Words(format), new ExportTerms(), s_now, out string? problem)
            ?? throw new FormatException(problem);
        using MemoryStream to = new();
        ExportManifest manifest = await folded.Views.ExportAsync(query, folded.Source, to, s_now, Cancellation);
        return (Encoding.UTF8.GetString(to.ToArray()), manifest);
    }

    [GeneratedRegex("<data class=\"charged_usd\" value=\"([^\"]*)\">")]
    private static partial Regex Charged();
}
