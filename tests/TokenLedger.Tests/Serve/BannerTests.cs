using System.Net;
using TokenLedger.Ledger;
using TokenLedger.Serve;

namespace TokenLedger.Tests.Serve;

public sealed class BannerTests
{
    private static readonly byte[] Root = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];

    [Fact]
    public void It_says_where_the_gateway_is_what_it_has_and_what_to_tell_each_client() =>
        Assert.Equal(
            """
            TokenLedger 0.1.0 is ready.
              address     http://127.0.0.1:8787
              data        /data
              ledger      4,711 entries
              checkpoint  at 4,700 entries, root 0001020304050607…
              note        2 calls of a process that died were closed with an estimate

            Point your agent at it:
              OpenAI       export OPENAI_BASE_URL=http://127.0.0.1:8787/v1
              Anthropic    export ANTHROPIC_BASE_URL=http://127.0.0.1:8787
              Claude Code  ANTHROPIC_BASE_URL=http://127.0.0.1:8787 claude
              Codex        in ~/.codex/config.toml:
                           model_provider = "tokenledger"
                           [model_providers.tokenledger]
                           name = "TokenLedger"
                           base_url = "http://127.0.0.1:8787/v1"
                           env_key = "OPENAI_API_KEY"
                           wire_api = "responses"

            Then see what it cost: tokenledger costs

            """,
            new Banner(
                new(IPAddress.Loopback, 8787),
                "/data",
                new(4711, Root),
                new(4700, Root, "note"),
                ["2 calls of a process that died were closed with an estimate"]
            ).ToString()
        );

    [Fact]
    public void An_empty_ledger_has_no_checkpoint_yet()
    {
        string text = Of(new(IPAddress.Loopback, 1), size: 0).ToString();

        Assert.Contains("ledger      0 entries\n", text, StringComparison.Ordinal);
        Assert.Contains("checkpoint  none yet\n", text, StringComparison.Ordinal);
        Assert.Contains(
            "ledger      1 entry\n",
            Of(new(IPAddress.Loopback, 1), size: 1).ToString(),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("0.0.0.0:9", "http://127.0.0.1:9")]
    [InlineData("[::]:9", "http://127.0.0.1:9")]
    [InlineData("[::1]:9", "http://[::1]:9")]
    public void Clients_get_an_address_they_can_reach(string listen, string url) =>
        Assert.Contains($"address     {url}\n", Of(IPEndPoint.Parse(listen), 0).ToString(), StringComparison.Ordinal);

    private static Banner Of(IPEndPoint address, long size) => new(address, "/data", new(size, Root), null, []);
}
