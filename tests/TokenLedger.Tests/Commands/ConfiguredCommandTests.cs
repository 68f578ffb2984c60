using TokenLedger.Commands;
using TokenLedger.Commands.Exporting;
using TokenLedger.Commands.Output;

namespace TokenLedger.Tests.Commands;

/// <summary>Commands that read the gateway's configuration and serve no calls.</summary>
public sealed class ConfiguredCommandTests : IDisposable
{
    private const string KeyIsMissing = "providers: {openai: {credential_env: NOT_SET_ANYWHERE}}\n";
    private const string Terms = """
        chargeback: {closes_after: 9d}
        display: {currencies: [{code: EUR, per_usd: 0.9, date: 2026-11-20, source: bank}]}

        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("configured-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task None_of_them_needs_a_providers_key()
    {
        string file = Write(KeyIsMissing + Terms);

        Assert.Equal(TimeSpan.FromDays(9), ConfiguredTerms.Read(file).Focus.Closing.After);
        Assert.Equal("EUR", Assert.Single(ShownInCurrency.Table(file).All).Code);
        Run check = await Run.Of("policies", "check", "-c", file);
        Assert.Equal((0, ""), (check.ExitCode, check.Error));
        Assert.Equal(0, (await Run.Of("rates", "list", "--config", file)).ExitCode);
    }

    [Fact]
    public void None_goes_on_with_other_terms_than_those_that_somebody_meant_to_write()
    {
        string file = Write(KeyIsMissing + Terms + "listen: nonsense\n");

        CommandFailedException refused = Assert.Throws<CommandFailedException>(() => ConfiguredTerms.Read(file));

        Assert.Equal(ExitCode.Misused, refused.ExitCode);
        Assert.Contains("listen", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("NOT_SET_ANYWHERE", refused.Message, StringComparison.Ordinal);
    }

    private string Write(string yaml)
    {
        string file = Path.Combine(_folder, "tokenledger.yaml");
        File.WriteAllText(file, yaml);
        return file;
    }
}
