using TokenLedger.Configuration;
using TokenLedger.Gateway;
using TokenLedger.Gateway.Upstreams;
using TokenLedger.Gateway.Upstreams.Rotation;

namespace TokenLedger.Tests.Configuration;

public sealed class RoutingTests
{
    private static GatewayOptions Read(string yaml)
    {
        using ConfigurationCase one = new(yaml);
        one.With("GROQ_KEY", "gsk-own");
        return one.Load().Configuration!.Gateway;
    }

    [Fact]
    public void Pools_and_chains_are_read_with_their_members_in_order()
    {
        RoutingOptions routing = Read(
            """
            providers: {extra: {groq: {credential_env: GROQ_KEY}}}
            routing:
              retries: {most: 2, statuses: [503], longest_retry_after: 5s}
              pools:
                - upstream: openai
                  models: [gpt-4o*, o3]
                  sticky_sessions: false
                  members:
                    - {upstream: openai, weight: 3}
                    - {upstream: groq, model: llama}
              fallbacks:
                - upstream: openai
                  to: [{upstream: groq}, {upstream: openai, model: gpt-4o-mini}]
            """
        ).Routing;

        Assert.Equal(2, routing.Retries.Most);
        Assert.Equal([503], routing.Retries.Statuses);
        PoolOptions pool = Assert.Single(routing.Pools);
        Assert.Equal(["gpt-4o*", "o3"], pool.Models);
        Assert.False(pool.StickySessions);
        Assert.Equal([new("openai", null, 3), new TargetOptions("groq", "llama")], pool.Members);
        Assert.Equal([new("groq"), new TargetOptions("openai", "gpt-4o-mini")], Assert.Single(routing.Fallbacks).To);
    }

    [Fact]
    public void AgentLedgers_breaker_keys_mean_what_they_mean_there()
    {
        RoutingOptions routing = Read("circuit_breaker: {max_failures: 5, timeout_secs: 0}").Routing;

        Assert.Equal((5, TimeSpan.FromSeconds(30)), (routing.Breaker.MaxFailures, routing.Breaker.OpenFor));
        Assert.True(routing.Breaker.IsOn);
    }

    [Fact]
    public void Routes_have_timeouts_of_their_own() =>
        Assert.Equal(
            new RouteTimeout
            {
                Path = "/v1/chat/*",
                Streamed = true,
                Response = TimeSpan.FromHours(1),
            },
            Assert.Single(Read("timeouts: {routes: [{path: /v1/chat/*, stream: true, response: 1h}]}").RouteTimeouts)
        );

    [Theory]
    [InlineData("fallbacks: [{upstream: openai, to: [{upstream: groq}]}]", "at another host than openai")]
    [InlineData("pools: [{upstream: openai, members: [{upstream: groq}]}]", "at another host than openai")]
    [InlineData("fallbacks: [{upstream: openai, to: [{upstream: anthropic}]}]", "speaks anthropic and openai openai")]
    [InlineData("fallbacks: [{upstream: opnai, to: [{upstream: openai}]}]", "there is no such upstream")]
    [InlineData("fallbacks: [{upstream: openai}]", "needs to, at least one upstream")]
    [InlineData("retries: {most: 9}", "must be a whole number from 0 to 5")]
    [InlineData("retries: {statuses: [200]}", "must be a whole number from 400 to 599")]
    public void What_cannot_work_or_would_leak_a_key_is_refused_at_the_start(string routing, string said) =>
        Assert.Contains(
            said,
            Assert.Single(ConfigurationCase.ProblemsOf($"routing: {{{routing}}}")),
            StringComparison.Ordinal
        );

    [Fact]
    public void A_key_that_is_named_and_missing_is_told_once_and_stops_nobody_who_serves_no_calls()
    {
        LoadedConfiguration loaded = ConfigurationCase.Load(
            """
            providers: {extra: {groq: {enabled: true, credential_env: NOT_SET_ANYWHERE}}}
            routing: {fallbacks: [{upstream: openai, to: [{upstream: groq}]}]}
            """
        );

        Assert.Contains("credential_env", Assert.Single(loaded.Problems).Message, StringComparison.Ordinal);
        Assert.NotNull(loaded.WithoutServing);
    }
}
