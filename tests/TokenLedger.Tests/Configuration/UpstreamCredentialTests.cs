using TokenLedger.Configuration;
using TokenLedger.Gateway;
using TokenLedger.Gateway.Dialects;

namespace TokenLedger.Tests.Configuration;

public sealed class UpstreamCredentialTests
{
    private const string Secret = "sk-the-gateways-own-key";

    [Fact]
    public void A_provider_key_comes_from_the_variable_that_is_named()
    {
        using ConfigurationCase one = new("providers: {openai: {credential_env: COMPANY_KEY}}");
        one.With("COMPANY_KEY", Secret);

        UpstreamOptions openai = one.Load().Configuration!.Gateway.Upstreams[0];

        Assert.Equal("Bearer " + Secret, Sent(openai));
        Assert.DoesNotContain(Secret, openai.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_in_a_file_is_read_again_when_the_file_changes()
    {
        using ConfigurationCase one = new("providers: {openai: {credential_file: openai.key}}");
        string file = one.Write("openai.key", Secret + "\n");
        UpstreamOptions openai = one.Load().Configuration!.Gateway.Upstreams[0];
        Assert.Equal("Bearer " + Secret, Sent(openai));

        File.WriteAllText(file, "sk-renewed");
        File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddMinutes(1));
        Assert.Equal("Bearer sk-renewed", Sent(openai));

        File.WriteAllText(file, "half written\nand no key");
        File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddMinutes(2));
        Assert.Equal("Bearer sk-renewed", Sent(openai));
    }

    [Theory]
    [InlineData("providers: {openai: {credential_env: NOT_SET}}", "providers.openai.credential_env: the variable")]
    [InlineData("providers: {extra: {groq: {credential_file: gone}}}", "credential_file: cannot be read")]
    [InlineData("providers: {openai: {credential_env: A, credential_file: b}}", "keep one of them")]
    public void A_credential_that_is_not_there_stops_the_start(string yaml, string said) =>
        Assert.Contains(said, Assert.Single(ConfigurationCase.ProblemsOf(yaml)), StringComparison.Ordinal);

    [Fact]
    public void Who_serves_no_calls_needs_no_providers_key_and_every_other_problem_still_counts()
    {
        const string Missing = "providers: {openai: {credential_env: NOT_SET}}\n";

        LoadedConfiguration loaded = ConfigurationCase.Load(Missing);
        Assert.Null(loaded.Configuration);
        Assert.NotNull(loaded.WithoutServing);
        Assert.Null(ConfigurationCase.Load(Missing + "listen: nonsense\n").WithoutServing);
        Assert.NotNull(ConfigurationCase.Load("listen: 127.0.0.1:1\n").WithoutServing);
    }

    [Fact]
    public void Each_dialect_has_the_key_where_its_provider_looks_for_it()
    {
        Route own = new("x.y", RouteKind.Inference);
        Route compatible = own with { Dialect = OpenAiDialect.Instance };
        Assert.Equal("Authorization", Dialect.Named("openai").CredentialHeaderOf(own).Name);
        Assert.Equal("x-api-key", Dialect.Named("anthropic").CredentialHeaderOf(own).Name);
        Assert.Equal("api-key", Dialect.Named("azure").CredentialHeaderOf(own).Name);
        Assert.Equal("x-goog-api-key", Dialect.Named("gemini").CredentialHeaderOf(own).Name);
        Assert.Equal("Authorization", Dialect.Named("gemini").CredentialHeaderOf(compatible).Name);
        Assert.Equal("Authorization", Dialect.Named("vertex").CredentialHeaderOf(own).Name);
    }

    /// <summary>What an upstream gets in the place of the caller's credentials.</summary>
    private static string Sent(UpstreamOptions upstream)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, upstream.BaseAddress);
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer of-the-caller");
        request.Headers.TryAddWithoutValidation("x-api-key", "of-the-caller");
        upstream.Credential!.Apply(
            request,
            Dialect.Named(upstream.Dialect),
            new Route("openai.chat", RouteKind.Inference)
        );
        Assert.DoesNotContain("of-the-caller", request.Headers.ToString(), StringComparison.Ordinal);
        return request.Headers.NonValidated["Authorization"].ToString();
    }
}
