using System.Net;
using TokenLedger.Gateway.Alerts;
using TokenLedger.Gateway.Alerts.Channels;
using TokenLedger.Gateway.Alerts.Delivering;
using TokenLedger.Gateway.Tests.Alerts.Support;

namespace TokenLedger.Gateway.Tests.Alerts;

public sealed class OutboundAddressTests
{
    [Theory]
    [InlineData("169.254.169.254")]
    [InlineData("169.254.0.1")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("64:ff9b::a9fe:a9fe")]
    [InlineData("fe80::1")]
    [InlineData("fd00:ec2::254")]
    [InlineData("100.100.100.200")]
    public void Link_local_and_metadata_addresses_are_closed_unless_allowed(string address)
    {
        Assert.False(new OutboundAddress(allowLinkLocal: false).IsAllowed(IPAddress.Parse(address)));
        Assert.True(new OutboundAddress(allowLinkLocal: true).IsAllowed(IPAddress.Parse(address)));
    }

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("::")]
    [InlineData("224.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("ff02::1")]
    public void What_is_no_receiver_is_closed_always(string address) =>
        Assert.False(new OutboundAddress(allowLinkLocal: true).IsAllowed(IPAddress.Parse(address)));

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("10.1.2.3")]
    [InlineData("192.168.1.1")]
    [InlineData("8.8.8.8")]
    [InlineData("2001:db8::1")]
    public void Others_are_open(string address) =>
        Assert.True(new OutboundAddress(allowLinkLocal: false).IsAllowed(IPAddress.Parse(address)));

    [Fact]
    public async Task A_channel_at_such_an_address_fails_and_says_why()
    {
        await using AlertBench bench = new();
        await bench.StartAsync(AlertSamples.Hook(new("http://169.254.169.254/latest/meta-data/")));

        bench.Ledger.Add(AlertSamples.Rejection("loop_detected", "loop"));
        await bench.UntilAsync(() => bench.Run.Tally.Of("hook", "retried") > 0);

        Delivery delivery = bench.Run.Book.Recent().Single().Deliveries.Single();
        Assert.Contains("alerts.allow_link_local", delivery.Problem, StringComparison.Ordinal);
    }
}
