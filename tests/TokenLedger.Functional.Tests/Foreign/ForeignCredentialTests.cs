using System.Text;
using TokenLedger.Functional.Tests.Running;
using TokenLedger.Gateway.Upstreams.Signing;
using TokenLedger.Ledger.Amazon;

namespace TokenLedger.Functional.Tests.Foreign;

/// <summary>Credentials pass on, become fingerprints, and are found nowhere else.</summary>
public sealed class ForeignCredentialTests
{
    private const string Secret = "AIza-secret-of-the-caller-77";
    private const string Generate = "/gemini/v1beta/models/g:generateContent";
    private const string Converse = "/bedrock/model/amazon.nova-lite-v1%3A0/converse";

    [Fact]
    public async Task A_key_is_the_same_caller_in_the_query_and_in_a_header_and_is_not_stored()
    {
        await using ForeignGateway foreign = await ForeignGateway.StartAsync();

        Received inQuery = await foreign.PostAsync(Generate + "?key=" + Secret + "&alt=sse", "{}");
        Received inHeader = await foreign.PostAsync(Generate, "{}", ("x-goog-api-key", Secret));
        Received asToken = await foreign.PostAsync(Generate, "{}", ("Authorization", "Bearer " + Secret));
        Received another = await foreign.PostAsync(Generate + "?key=another", "{}");

        string?[] keys =
        [
            .. await Task.WhenAll(
                new[] { inQuery, inHeader, asToken, another }.Select(async one =>
                    (await foreign.Gateway.EndOfAsync(one.Call!)).Text("key")
                )
            ),
        ];
        Assert.StartsWith("k_", keys[0], StringComparison.Ordinal);
        Assert.Single(keys[..3].Distinct());
        Assert.NotEqual(keys[0], keys[3]);
        Asked asked = foreign.Upstream.Requests.First();
        Assert.Equal("/v1beta/models/g:generateContent?key=" + Secret + "&alt=sse", asked.Target);
        await AssertNowhereAsync(foreign, Secret);
    }

    [Fact]
    public async Task A_callers_signature_passes_with_all_that_it_covers()
    {
        await using ForeignGateway foreign = await ForeignGateway.StartAsync();
        const string signature =
            "AWS4-HMAC-SHA256 Credential=AKIDCALLER/20261102/eu-west-1/bedrock/aws4_request, "
            + "SignedHeaders=accept-encoding;content-type;host;x-amz-date;x-tokenledger-feature, Signature=aaaa";
        (string, string)[] headers =
        [
            ("Authorization", signature),
            ("X-Amz-Date", "20261102T101530Z"),
            ("Accept-Encoding", "zstd"),
            ("X-TokenLedger-Feature", "review"),
            ("X-TokenLedger-Step", "unsigned"),
        ];

        Received first = await foreign.PostAsync(Converse, "{\"a\":1}", headers);
        headers[0].Item2 = signature.Replace("aaaa", "bbbb", StringComparison.Ordinal);
        Received second = await foreign.PostAsync(Converse, "{\"a\":2}", headers);

        Asked asked = foreign.Upstream.Requests.First();
        Assert.Equal("/model/amazon.nova-lite-v1%3A0/converse", asked.Target);
        Assert.Equal(foreign.Upstream.Address.Authority, asked.Headers["Host"]);
        Assert.Equal(signature, asked.Headers["Authorization"]);
        Assert.Equal(("20261102T101530Z", "zstd"), (asked.Headers["X-Amz-Date"], asked.Headers["Accept-Encoding"]));
        Assert.Equal("review", asked.Headers["X-TokenLedger-Feature"]);
        Assert.False(asked.Headers.ContainsKey("X-TokenLedger-Step"));
        Assert.Equal("{\"a\":1}", Encoding.UTF8.GetString(asked.Body));
        LedgerEntry end = await foreign.Gateway.EndOfAsync(first.Call!);
        Assert.Equal("review", end.Text("feature"));
        Assert.Equal(end.Text("key"), (await foreign.Gateway.EndOfAsync(second.Call!)).Text("key"));
    }

    [Fact]
    public async Task A_request_that_names_Bedrocks_own_host_needs_no_prefix()
    {
        await using ForeignGateway foreign = await ForeignGateway.StartAsync();

        Received received = await foreign.PostAsync(
            Converse["/bedrock".Length..],
            "{}",
            ("Host", foreign.Upstream.Address.Authority)
        );

        Assert.Equal(200, received.Status);
        Assert.Equal("/model/amazon.nova-lite-v1%3A0/converse", Assert.Single(foreign.Upstream.Requests).Target);
    }

    [Fact]
    public async Task The_gateway_signs_with_its_own_credentials_what_it_sends()
    {
        AmazonCredentials own = new("AKIDGATEWAY", "gateway-secret-9911", "gateway-token");
        SignatureV4 signature = new("eu-west-1", "bedrock");
        await using ForeignGateway foreign = await ForeignGateway.StartAsync(upstream =>
            upstream.Name == "bedrock"
                ? upstream with
                {
                    Signer = new RequestSigner(signature, CredentialsFile.Of(own)),
                }
                : upstream
        );

        Received received = await foreign.PostAsync(Converse, "{\"a\":1}", ("Authorization", "Bearer " + Secret));

        Asked asked = Assert.Single(foreign.Upstream.Requests);
        DateTimeOffset at = DateTimeOffset.ParseExact(
            asked.Headers["X-Amz-Date"],
            "yyyyMMdd'T'HHmmss'Z'",
            System.Globalization.CultureInfo.InvariantCulture,
            System.Globalization.DateTimeStyles.AssumeUniversal
        );
        string[] names = ["content-type", "host", "x-amz-date", "x-amz-security-token"];
        string expected = signature.Authorization(
            own,
            at,
            "POST",
            asked.Target,
            "",
            names.Select(name => KeyValuePair.Create(name, asked.Headers[name])),
            SignatureV4.HashOf(asked.Body)
        );
        Assert.Equal(expected, asked.Headers["Authorization"]);
        Assert.StartsWith(
            "k_",
            (await foreign.Gateway.EndOfAsync(received.Call!)).Text("key"),
            StringComparison.Ordinal
        );
        await AssertNowhereAsync(foreign, Secret);
        await AssertNowhereAsync(foreign, own.Secret);
    }

    [Theory]
    [InlineData("/bedrock/model/x/%2e%2e/y/converse", "/model/y/converse")]
    [InlineData("/bedrock/model/a%252Fb/converse", "/model/a%2Fb/converse")]
    [InlineData("/bedrock/model/a%2F..%2Fb/converse", null)]
    [InlineData(
        "/bedrock/model/arn%3Aaws%3Abedrock%3Aeu-west-1%3A1%3Ainference-profile%2Feu.m-v1%3A0/converse",
        "/model/arn%3Aaws%3Abedrock%3Aeu-west-1%3A1%3Ainference-profile%2Feu.m-v1%3A0/converse"
    )]
    public async Task A_path_is_sent_as_it_was_spelled_or_not_at_all(string path, string? sent)
    {
        await using ForeignGateway foreign = await ForeignGateway.StartAsync();

        Received received = await foreign.PostAsync(path, "{}");

        Assert.Equal(sent is null ? 404 : 200, received.Status);
        Assert.Equal(sent, foreign.Upstream.Requests.SingleOrDefault()?.Target);
    }

    /// <summary>A secret stands in no file of the data folder.</summary>
    private static async Task AssertNowhereAsync(ForeignGateway foreign, string secret)
    {
        await foreign.Gateway.StopAsync();
        foreach (string file in Directory.EnumerateFiles(foreign.Gateway.Data, "*", SearchOption.AllDirectories))
        {
            byte[] bytes = await File.ReadAllBytesAsync(file, foreign.Gateway.Cancellation);
            Assert.True(bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(secret)) < 0, file);
        }
    }
}
