using System.Runtime.Versioning;
using TokenLedger.Configuration;

namespace TokenLedger.Tests.Configuration;

[UnsupportedOSPlatform("windows")]
public sealed class AdminTokenTests
{
    private const string Token = "0123456789abcdef";

    [Fact]
    public void A_token_is_read_from_its_file_beside_the_configuration()
    {
        using ConfigurationCase one = new("admin: {token_file: token}\n");
        string path = one.Write("token", Token + "\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead);

        LoadedConfiguration loaded = one.Load();

        Assert.Equal(Token, loaded.Configuration?.Gateway.AdminToken);
        Assert.Empty(loaded.Warnings);
    }

    [Fact]
    public void A_token_file_that_others_may_read_draws_a_warning()
    {
        using ConfigurationCase one = new("admin: {token_file: token}\n");
        File.SetUnixFileMode(one.Write("token", Token), UnixFileMode.UserRead | UnixFileMode.OtherRead);

        Assert.Contains("others may read", Assert.Single(one.Load().Warnings).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("admin: {token_file: missing}", "1:21: admin.token_file: cannot be read")]
    [InlineData(
        "admin: {token_file: tokenledger.yaml, token: abcdefghijklmnop}",
        "1:21: admin.token_file: admin.token is set too"
    )]
    [InlineData("admin: {token: \"two words and more\"}", "1:16: admin.token: a token is made of visible ASCII")]
    public void A_token_that_cannot_be_used_is_refused(string yaml, string problem) =>
        Assert.StartsWith(problem, Assert.Single(ConfigurationCase.ProblemsOf(yaml)), StringComparison.Ordinal);

    [Fact]
    public void An_empty_token_file_is_refused()
    {
        using ConfigurationCase one = new("admin: {token_file: token}\n");
        one.Write("token", "\n");

        Assert.EndsWith("is empty", Assert.Single(one.Load().Problems).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_short_token_draws_a_warning() =>
        Assert.Contains(
            "can be guessed",
            Assert.Single(ConfigurationCase.WarningsOf("admin: {token: short}")),
            StringComparison.Ordinal
        );
}
