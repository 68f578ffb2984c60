using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using TokenLedger.Accounting.Budgets;
using TokenLedger.Functional.Tests.Running;
using TokenLedger.Gateway;
using TokenLedger.Gateway.Administration.Budgets;

namespace TokenLedger.Functional.Tests.Control;

public sealed class BudgetsApiTests
{
    private const string TeamA =
        """{"scope":{"tenant":"a"},"per":["user"],"limits":[{"unit":"usd","amount":"25"}],"window":{"kind":"calendar","period":"month"},"hold":"strict"}""";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_put_holds_is_shown_and_survives_a_restart()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();

        HttpResponseMessage created = await PutAsync(gateway, "team-a", TeamA);
        HttpResponseMessage again = await PutAsync(gateway, "team-a", TeamA);
        JsonElement before = await GetAsync(gateway, "budgets/team-a");
        await gateway.RestartAsync();
        JsonElement after = await GetAsync(gateway, "budgets/team-a");
        await gateway.RestartAsync(data => File.Delete(Path.Combine(data, "control.state")));
        JsonElement folded = await GetAsync(gateway, "budgets/team-a");

        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.OK), (created.StatusCode, again.StatusCode));
        Assert.Equal(created.Headers.ETag, again.Headers.ETag);
        Assert.Equal("runtime", before.GetProperty("source").GetString());
        Assert.Equal("local", before.GetProperty("changed_by").GetString());
        Assert.Equal("strict", before.GetProperty("budget").GetProperty("hold").GetString());
        Assert.Equal("25", before.GetProperty("budget").GetProperty("limits")[0].GetProperty("amount").GetString());
        Assert.Equal(before.GetRawText(), after.GetRawText());
        Assert.Equal(before.GetRawText(), folded.GetRawText());
    }

    [Fact]
    public async Task What_is_shown_can_be_sent_back()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        HttpResponseMessage created = await PutAsync(gateway, "team-a", TeamA);
        JsonElement shown = await GetAsync(gateway, "budgets/team-a");

        HttpResponseMessage again = await PutAsync(gateway, "team-a", shown.GetProperty("budget").GetRawText());

        Assert.Equal((HttpStatusCode.OK, created.Headers.ETag), (again.StatusCode, again.Headers.ETag));
    }

    [Fact]
    public async Task Everything_wrong_is_said_at_once_and_nothing_is_written()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        int entries = (await gateway.EntriesAsync()).Count;

        HttpResponseMessage refused = await PutAsync(
            gateway,
            "Team A",
            """{"scope":{"galaxy":"x"},"limits":[{"unit":"usd","amount":"-1"},{"unit":"eur","amount":"1"}],"window":{"kind":"calendar","time_zone":"Mars/Base"},"colour":1}"""
        );

        JsonElement error = (await JsonAsync(refused)).GetProperty("error");
        string[] paths =
        [
            .. error.GetProperty("problems").EnumerateArray().Select(one => one.GetProperty("path").GetString()!),
        ];
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Equal("invalid_request", error.GetProperty("type").GetString());
        Assert.Superset(
            new HashSet<string>
            {
                "id",
                "scope.galaxy",
                "limits[0].amount",
                "limits[1].unit",
                "window.time_zone",
                "colour",
            },
            paths.ToHashSet()
        );
        Assert.Equal(entries, (await gateway.EntriesAsync()).Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{\"limits\":")]
    public async Task A_body_that_is_no_budget_is_refused_with_a_sentence(string body)
    {
        await using TestGateway gateway = await TestGateway.StartAsync();

        HttpResponseMessage refused = await PutAsync(gateway, "a", body);

        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.NotEmpty((await JsonAsync(refused)).GetProperty("error").GetProperty("message").GetString()!);
    }

    [Fact]
    public async Task A_change_of_something_that_was_changed_meanwhile_is_refused()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        EntityTagHeaderValue first = (await PutAsync(gateway, "team-a", TeamA)).Headers.ETag!;
        string other = TeamA.Replace("25", "30", StringComparison.Ordinal);

        HttpResponseMessage[] raced = await Task.WhenAll(
            Enumerable
                .Range(0, 16)
                .Select(i =>
                    PutAsync(gateway, "team-a", TeamA.Replace("25", $"{30 + i}", StringComparison.Ordinal), first)
                )
        );
        HttpResponseMessage late = await DeleteAsync(gateway, "team-a", first);
        HttpResponseMessage isThere = await PutAsync(gateway, "team-a", other, ifNoneMatch: true);

        HttpResponseMessage winner = Assert.Single(raced, answer => answer.StatusCode == HttpStatusCode.OK);
        Assert.Equal(15, raced.Count(answer => answer.StatusCode == HttpStatusCode.PreconditionFailed));
        Assert.Equal(HttpStatusCode.PreconditionFailed, late.StatusCode);
        Assert.Equal(HttpStatusCode.PreconditionFailed, isThere.StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await DeleteAsync(gateway, "team-a", winner.Headers.ETag)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await DeleteAsync(gateway, "team-a")).StatusCode);
    }

    [Fact]
    public async Task A_runtime_budget_takes_the_place_of_the_configured_one_until_it_is_removed()
    {
        await using TestGateway gateway = await TestGateway.StartAsync(
            (options, _) => options with { Budgets = Configured(daily: 50) }
        );

        JsonElement configured = await GetAsync(gateway, "budgets/default.day");
        HttpResponseMessage refused = await DeleteAsync(gateway, "default.day");
        HttpResponseMessage put = await PutAsync(
            gateway,
            "default.day",
            """{"limits":[{"unit":"usd","amount":"7"}],"window":{"kind":"calendar","period":"day"}}""",
            new EntityTagHeaderValue("\"configuration\"")
        );
        await gateway.RestartAsync();
        JsonElement replaced = await GetAsync(gateway, "budgets/default.day");
        HttpResponseMessage removed = await DeleteAsync(gateway, "default.day", put.Headers.ETag);
        JsonElement back = await GetAsync(gateway, "budgets/default.day");

        Assert.Equal(("configuration", "50"), (Source(configured), Amount(configured)));
        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        Assert.Equal(HttpStatusCode.OK, put.StatusCode);
        Assert.Equal(("runtime", "7"), (Source(replaced), Amount(replaced)));
        Assert.Equal(HttpStatusCode.OK, removed.StatusCode);
        Assert.Equal(("configuration", "50"), (Source(back), Amount(back)));
    }

    [Fact]
    public async Task An_override_has_reason_author_and_an_end_and_can_be_ended()
    {
        await using TestGateway gateway = await TestGateway.StartAsync(
            (options, _) => options with { Budgets = Configured(daily: 50) }
        );

        HttpResponseMessage wrong = await PostAsync(gateway, """{"amount":"x","member":["a","b"]}""", null);
        HttpResponseMessage wordless = await PostAsync(gateway, """{"amount":"80","for":"2h"}""", null);
        HttpResponseMessage made = await PostAsync(gateway, Raise("80"), "k-1");
        HttpResponseMessage again = await PostAsync(gateway, Raise("80"), "k-1");
        HttpResponseMessage misused = await PostAsync(gateway, Raise("90"), "k-1");
        JsonElement held = await GetAsync(gateway, "budgets/default.day");
        string id = (await JsonAsync(made)).GetProperty("id").GetString()!;
        HttpResponseMessage ended = await gateway.Http.DeleteAsync(
            $"/api/v1/budgets/default.day/overrides/{id}",
            Cancellation
        );
        JsonElement after = await GetAsync(gateway, "budgets/default.day");

        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        Assert.Contains("reason", (await JsonAsync(wordless)).GetRawText(), StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.OK), (made.StatusCode, again.StatusCode));
        Assert.Equal((await JsonAsync(made)).GetRawText(), (await JsonAsync(again)).GetRawText());
        Assert.Equal(HttpStatusCode.Conflict, misused.StatusCode);
        JsonElement one = Assert.Single(held.GetProperty("overrides").EnumerateArray());
        Assert.Equal(
            (id, "usd", "80", "launch day", "local"),
            (
                one.GetProperty("id").GetString(),
                one.GetProperty("unit").GetString(),
                one.GetProperty("amount").GetString(),
                one.GetProperty("reason").GetString(),
                one.GetProperty("author").GetString()
            )
        );
        Assert.Equal(HttpStatusCode.NoContent, ended.StatusCode);
        Assert.False(after.TryGetProperty("overrides", out _));

        Task<HttpResponseMessage> PostAsync(TestGateway to, string body, string? key)
        {
            HttpRequestMessage request = new(HttpMethod.Post, "/api/v1/budgets/default.day/overrides")
            {
                Content = new StringContent(body, Encoding.UTF8, "application/json"),
            };
            if (key is not null)
            {
                request.Headers.Add("Idempotency-Key", key);
            }

            return to.Http.SendAsync(request, Cancellation);
        }

        static string Raise(string amount) => $$"""{"amount":"{{amount}}","for":"2h","reason":"launch day"}""";
    }

    [Fact]
    public async Task The_description_of_the_api_has_the_gateways_own_routes_with_their_documents()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();

        JsonElement document = await gateway.Http.GetFromJsonAsync<JsonElement>("/openapi/v1.json", Cancellation);

        JsonElement put = document.GetProperty("paths").GetProperty("/api/v1/budgets/{id}").GetProperty("put");
        Assert.Equal("SetBudget", put.GetProperty("operationId").GetString());
        Assert.True(put.GetProperty("requestBody").GetProperty("content").TryGetProperty("application/json", out _));
        Assert.True(put.GetProperty("responses").TryGetProperty("412", out _));
        JsonElement schemas = document.GetProperty("components").GetProperty("schemas");
        Assert.True(schemas.GetProperty("BudgetBody").GetProperty("properties").TryGetProperty("mid_stream", out _));
        Assert.True(document.GetProperty("paths").TryGetProperty("/api/v1/budgets/{id}/overrides", out _));
    }

    [Fact]
    public async Task Many_are_set_at_once_each_with_its_entry_and_setting_them_again_changes_nothing()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        await PutAsync(gateway, "b-7", TeamA);
        string many = Many(Enumerable.Range(0, 1000).Select(i => One($"b-{i}", i + 1)));

        JsonElement first = await JsonAsync(await PostManyAsync(gateway, many));
        JsonElement again = await JsonAsync(await PostManyAsync(gateway, many));
        int entries = (await gateway.EntriesAsync()).Count(static entry =>
            entry.Kind == "admin"
            && entry.Json.GetProperty("reason").GetString() is "budget.created" or "budget.changed"
        );
        await gateway.RestartAsync();

        Assert.Equal((1000, 0), (first.GetProperty("set").GetInt32(), first.GetProperty("unchanged").GetInt32()));
        Assert.Equal((0, 1000), (again.GetProperty("set").GetInt32(), again.GetProperty("unchanged").GetInt32()));
        Assert.Equal(1001, entries);
        Assert.Equal("8", Amount(await GetAsync(gateway, "budgets/b-7")));
        Assert.Equal("1000", Amount(await GetAsync(gateway, "budgets/b-999")));
    }

    [Fact]
    public async Task One_that_is_wrong_among_many_keeps_all_out()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();

        HttpResponseMessage refused = await PostManyAsync(
            gateway,
            Many([One("good", 1), One("bad", -1), One("good", 2), """{"id":"no-window","limits":[]}"""])
        );
        HttpResponseMessage tooMany = await PostManyAsync(
            gateway,
            Many(Enumerable.Range(0, 1001).Select(i => One($"b-{i}", 1)))
        );
        HttpResponseMessage tooLarge = await PostManyAsync(gateway, Many([new string(' ', 300_000) + One("b", 1)]));

        string[] paths =
        [
            .. (await JsonAsync(refused))
                .GetProperty("error")
                .GetProperty("problems")
                .EnumerateArray()
                .Select(one => one.GetProperty("path").GetString()!),
        ];
        Assert.Equal(["budgets[1].limits[0].amount", "budgets[2].id", "budgets[3].window", "budgets[3].limits"], paths);
        Assert.All([refused, tooMany, tooLarge], answer => Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode));
        Assert.Equal(0, (await GetAsync(gateway, "budgets")).GetProperty("budgets").GetArrayLength());
    }

    private static string One(string id, int usd) =>
        $$$"""{"id":"{{{id}}}","scope":{"user":"{{{id}}}"},"limits":[{"unit":"usd","amount":"{{{usd}}}"}],"window":{"kind":"lifetime"}}""";

    private static string Many(IEnumerable<string> budgets) => $$"""{"budgets":[{{string.Join(',', budgets)}}]}""";

    private static Task<HttpResponseMessage> PostManyAsync(TestGateway gateway, string json) =>
        gateway.Http.PostAsync(
            "/api/v1/budgets",
            new StringContent(json, Encoding.UTF8, "application/json"),
            Cancellation
        );

    private static BudgetRules Configured(decimal daily) =>
        BudgetRules.None with
        {
            Default = BudgetRules.None.Default with { DailyUsd = daily, Action = BudgetAction.Block },
        };

    private static string? Source(JsonElement answer) => answer.GetProperty("source").GetString();

    private static string? Amount(JsonElement answer) =>
        answer.GetProperty("budget").GetProperty("limits")[0].GetProperty("amount").GetString();

    private static Task<HttpResponseMessage> PutAsync(
        TestGateway gateway,
        string id,
        string body,
        EntityTagHeaderValue? ifMatch = null,
        bool ifNoneMatch = false
    )
    {
        HttpRequestMessage request = new(HttpMethod.Put, "/api/v1/budgets/" + Uri.EscapeDataString(id))
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        if (ifMatch is not null)
        {
            request.Headers.IfMatch.Add(ifMatch);
        }

        if (ifNoneMatch)
        {
            request.Headers.IfNoneMatch.Add(EntityTagHeaderValue.Any);
        }

        return gateway.Http.SendAsync(request, Cancellation);
    }

    private static Task<HttpResponseMessage> DeleteAsync(
        TestGateway gateway,
        string id,
        EntityTagHeaderValue? ifMatch = null
    )
    {
        HttpRequestMessage request = new(HttpMethod.Delete, "/api/v1/budgets/" + id);
        if (ifMatch is not null)
        {
            request.Headers.IfMatch.Add(ifMatch);
        }

        return gateway.Http.SendAsync(request, Cancellation);
    }

    private static Task<JsonElement> GetAsync(TestGateway gateway, string path) =>
        gateway.Http.GetFromJsonAsync<JsonElement>("/api/v1/" + path, Cancellation);

    private static async Task<JsonElement> JsonAsync(HttpResponseMessage answer) =>
        JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancellation)).RootElement;
}
