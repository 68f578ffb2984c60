using System.Net;
using System.Text;
using System.Text.Json;
using TokenLedger.Ledger.Control;
using TokenLedger.Ledger.Entries;
using TokenLedger.Reporting.Tests.Support;

namespace TokenLedger.Reporting.Tests.Api;

public sealed class OutcomesApiTests
{
    private const string Resolved = """{"session":"s","name":"ticket_resolved","success":true,"value_usd":"12.50"}""";

    [Fact]
    public async Task An_outcome_is_an_entry_of_the_ledger_before_it_is_answered()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        (HttpStatusCode status, JsonElement told) = await Post(
            host,
            """{"session":"s","name":"ticket_resolved","success":true,"value_usd":"12.5","tenant":"red","agent":"a","tags":{"team":"x"}}"""
        );
        Assert.Equal(HttpStatusCode.Created, status);
        Entry entry = EntryReader.Parse(host.Ledger.Read(0, 1)[0].Bytes.Span);
        Assert.Equal((EntryKind.Outcome, "ticket_resolved", true), (entry.Kind, entry.Name, entry.Success));
        Assert.Equal(
            ("12.5", "red", "s"),
            (entry.Value.ToString(), entry.Attribution.Tenant, entry.Attribution.Session)
        );
        Assert.Equal(entry.Id, told.GetProperty("entry").GetGuid());
        Assert.Equal(0, told.GetProperty("sequence").GetInt64());
        Assert.Equal(ApiHost.Now, entry.OccurredAt);
    }

    [Fact]
    public async Task The_same_key_is_the_same_entry_however_often_and_at_once_it_is_told()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        (HttpStatusCode Status, JsonElement Body)[] answers = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(_ => Post(host, Resolved, key: "ticket-1"))
        );
        Assert.Single(answers, answer => answer.Status == HttpStatusCode.Created);
        Assert.Equal(7, answers.Count(answer => answer.Status == HttpStatusCode.OK));
        Assert.Single(answers.Select(answer => answer.Body.GetProperty("entry").GetGuid()).Distinct());
        Assert.Equal(1, host.Ledger.Head.Size);
    }

    [Fact]
    public async Task A_key_that_cannot_be_looked_up_yet_is_not_booked_and_one_without_is()
    {
        await using ApiHost host = await ApiHost.StartAsync(follow: false);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await Post(host, Resolved, key: "k")).Status);
        Assert.Equal(HttpStatusCode.Created, (await Post(host, Resolved)).Status);
        Assert.Equal(1, host.Ledger.Head.Size);
    }

    [Fact]
    public async Task A_key_told_with_another_outcome_is_a_conflict_and_another_tenant_s_key_is_its_own()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        await Post(host, Resolved, key: "k");
        (HttpStatusCode status, JsonElement body) = await Post(
            host,
            Resolved.Replace("true", "false", StringComparison.Ordinal),
            key: "k"
        );
        Assert.Equal(HttpStatusCode.Conflict, status);
        Assert.Contains("another outcome", body.GetProperty("error").GetProperty("message").GetString());
        host.Reader = new ReadScope("red", false);
        Assert.Equal(HttpStatusCode.Created, (await Post(host, Resolved, key: "k")).Status);
        Assert.Equal(2, host.Ledger.Head.Size);
    }

    [Theory]
    [InlineData("""{"name":"n","success":true}""", "session")]
    [InlineData("""{"session":"","name":"n","success":true}""", "session")]
    [InlineData("""{"session":"s","success":true}""", "name")]
    [InlineData("""{"session":"s","name":"","success":true}""", "name")]
    [InlineData("""{"session":"s","name":"n"}""", "success")]
    [InlineData("""{"session":"s","name":"n","success":"yes"}""", "success")]
    [InlineData("""{"session":"s","name":"n","success":true,"value_usd":"1e3"}""", "value_usd")]
    [InlineData("""{"session":"s","name":"n","success":true,"value_usd":"2000000000000"}""", "value")]
    [InlineData("""{"session":"s","name":"n","success":true,"value_usd":1.5}""", "value_usd")]
    [InlineData("""{"session":"s","name":"n","success":true,"occurred_at":"2027-01-01T00:00:00Z"}""", "occurred_at")]
    [InlineData("""{"session":"s","name":"n","success":true,"tags":{"A b":"x"}}""", "tag")]
    [InlineData("""{"session":"s","name":"n","success":true,"colour":"red"}""", "colour")]
    [InlineData("""{"session":"s\u0007","name":"n","success":true}""", "control")]
    [InlineData("null", "null")]
    [InlineData("{", "expected")]
    public async Task What_makes_no_sense_is_refused_with_a_sentence_that_names_it(string body, string named)
    {
        await using ApiHost host = await ApiHost.StartAsync();
        (HttpStatusCode status, JsonElement answer) = await Post(host, body);
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains(named, answer.GetProperty("error").GetProperty("message").GetString());
        Assert.Equal(0, host.Ledger.Head.Size);
    }

    [Fact]
    public async Task A_body_that_is_not_called_JSON_is_not_taken()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        using StringContent form = new(Resolved, Encoding.UTF8, "text/plain");
        using HttpResponseMessage answer = await host.Client.PostAsync("/api/v1/outcomes", form, Cancellation);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
    }

    [Fact]
    public async Task A_tenant_tells_of_itself_only_and_sees_its_own_outcomes()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        await Post(host, """{"session":"s","name":"n","success":true,"tenant":"blue"}""");
        host.Reader = new ReadScope("red", false);
        Assert.Equal(
            HttpStatusCode.BadRequest,
            (await Post(host, """{"session":"s","name":"n","success":true,"tenant":"blue"}""")).Status
        );
        await Post(host, Resolved);
        JsonElement report = await Get(host, "/api/v1/reports/outcomes");
        Assert.Equal(1, report.GetProperty("total").GetProperty("outcomes").GetInt64());
        Assert.Equal("12.5", report.GetProperty("total").GetProperty("value_usd").GetString());
    }

    [Fact]
    public async Task Cost_per_outcome_and_per_success_and_the_value_of_a_dollar_are_exact()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        Samples.Call(host.Ledger, "10", who: new Attribution { Session = "s" }, at: ApiHost.Now.AddHours(-1));
        await Post(host, Resolved);
        await Post(host, """{"session":"s","name":"ticket_resolved","success":false}""");
        await Post(host, """{"session":"s","name":"mail_sent","success":true}""");
        JsonElement rows = (await Get(host, "/api/v1/reports/outcomes")).GetProperty("rows");
        JsonElement tickets = rows[0].GetProperty("figures");
        Assert.Equal("ticket_resolved", rows[0].GetProperty("name").GetString());
        // A third each of 10 USD: the pico-dollar left over goes to the first.
        Assert.Equal("6.666666666667", tickets.GetProperty("cost_usd").GetString());
        Assert.Equal("3.333333333334", tickets.GetProperty("cost_per_outcome_usd").GetString());
        Assert.Equal("6.666666666667", tickets.GetProperty("cost_per_success_usd").GetString());
        Assert.Equal("50", tickets.GetProperty("success_percent").GetString());
        Assert.Equal("1.875", tickets.GetProperty("value_ratio").GetString());
        Assert.Equal("3.333333333333", rows[1].GetProperty("figures").GetProperty("cost_usd").GetString());
    }

    [Fact]
    public async Task No_outcomes_are_zeros_and_an_empty_list()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        JsonElement report = await Get(host, "/api/v1/reports/outcomes?by=agent,tag:team");
        Assert.Equal(0, report.GetProperty("rows").GetArrayLength());
        Assert.Equal("0", report.GetProperty("total").GetProperty("cost_usd").GetString());
    }

    [Theory]
    [InlineData("by=model", "model")]
    [InlineData("by=colour", "colour")]
    [InlineData("by=agent,agent", "different")]
    [InlineData("where=provider=openai", "provider")]
    public async Task A_report_by_what_outcomes_do_not_have_is_refused(string query, string named)
    {
        await using ApiHost host = await ApiHost.StartAsync();
        using HttpResponseMessage answer = await host.Client.GetAsync(
            $"/api/v1/reports/outcomes?{query}",
            Cancellation
        );
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(named, await answer.Content.ReadAsStringAsync(Cancellation));
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static async Task<(HttpStatusCode Status, JsonElement Body)> Post(
        ApiHost host,
        string body,
        string? key = null
    )
    {
        using HttpRequestMessage request = new(HttpMethod.Post, "/api/v1/outcomes")
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        using HttpResponseMessage answer = await host.Client.SendAsync(request, Cancellation);
        return (answer.StatusCode, JsonElement.Parse(await answer.Content.ReadAsStringAsync(Cancellation)));
    }

    private static async Task<JsonElement> Get(ApiHost host, string path)
    {
        Assert.True(await host.Follower.WaitForAsync(host.Ledger.Head.Size, ApiHost.Patience, Cancellation));
        return JsonElement.Parse(await host.Client.GetStringAsync(path, Cancellation));
    }
}
