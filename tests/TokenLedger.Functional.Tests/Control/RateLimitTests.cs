using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using TokenLedger.Functional.Tests.Running;
using TokenLedger.Gateway;
using TokenLedger.Gateway.Limits;

namespace TokenLedger.Functional.Tests.Control;

/// <summary>Rate limits as callers and administrators meet them.</summary>
public sealed class RateLimitTests
{
    private static GatewayOptions With(GatewayOptions options, params RateLimit[] limits) =>
        options with
        {
            RateLimits = limits,
        };

    private static RateLimit PerUser(string id, long requestsPerHour) =>
        new()
        {
            Id = id,
            Per = ["user"],
            Allowances = [new(RateMeasure.Requests, requestsPerHour, RatePeriod.Hour)],
        };

    private static HttpRequestMessage As(string user, string? path = null, string? told = null)
    {
        HttpRequestMessage request = Ask.Post(
            path ?? Ask.ChatPath,
            path == Ask.MessagesPath ? Ask.Message("Hi") : Ask.Chat("Hi"),
            told
        );
        request.Headers.Add("X-TokenLedger-User", user);
        return request;
    }

    [Fact]
    public async Task Beyond_the_limit_the_answer_is_429_and_says_who_what_and_until_when()
    {
        await using TestGateway gateway = await TestGateway.StartAsync(
            (options, _) => With(options, PerUser("each", 2))
        );

        Received first = await gateway.SendAsync(As("alice"));
        await gateway.SendAsync(As("alice"));
        Received refused = await gateway.SendAsync(As("alice"));
        Received other = await gateway.SendAsync(As("bob"));

        Assert.Equal((200, 429, 200), (first.Status, refused.Status, other.Status));
        Assert.Equal(
            ("2", "1"),
            (first.Headers["x-ratelimit-limit-requests"], first.Headers["x-ratelimit-remaining-requests"])
        );
        int seconds = int.Parse(refused.Headers["Retry-After"], CultureInfo.InvariantCulture);
        Assert.InRange(seconds, 3500, 3600);
        Assert.Equal("0", refused.Headers["x-ratelimit-remaining-requests"]);
        Assert.DoesNotContain("x-should-retry", refused.Headers.Keys);
        Assert.Contains("2 requests per hour for user \\\"alice\\\"", refused.Text);
        Assert.Contains("rate_limited", refused.Text);
        Assert.Equal(3, gateway.Provider.Log.Calls.Count);
    }

    [Fact]
    public async Task Anthropic_clients_get_their_own_headers_and_shape()
    {
        await using TestGateway gateway = await TestGateway.StartAsync(
            (options, _) => With(options, PerUser("each", 1))
        );

        Received served = await gateway.SendAsync(As("alice", Ask.MessagesPath));
        Received refused = await gateway.SendAsync(As("alice", Ask.MessagesPath));

        Assert.Equal("0", served.Headers["anthropic-ratelimit-requests-remaining"]);
        Assert.Equal(429, refused.Status);
        JsonElement body = JsonElement.Parse(refused.Text);
        Assert.Equal("rate_limit_error", body.GetProperty("error").GetProperty("type").GetString());
    }

    [Fact]
    public async Task What_the_upstream_tells_of_its_own_limits_passes_and_ours_have_another_name()
    {
        await using StubProvider stub = await StubProvider.StartAsync(http =>
        {
            http.Response.Headers["x-ratelimit-limit-requests"] = "10000";
            return StubProvider.WriteAsync(http, """{"id":"c1","model":"gpt-4o-mini","choices":[]}""");
        });
        await using TestGateway gateway = await stub.GatewayAsync(options => With(options, PerUser("each", 5)));

        Received served = await gateway.SendAsync(As("alice"));

        Assert.Equal("10000", served.Headers["x-ratelimit-limit-requests"]);
        Assert.Equal("5", served.Headers["x-tokenledger-ratelimit-limit-requests"]);
        Assert.Equal("4", served.Headers["x-tokenledger-ratelimit-remaining-requests"]);
    }

    [Fact]
    public async Task Of_many_at_once_exactly_as_many_are_served_as_the_limit_says()
    {
        await using TestGateway gateway = await TestGateway.StartAsync(
            (options, _) => With(options, PerUser("each", 7))
        );

        Received[] answers = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => gateway.SendAsync(As("alice"))));

        Assert.Equal(7, answers.Count(answer => answer.Status == 200));
        Assert.Equal(57, answers.Count(answer => answer.Status == 429));
        Assert.Equal(7, gateway.Provider.Log.Calls.Count);
    }

    [Fact]
    public async Task As_many_run_at_a_time_as_the_limit_says()
    {
        RateLimit two = new() { Id = "two", Allowances = [new(RateMeasure.Concurrency, 2)] };
        await using TestGateway gateway = await TestGateway.StartAsync((options, _) => With(options, two));
        Task<Received>[] running =
        [
            gateway.SendAsync(As("a", told: "gate=one")),
            gateway.SendAsync(As("b", told: "gate=two")),
        ];
        await gateway.Provider.Gate("one").Reached.WaitAsync(gateway.Cancellation);
        await gateway.Provider.Gate("two").Reached.WaitAsync(gateway.Cancellation);

        Received third = await gateway.SendAsync(As("c"));
        gateway.Provider.Gate("one").Open();
        gateway.Provider.Gate("two").Open();
        await Task.WhenAll(running);
        Received fourth = await gateway.SendAsync(As("d"));

        Assert.Equal((429, "1", 200), (third.Status, third.Headers["Retry-After"], fourth.Status));
    }

    [Fact]
    public async Task A_limit_set_by_the_api_replaces_the_configured_one_until_it_is_removed()
    {
        await using TestGateway gateway = await TestGateway.StartAsync(
            (options, _) => With(options, PerUser("each", 2))
        );
        await gateway.SendAsync(As("alice"));
        await gateway.SendAsync(As("alice"));
        Assert.Equal(429, (await gateway.SendAsync(As("alice"))).Status);

        Received set = await PutAsync(gateway, "each", """{"per":["user"],"requests_per_hour":3}""");
        Assert.Equal(201, set.Status);
        Assert.Equal(200, (await gateway.SendAsync(As("alice"))).Status); // the third: two were used, and stay used
        Assert.Equal(429, (await gateway.SendAsync(As("alice"))).Status);
        await gateway.RestartAsync();
        JsonElement list = await gateway.Http.GetFromJsonAsync<JsonElement>("/api/v1/limits", gateway.Cancellation);
        JsonElement only = Assert.Single(list.GetProperty("limits").EnumerateArray());
        Assert.Equal("runtime", only.GetProperty("source").GetString());
        Assert.Equal(3, only.GetProperty("limit").GetProperty("requests_per_hour").GetInt64());

        Assert.Equal(204, await DeleteAsync(gateway, "each"));
        JsonElement back = await gateway.Http.GetFromJsonAsync<JsonElement>(
            "/api/v1/limits/each",
            gateway.Cancellation
        );
        Assert.Equal("configuration", back.GetProperty("source").GetString());
        Assert.Equal(409, await DeleteAsync(gateway, "each"));
        Assert.Equal(404, await DeleteAsync(gateway, "unknown"));
    }

    [Fact]
    public async Task A_change_of_what_was_changed_meanwhile_is_refused()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        const string Limit = """{"id":"a","requests_per_minute":10}""";
        Received made = await PostAsync(gateway, Limit);
        Received again = await PostAsync(gateway, Limit); // the same once more is the same
        Received other = await PostAsync(gateway, """{"id":"a","requests_per_minute":11}""");
        Assert.Equal((201, 200, 412), (made.Status, again.Status, other.Status));

        string tag = made.Headers["ETag"];
        Received changed = await PutAsync(gateway, "a", """{"requests_per_minute":12}""", tag);
        Received late = await PutAsync(gateway, "a", """{"requests_per_minute":13}""", tag);
        Assert.Equal((200, 412), (changed.Status, late.Status));
    }

    [Theory]
    [InlineData("""{"id":"a"}""", "needs at least one")]
    [InlineData("""{"id":"A b","requests_per_minute":1}""", "id:")]
    [InlineData("""{"id":"a","requests_per_minute":0}""", "must be 1 or more")]
    [InlineData("""{"id":"a","concurrency":1,"scope":{"colour":"red"}}""", "scope.colour: is no dimension")]
    [InlineData("""{"id":"a","concurrency":1,"per":["colour"]}""", "per: colour is no dimension")]
    [InlineData("""{"id":"a","request_per_minute":1}""", "request_per_minute")]
    [InlineData("""[]""", "must be an object")]
    public async Task A_limit_that_makes_no_sense_is_refused_with_all_that_is_wrong(string body, string says)
    {
        await using TestGateway gateway = await TestGateway.StartAsync();

        Received answer = await PostAsync(gateway, body);

        Assert.Equal(400, answer.Status);
        Assert.Contains(says, answer.Text);
    }

    private static Task<Received> PostAsync(TestGateway gateway, string json) =>
        gateway.SendAsync(new(HttpMethod.Post, "/api/v1/limits") { Content = Json(json) });

    private static Task<Received> PutAsync(TestGateway gateway, string id, string json, string? tag = null)
    {
        HttpRequestMessage request = new(HttpMethod.Put, "/api/v1/limits/" + id) { Content = Json(json) };
        if (tag is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", tag);
        }

        return gateway.SendAsync(request);
    }

    private static async Task<int> DeleteAsync(TestGateway gateway, string id) =>
        (await gateway.SendAsync(new(HttpMethod.Delete, "/api/v1/limits/" + id))).Status;

    private static StringContent Json(string json) => new(json, Encoding.UTF8, "application/json");
}
