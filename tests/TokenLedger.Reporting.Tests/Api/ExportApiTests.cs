using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using TokenLedger.Ledger.Control;
using TokenLedger.Reporting.Exports;
using TokenLedger.Reporting.Tests.Support;

namespace TokenLedger.Reporting.Tests.Api;

public sealed class ExportApiTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("rows=calls&format=csv", "text/csv")]
    [InlineData("rows=lines&format=jsonl", "application/jsonl")]
    [InlineData("rows=chargeback&month=2026-11", "text/csv")]
    [InlineData("format=focus&grain=day", "text/csv")]
    [InlineData("format=parquet&by=agent", "application/vnd.apache.parquet")]
    public async Task A_file_comes_with_its_digest_and_its_manifest(string query, string type)
    {
        await using ApiHost host = await ApiHost.StartAsync();
        Samples.Call(host.Ledger, "1.5", who: new() { Tenant = "ä" });
        using HttpResponseMessage answer = await host.Client.GetAsync(
            $"/api/v1/export?{query}&where=tenant=ä",
            Cancellation
        );
        byte[] content = await answer.Content.ReadAsByteArrayAsync(Cancellation);
        Assert.Equal((HttpStatusCode.OK, type), (answer.StatusCode, answer.Content.Headers.ContentType!.MediaType));
        string digest = $"sha-256=:{Convert.ToBase64String(SHA256.HashData(content))}:";
        Assert.Equal(digest, answer.Headers.GetValues("Repr-Digest").Single());
        ExportManifest manifest = ExportManifest.Parse(answer.Headers.GetValues("X-TokenLedger-Manifest").Single())!;
        Assert.Contains("1.5", manifest.Totals.Values);
        Assert.Equal(manifest.File, answer.Content.Headers.ContentDisposition!.FileName);
        Assert.Equal(content.Length, manifest.Bytes);
    }

    [Fact]
    public async Task A_tenant_gets_its_own_whatever_it_asks_for()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        Samples.Call(host.Ledger, "1.5", who: new() { Tenant = "a", Agent = "mine" });
        Samples.Call(host.Ledger, "2.5", who: new() { Tenant = "b", Agent = "theirs" });
        host.Reader = new ReadScope("a", false);
        foreach (
            string query in (string[])
                ["rows=calls", "rows=calls&tenant=a", "rows=lines", "format=focus", "rows=chargeback"]
        )
        {
            string text = await host.Client.GetStringAsync(
                $"/api/v1/export?last=90d&{query}".Replace(
                    "last=90d&rows=charge",
                    "rows=charge",
                    StringComparison.Ordinal
                ),
                Cancellation
            );
            Assert.DoesNotContain("theirs", text, StringComparison.Ordinal);
            Assert.DoesNotContain("2.5", text, StringComparison.Ordinal);
        }

        string statement = await host.Client.GetStringAsync("/api/v1/chargeback?by=agent", Cancellation);
        Assert.DoesNotContain("theirs", statement, StringComparison.Ordinal);
        Assert.Equal("[]", await host.Client.GetStringAsync("/api/v1/exports", Cancellation));
    }

    [Fact]
    public async Task A_statement_is_the_documented_json()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        Samples.Call(host.Ledger, "3", who: new() { Tenant = "a" });
        Samples.Call(host.Ledger, "1");
        string text = await host.Client.GetStringAsync("/api/v1/chargeback?month=2026-11", Cancellation);
        JsonElement statement = JsonElement.Parse(text);
        JsonElement row = Assert.Single(statement.GetProperty("rows").EnumerateArray());
        Assert.Equal("a", row.GetProperty("owner").GetString());
        Assert.Equal("3", row.GetProperty("direct_usd").GetString());
        Assert.Equal("1", row.GetProperty("allocated_usd").GetString());
        Assert.Equal("4", statement.GetProperty("total").GetProperty("charged_usd").GetString());
        Assert.Equal("without tenant", statement.GetProperty("shared")[0].GetProperty("why").GetString());
        Assert.Equal(4, statement.GetProperty("as_of_entry").GetInt64());
    }

    [Theory]
    [InlineData("export?format=xml")]
    [InlineData("export?rows=words")]
    [InlineData("export?format=focus&basis=as_booked")]
    [InlineData("chargeback?by=colour")]
    [InlineData("chargeback?month=11")]
    public async Task A_question_that_makes_no_sense_is_answered_with_400(string path)
    {
        await using ApiHost host = await ApiHost.StartAsync();
        using HttpResponseMessage answer = await host.Client.GetAsync("/api/v1/" + path, Cancellation);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        string text = Encoding.UTF8.GetString(await answer.Content.ReadAsByteArrayAsync(Cancellation));
        Assert.Contains("invalid_request", text, StringComparison.Ordinal);
    }
}
