using TokenLedger.Configuration;
using TokenLedger.Gateway;

namespace TokenLedger.Tests.Configuration;

public sealed class BedrockTests
{
    private const string Credentials = "[default]\naws_access_key_id=AKIDFILE\naws_secret_access_key=file-secret\n";

    [Fact]
    public void Its_region_is_enough_and_chooses_host_and_price()
    {
        UpstreamOptions bedrock = Find(ConfigurationCase.Load(Yaml("region: eu-west-1")))!;

        Assert.Equal("https://bedrock-runtime.eu-west-1.amazonaws.com/", bedrock.BaseAddress.AbsoluteUri);
        Assert.Equal([new("region", "eu-west-1")], bedrock.Conditions);
        Assert.Null(bedrock.Signer);
    }

    [Fact]
    public void An_address_of_its_own_tells_the_region_too()
    {
        const string address = "upstream: \"https://bedrock-runtime.us-west-2.amazonaws.com\"";

        Assert.Equal([new("region", "us-west-2")], Find(ConfigurationCase.Load(Yaml(address)))!.Conditions);
    }

    [Fact]
    public void Without_region_and_address_it_is_off() => Assert.Null(Find(ConfigurationCase.Load("")));

    [Fact]
    public void Credentials_come_from_a_file_or_from_the_variables_of_AWS()
    {
        using ConfigurationCase file = new(Yaml("region: us-east-1, auth: sigv4, credentials_file: aws"));
        file.Write("aws", Credentials);
        Assert.NotNull(Find(file.Load())?.Signer);

        using ConfigurationCase variables = new(Yaml("region: us-east-1, auth: sigv4"));
        variables.With("AWS_ACCESS_KEY_ID", "AKIDENV").With("AWS_SECRET_ACCESS_KEY", "env-secret");
        Assert.NotNull(Find(variables.Load())?.Signer);
    }

    [Theory]
    [InlineData("region: us-east-1, auth: sigv4", "there are no credentials; set credentials_file")]
    [InlineData("region: us-east-1, auth: sigv4, credentials_file: nowhere", "nowhere cannot be read")]
    [InlineData("upstream: \"http://127.0.0.1:1\", auth: sigv4", "needs providers.extra.bedrock.region")]
    [InlineData("region: \"eu west\"", "a region is made of small letters, digits and -")]
    [InlineData("region: \"evil.example/\"", "a region is made of small letters, digits and -")]
    [InlineData("enabled: true", "needs an upstream")]
    [InlineData("region: us-east-1, type: cohere, auth: sigv4", "only Bedrock takes such signatures")]
    public void What_cannot_work_is_refused(string said, string problem) =>
        Assert.Contains(
            ConfigurationCase.ProblemsOf(Yaml(said)),
            found => found.Contains(problem, StringComparison.Ordinal)
        );

    [Fact]
    public void Credentials_that_nothing_signs_with_draw_a_warning() =>
        Assert.Contains(
            "has no effect",
            Assert.Single(ConfigurationCase.WarningsOf(Yaml("region: us-east-1, credentials_file: aws"))),
            StringComparison.Ordinal
        );

    [Fact]
    public void Nothing_that_is_printed_holds_a_secret()
    {
        using ConfigurationCase file = new(Yaml("region: us-east-1, auth: sigv4, credentials_file: aws"));
        file.Write("aws", Credentials);

        Assert.DoesNotContain("file-secret", file.Load().Configuration!.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("file-secret", Find(file.Load())!.ToString(), StringComparison.Ordinal);
    }

    private static string Yaml(string said) => $"providers: {{extra: {{bedrock: {{{said}}}}}}}";

    private static UpstreamOptions? Find(LoadedConfiguration loaded) =>
        loaded.Configuration?.Gateway.Upstreams.FirstOrDefault(upstream => upstream.Name == "bedrock");
}
