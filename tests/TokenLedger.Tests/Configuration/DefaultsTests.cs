using Microsoft.Extensions.Logging;
using TokenLedger.Commands;
using TokenLedger.Configuration;
using TokenLedger.Configuration.Keys;
using TokenLedger.Configuration.Values;
using TokenLedger.Gateway;
using TokenLedger.Gateway.Identity;

namespace TokenLedger.Tests.Configuration;

public sealed class DefaultsTests
{
    [Fact]
    public void Nothing_configured_means_the_defaults_of_the_gateway()
    {
        using ConfigurationCase one = new();

        ServeConfiguration configuration = one.Load().Configuration!;

        AssertSame(new GatewayOptions(), configuration.Gateway);
        Assert.Equal(DataFolder.Default(), configuration.Data);
        Assert.Equal(
            (0, 0, 0, 0),
            (
                configuration.Rates.Files.Count,
                configuration.Rates.Overlays.Count,
                configuration.Rates.Models.Count,
                configuration.Rates.Factors.Count
            )
        );
        Assert.Equal(TimeSpan.FromSeconds(5), configuration.Rates.Watch);
        Assert.Equal((LogLevel.Information, false), (configuration.LogLevel, configuration.LogJson));
    }

    [Fact]
    public void Every_default_stated_is_a_value_of_its_key() =>
        Assert.All(
            KnownKeys.All.Where(key => key.Default.Length > 0),
            key => Assert.Null(key.Kind.Parse(key.Default).Problem)
        );

    [Theory]
    [InlineData("30s", 30_000)]
    [InlineData("10m", 600_000)]
    [InlineData("1h30m", 5_400_000)]
    [InlineData("250ms", 250)]
    [InlineData("1.5s", 1_500)]
    [InlineData("2d", 172_800_000)]
    [InlineData("0", 0)]
    public void Durations_are_read_as_people_write_them(string text, int milliseconds) =>
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), DurationText.Parse(text).Value);

    [Theory]
    [InlineData("64MiB", 67_108_864)]
    [InlineData("1 kib", 1_024)]
    [InlineData("1MB", 1_000_000)]
    [InlineData("17", 17)]
    [InlineData("17B", 17)]
    [InlineData("2GiB", 2_147_483_648)]
    public void Sizes_are_read_as_people_write_them(string text, long bytes) =>
        Assert.Equal(bytes, SizeText.Parse(text).Value);

    private static readonly IdentityOptions s_identity = new();

    /// <summary>Compares member by member, because a list in a record is equal only to itself.</summary>
    internal static void AssertSame(GatewayOptions expected, GatewayOptions actual)
    {
        Assert.Equal(expected.Upstreams, actual.Upstreams);
        Assert.Equal(expected.BaggageAllowed, actual.BaggageAllowed);
        Assert.Equal(expected.Identity.RequireKey, actual.Identity.RequireKey);
        Assert.Equal(expected.Identity.Oidc, actual.Identity.Oidc);
        Assert.Equal(expected.Identity.KeyMappings, actual.Identity.KeyMappings);
        Assert.Equal(expected.Identity.Blocks, actual.Identity.Blocks);
        Assert.Equal(expected.Identity.AdminTokens, actual.Identity.AdminTokens);
        // Value by value, lists included: records compare lists by reference.
        Assert.Equivalent(
            expected with
            {
                Upstreams = [],
                Identity = s_identity,
            },
            actual with
            {
                Upstreams = [],
                Identity = s_identity,
            },
            strict: true
        );
    }
}
