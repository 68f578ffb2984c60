using System.Net;
using TokenLedger.Configuration;

namespace TokenLedger.Tests.Configuration;

public sealed class ListenTests
{
    [Theory]
    [InlineData("127.0.0.1:9000", "127.0.0.1:9000")]
    [InlineData("localhost:0", "127.0.0.1:0")]
    [InlineData("\"[::1]:8787\"", "[::1]:8787")]
    [InlineData("\":8787\"", "127.0.0.1:8787")]
    public void Loopback_needs_no_token(string listen, string endpoint) =>
        Assert.Equal(
            IPEndPoint.Parse(endpoint),
            ConfigurationCase.Load($"listen: {listen}\n").Configuration?.Gateway.Listen
        );

    [Theory]
    [InlineData("0.0.0.0:8787")]
    [InlineData("\"*:8787\"")]
    [InlineData("\"[::]:8787\"")]
    [InlineData("192.168.1.2:8787")]
    public void Any_other_address_needs_an_admin_token_and_the_refusal_names_the_way_out(string listen)
    {
        string problem = Assert.Single(ConfigurationCase.ProblemsOf($"listen: {listen}\n"));

        Assert.StartsWith("1:9: listen: ", problem, StringComparison.Ordinal);
        Assert.EndsWith("set admin.token_file, or listen on 127.0.0.1:8787", problem, StringComparison.Ordinal);
        Assert.Empty(ConfigurationCase.ProblemsOf($"listen: {listen}\nadmin: {{token: 0123456789abcdef}}\n"));
    }

    [Fact]
    public void A_token_that_is_switched_off_does_not_open_other_addresses() =>
        Assert.Single(
            ConfigurationCase.ProblemsOf("listen: 0.0.0.0:8787\nadmin: {enabled: false, token: 0123456789abcdef}\n")
        );

    [Fact]
    public void An_address_without_a_host_is_loopback_with_a_warning()
    {
        using ConfigurationCase one = new("listen: \":8787\"\n", "agentledger.yaml");

        LoadedConfiguration loaded = one.Load();

        Assert.Equal(new(IPAddress.Loopback, 8787), loaded.Configuration?.Gateway.Listen);
        Assert.Equal(
            "1:9: listen: names no host, so it is 127.0.0.1:8787; for every address say 0.0.0.0:8787 and set admin.token",
            Assert.Single(one.Shorten(loaded.Warnings))
        );
    }
}
