using TokenLedger.Gateway.Dialects;
using TokenLedger.Gateway.Hosting;
using TokenLedger.Gateway.Identity.Principals;

namespace TokenLedger.Gateway.Tests.Identity;

/// <summary>Tokens of an issuer: the good ones open what their claims say, and every kind of bad one opens nothing.</summary>
public sealed class OidcVerifierTests : IAsyncLifetime
{
    private readonly ManualTime _time = new();
    private LocalIssuer _issuer = null!;
    private SigningKey _key = null!;
    private OidcVerifier _verifier = null!;

    public async ValueTask InitializeAsync()
    {
        _issuer = await LocalIssuer.StartAsync();
        _key = _issuer.Publish(SigningKey.Rsa("k1"));
        _verifier = Verifier(options => options);
    }

    private OidcVerifier Verifier(Func<OidcOptions, OidcOptions> change) =>
        new(
            change(
                new OidcOptions
                {
                    Issuer = _issuer.Issuer,
                    Audiences = ["tokenledger"],
                    AuthorizedParties = ["cli"],
                    RoleClaim = "realm_access.roles",
                    Roles =
                    [
                        new("ai-admins", Role.Admin),
                        new("ai-readers", Role.Viewer),
                        new("team-leads", Role.TenantAdmin),
                    ],
                    TenantClaim = "team",
                    NameClaim = "email",
                }
            ),
            _time
        );

    private Dictionary<string, object?> Claims(string name = "sub", object? value = null)
    {
        Dictionary<string, object?> claims = _issuer.Claims(_time.GetUtcNow());
        if (name != "sub")
        {
            claims[name] = value;
        }

        return claims;
    }

    private static Dictionary<string, object> Roles(params string[] roles) => new() { ["roles"] = roles };

    private async Task<string> RefusalOf(string token, OidcVerifier? verifier = null)
    {
        (Principal? principal, Refusal? denied) = await (verifier ?? _verifier).VerifyAsync(token, default);
        Assert.Null(principal);
        return denied!.Code;
    }

    private async Task<Principal?> HolderOf(string token, OidcVerifier? verifier = null) =>
        (await (verifier ?? _verifier).VerifyAsync(token, default)).Principal;

    [Theory]
    [InlineData("RS256")]
    [InlineData("PS256")]
    [InlineData("ES256")]
    public async Task A_token_that_the_issuer_signed_is_taken(string algorithm)
    {
        SigningKey key = _issuer.Publish(algorithm == "ES256" ? SigningKey.Ec("e1") : SigningKey.Rsa("r1", algorithm));

        Principal? holder = await HolderOf(key.Sign(Claims()));

        Assert.Equal(new Principal("oidc:alice@example.com", Role.Admin, null), holder);
    }

    [Fact]
    public async Task A_token_without_a_kid_is_tried_with_every_key()
    {
        SigningKey key = _issuer.Publish(SigningKey.Rsa("quiet", tokensSay: null));

        Assert.NotNull(await HolderOf(key.Sign(Claims())));
    }

    [Fact]
    public async Task No_algorithm_and_shared_secrets_are_never_taken()
    {
        byte[] secret = new byte[32];
        SigningKey shared = _issuer.Publish(SigningKey.Shared("s1", secret));

        Assert.Equal("invalid_token", await RefusalOf(SigningKey.None.Sign(Claims())));
        Assert.Equal("invalid_token", await RefusalOf(shared.Sign(Claims())));
        Assert.Equal("invalid_token", await RefusalOf(SigningKey.Shared("k1", secret).Sign(Claims())));
    }

    [Fact]
    public async Task A_key_that_is_not_the_issuers_signs_nothing()
    {
        Assert.Equal("invalid_token", await RefusalOf(SigningKey.Rsa("k1").Sign(Claims())));
        Assert.Equal("invalid_token", await RefusalOf(SigningKey.Rsa("unknown").Sign(Claims())));
        string good = _key.Sign(Claims());
        string[] parts = good.Split('.');
        string other = _key.Sign(Claims("sub2", "x")).Split('.')[1];
        Assert.Equal("invalid_token", await RefusalOf($"{parts[0]}.{other}.{parts[2]}"));
        Assert.Equal("invalid_token", await RefusalOf("a.b.c"));
        Assert.Equal("invalid_token", await RefusalOf(good + new string('x', 20_000)));
    }

    [Theory]
    [InlineData("aud", "another")]
    [InlineData("aud", null)]
    [InlineData("iss", "http://127.0.0.1:1")]
    [InlineData("iss", null)]
    [InlineData("azp", "someone-elses-app")]
    [InlineData("azp", null)]
    [InlineData("exp", null)]
    public async Task A_token_for_others_of_others_or_without_an_end_is_refused(string claim, string? value) =>
        Assert.Equal("invalid_token", await RefusalOf(_key.Sign(Claims(claim, value))));

    [Fact]
    public async Task Its_time_counts_with_the_clock_skew_and_no_more()
    {
        string token = _key.Sign(Claims());
        string early = _key.Sign(Claims("nbf", _time.GetUtcNow().AddSeconds(90).ToUnixTimeSeconds()));
        Assert.Equal("invalid_token", await RefusalOf(early));
        Assert.NotNull(await HolderOf(token));

        _time.Advance(TimeSpan.FromSeconds(31));
        Assert.NotNull(await HolderOf(early)); // within the skew now
        _time.Advance(TimeSpan.FromMinutes(10));
        Assert.NotNull(await HolderOf(token)); // 31 s after its end
        _time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal("invalid_token", await RefusalOf(token));
    }

    [Fact]
    public async Task A_new_key_of_the_issuers_is_learned_when_a_token_names_it()
    {
        Assert.NotNull(await HolderOf(_key.Sign(Claims())));
        SigningKey next = _issuer.Publish(SigningKey.Rsa("k2"));
        _issuer.Withdraw(_key);
        string token = next.Sign(Claims());
        Assert.Equal("invalid_token", await RefusalOf(token)); // just asked

        _time.Advance(IssuerKeys.BetweenFetches);
        Assert.NotNull(await HolderOf(token));
        Assert.Equal("invalid_token", await RefusalOf(_key.Sign(Claims("sub2", "again"))));
    }

    [Fact]
    public async Task Tokens_that_name_made_up_keys_do_not_make_the_gateway_ask_again_and_again()
    {
        Assert.NotNull(await HolderOf(_key.Sign(Claims())));
        int before = _issuer.Fetches;
        SigningKey[] madeUp = [.. Enumerable.Range(0, 3).Select(i => SigningKey.Ec($"made-up-{i}"))];
        for (int i = 0; i < 50; i++)
        {
            await RefusalOf(madeUp[i % 3].Sign(Claims()));
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.InRange(_issuer.Fetches - before, 1, 2);
    }

    [Fact]
    public async Task While_the_issuer_is_down_its_last_keys_are_good_for_a_day_and_then_nothing_is()
    {
        Assert.NotNull(await HolderOf(_key.Sign(Claims())));
        _issuer.IsDown = true;
        _time.Advance(TimeSpan.FromHours(23));
        Assert.NotNull(await HolderOf(_key.Sign(Claims())));
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal("issuer_unavailable", await RefusalOf(_key.Sign(Claims())));
        _issuer.IsDown = false;
        _time.Advance(IssuerKeys.BetweenFetches);
        Assert.NotNull(await HolderOf(_key.Sign(Claims())));
    }

    [Fact]
    public async Task An_issuer_that_was_never_reached_opens_nothing()
    {
        _issuer.IsDown = true;
        Assert.Equal("issuer_unavailable", await RefusalOf(_key.Sign(Claims())));
        _issuer.IsDown = false;
        _issuer.SaysItIs = "https://evil.example";
        _time.Advance(IssuerKeys.BetweenFetches);
        Assert.Equal("issuer_unavailable", await RefusalOf(_key.Sign(Claims())));
    }

    [Fact]
    public async Task Claims_become_role_and_tenant()
    {
        Dictionary<string, object?> reader = Claims("realm_access", Roles("ai-readers"));
        Assert.Equal("no_tenant", await RefusalOf(_key.Sign(reader)));
        reader["team"] = "acme";
        Assert.Equal(new("oidc:alice@example.com", Role.Viewer, "acme"), await HolderOf(_key.Sign(reader)));

        Dictionary<string, object?> lead = Claims("realm_access", Roles("team-leads"));
        lead["team"] = "acme";
        Assert.Equal(new("oidc:alice@example.com", Role.TenantAdmin, "acme"), await HolderOf(_key.Sign(lead)));
        lead["team"] = new[] { "acme", "umbrella" };
        Assert.Equal("no_tenant", await RefusalOf(_key.Sign(lead)));

        Assert.Equal("no_role", await RefusalOf(_key.Sign(Claims("realm_access", Roles("other")))));
        Assert.Equal("no_role", await RefusalOf(_key.Sign(Claims("realm_access", null))));
        using OidcVerifier scoped = Verifier(options => options with { RoleClaim = "scope" });
        Assert.NotNull(await HolderOf(_key.Sign(Claims("scope", "openid ai-admins")), scoped));
    }

    [Fact]
    public async Task Tokens_that_begin_alike_are_told_apart_also_when_one_is_remembered()
    {
        string admin = _key.Sign(Claims());
        Assert.Equal(Role.Admin, (await HolderOf(admin))!.Role);
        string[] parts = admin.Split('.');

        // The same first thousand characters, another signature: remembered by a prefix it would pass.
        Assert.Equal("invalid_token", await RefusalOf($"{parts[0]}.{parts[1]}.{parts[2][..^4]}AAAA"));
        Dictionary<string, object?> reader = Claims("realm_access", Roles("ai-readers"));
        reader["team"] = "acme";
        Assert.Equal(Role.Viewer, (await HolderOf(_key.Sign(reader)))!.Role);
    }

    [Fact]
    public async Task Remembered_tokens_are_bounded()
    {
        SigningKey quick = _issuer.Publish(SigningKey.Ec("e1"));
        for (int i = 0; i <= OidcVerifier.MostRemembered + 10; i++)
        {
            Assert.NotNull(await HolderOf(quick.Sign(Claims("jti", $"{i}"))));
        }

        Assert.InRange(_verifier.RememberedTokens, 1, OidcVerifier.MostRemembered);
    }

    public async ValueTask DisposeAsync()
    {
        _verifier.Dispose();
        await _issuer.DisposeAsync();
    }
}
