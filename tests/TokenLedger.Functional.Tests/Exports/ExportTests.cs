using System.Security.Cryptography;
using System.Text.Json;
using TokenLedger.Functional.Tests.Clients;
using TokenLedger.Functional.Tests.Running;
using TokenLedger.Ledger.Amazon;
using TokenLedger.Reporting.Exports;
using TokenLedger.Reporting.Exports.Delivering;

namespace TokenLedger.Functional.Tests.Exports;

/// <summary>Exports as others see them: a Parquet reader that is not ours, and a store that speaks S3's protocol.</summary>
public sealed class ExportTests
{
    private static readonly NodeProject _project = new(Path.Combine(NodeProject.Clients, "exports"), "exports");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Another_implementation_of_Parquet_reads_what_the_ledger_holds_to_the_last_pico_dollar()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        for (int i = 0; i < 5; i++)
        {
            await gateway.SendAsync(Ask.Post(Ask.ChatPath, Ask.Chat($"Say {i}")));
        }

        await gateway.SendAsync(Ask.Post(Ask.MessagesPath, Ask.Message("Hello")));
        using HttpResponseMessage answer = await gateway.Http.GetAsync(
            "/api/v1/export?rows=calls&format=parquet",
            Cancellation
        );
        byte[] bytes = await answer.Content.ReadAsByteArrayAsync(Cancellation);
        ExportManifest manifest = ExportManifest.Parse(answer.Headers.GetValues("X-TokenLedger-Manifest").Single())!;
        Assert.Equal(manifest.Sha256, Convert.ToHexStringLower(SHA256.HashData(bytes)));
        Assert.Equal(6, manifest.Rows);

        using TempFolder folder = new();
        string file = Path.Combine(folder.Path, "calls.parquet");
        await File.WriteAllBytesAsync(file, bytes, Cancellation);
        string[] sums = ["cost_usd", "input_tokens", "output_tokens"];
        string? read = await _project.RunAsync(["parquet.mjs", file, "model", .. sums], Cancellation);
        Assert.SkipWhen(read is null, "node and npm are not installed: no other reader of Parquet is asked.");

        JsonElement seen = JsonElement.Parse(read!);
        Assert.Equal(6, seen.GetProperty("rows").GetInt32());
        Assert.Equal("Decimal[38e+12]", seen.GetProperty("types").GetProperty("cost_usd").GetString());
        Assert.Equal("Timestamp<MICROSECOND, UTC>", seen.GetProperty("types").GetProperty("occurred_at").GetString());
        Assert.Equal(manifest.Entries.Root, seen.GetProperty("metadata").GetProperty("tokenledger.root").GetString());
        JsonElement totals = seen.GetProperty("sums");
        decimal cost = decimal.Parse(manifest.Totals["cost_usd"], System.Globalization.CultureInfo.InvariantCulture);
        Assert.NotEqual(0, cost);
        Assert.Equal(
            (cost * 1_000_000_000_000m).ToString("0", System.Globalization.CultureInfo.InvariantCulture),
            totals.GetProperty("cost_usd").GetString()
        );
        Assert.Equal(manifest.Totals["input_tokens"], totals.GetProperty("input_tokens").GetString());
        Assert.Equal(manifest.Totals["output_tokens"], totals.GetProperty("output_tokens").GetString());
        Assert.Contains("gpt-4o-mini", seen.GetProperty("texts").GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_that_speaks_S3_takes_what_is_put_and_refuses_an_unknown_key()
    {
        using TempFolder folder = new();
        await using NodeServer? store = await _project.StartAsync(["s3.mjs", folder.Path], Cancellation);
        Assert.SkipWhen(store is null, "node and npm are not installed: no store is there.");
        BucketOptions options = new()
        {
            Bucket = "ledger",
            Prefix = "finance/2026 q4/",
            Endpoint = new Uri($"http://127.0.0.1:{store!.FirstLine}"),
            Credentials = CredentialsFile.Of(new("S3RVER", "S3RVER")),
        };
        byte[] content = RandomNumberGenerator.GetBytes(300_000);
        Assert.Null(await StoreAsync(options, content));
        string stored = Directory
            .EnumerateFiles(folder.Path, "*_object", SearchOption.AllDirectories)
            .Single(file => file.Contains("a+b ü.csv", StringComparison.Ordinal));
        Assert.Contains("finance/2026 q4/", stored.Replace('\\', '/'), StringComparison.Ordinal);
        Assert.Equal(content, await File.ReadAllBytesAsync(stored, Cancellation));

        // This store knows keys but does not compute signatures of version 4: those are tested against AWS's own example.
        CredentialsFile unknown = CredentialsFile.Of(new("unknown", "secret-of-mine"));
        string? problem = await StoreAsync(options with { Credentials = unknown }, content);
        Assert.Contains("answered 403", problem, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-of-mine", problem, StringComparison.Ordinal);
        problem = await StoreAsync(options with { Bucket = "none" }, content);
        Assert.Contains("answered 404", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(5 << 20, (12 << 20) + 7)] // the smallest parts that AWS takes
    [InlineData(64 << 20, (70 << 20) + 1)] // those that are sent when nothing else is said
    public async Task What_is_too_large_for_one_request_arrives_in_parts_whole(int partBytes, int length)
    {
        using TempFolder folder = new();
        await using NodeServer? store = await _project.StartAsync(["s3.mjs", folder.Path], Cancellation);
        Assert.SkipWhen(store is null, "node and npm are not installed: no store is there.");
        BucketOptions options = new()
        {
            Bucket = "ledger",
            Endpoint = new Uri($"http://127.0.0.1:{store!.FirstLine}"),
            Credentials = CredentialsFile.Of(new("S3RVER", "S3RVER")),
            MostAtOnce = 1 << 20,
            PartBytes = partBytes,
        };
        byte[] content = RandomNumberGenerator.GetBytes(length);

        Assert.Null(await StoreAsync(options, content));

        string stored = Directory
            .EnumerateFiles(folder.Path, "*_object", SearchOption.AllDirectories)
            .Single(file => file.Contains("a+b ü.csv", StringComparison.Ordinal));
        Assert.Equal(content, await File.ReadAllBytesAsync(stored, Cancellation));
    }

    [Theory]
    [InlineData("part", "answered 500")]
    [InlineData("complete", "answered 502")]
    [InlineData("begin", "answered 403")]
    public async Task An_upload_that_fails_half_way_is_told_and_taken_back(string fails, string says)
    {
        await using PartStore store = await PartStore.StartAsync(fails);
        BucketOptions options = new()
        {
            Bucket = "ledger",
            Endpoint = store.Address,
            Credentials = CredentialsFile.Of(new("a", "b")),
            MostAtOnce = 10,
            PartBytes = 40,
        };

        Assert.Contains(says, await StoreAsync(options, new byte[100]), StringComparison.Ordinal);

        string[] expected = fails switch
        {
            "begin" => ["POST uploads="],
            "part" =>
            [
                "POST uploads=",
                "PUT partNumber=1&uploadId=u%2F1",
                "PUT partNumber=2&uploadId=u%2F1",
                "DELETE uploadId=u%2F1",
            ],
            _ =>
            [
                "POST uploads=",
                "PUT partNumber=1&uploadId=u%2F1",
                "PUT partNumber=2&uploadId=u%2F1",
                "PUT partNumber=3&uploadId=u%2F1",
                "POST uploadId=u%2F1",
                "DELETE uploadId=u%2F1",
            ],
        };
        Assert.Equal(expected, store.Asked);
    }

    [Fact]
    public async Task A_store_that_is_not_there_is_told()
    {
        BucketOptions options = new()
        {
            Bucket = "ledger",
            Endpoint = new Uri("http://127.0.0.1:1"),
            Credentials = CredentialsFile.Of(new("a", "b")),
        };
        Assert.Contains("cannot be reached", await StoreAsync(options, [1]), StringComparison.Ordinal);
    }

    private static async Task<string?> StoreAsync(BucketOptions options, byte[] content)
    {
        using BucketTarget target = new(options, TimeProvider.System);
        using MemoryStream stream = new(content);
        return await target.StoreAsync(
            "a+b ü.csv",
            stream,
            Convert.ToHexStringLower(SHA256.HashData(content)),
            "text/csv",
            Cancellation
        );
    }
}
