using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using TokenLedger.Ledger.Entries;
using TokenLedger.Reporting.Tests.Support;

namespace TokenLedger.Reporting.Tests.Api;

public sealed class AdjustmentsApiTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_correction_is_created_and_the_call_shows_it_with_its_corrected_cost()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        (_, Entry settlement) = Samples.Call(host.Ledger, "1.5");

        (HttpStatusCode status, JsonElement booked) = await PostAsync(
            host,
            $$"""{"corrects":"{{settlement.Id}}","amount_usd":"-0.25","reason":"billed twice"}"""
        );
        JsonElement call = await host.Client.GetFromJsonAsync<JsonElement>(
            $"/api/v1/calls/{settlement.Call}",
            Cancellation
        );

        Assert.Equal(HttpStatusCode.Created, status);
        Assert.Equal("booked", booked.GetProperty("status").GetString());
        Assert.Equal("-0.25", booked.GetProperty("amount_usd").GetString());
        Assert.Equal(settlement.Call, booked.GetProperty("call").GetGuid());
        Assert.Equal("1.25", call.GetProperty("cost_usd").GetString());
        Assert.Equal("1.5", call.GetProperty("booked_known_cost_usd").GetString());
        Assert.Equal("-0.25", call.GetProperty("adjusted_usd").GetString());
        JsonElement adjustment = Assert.Single(call.GetProperty("adjustments").EnumerateArray());
        Assert.Equal("billed twice", adjustment.GetProperty("reason").GetString());
        Assert.Equal(settlement.Id, adjustment.GetProperty("corrects").GetGuid());
        Assert.Equal(booked.GetProperty("entry").GetGuid(), adjustment.GetProperty("entry").GetGuid());
    }

    [Fact]
    public async Task With_the_same_key_it_is_booked_once_and_with_another_meaning_refused()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        (_, Entry settlement) = Samples.Call(host.Ledger, "1.5");
        string body = $$"""{"call":"{{settlement.Call}}","amount_usd":"-0.25","reason":"billed twice"}""";

        (HttpStatusCode first, JsonElement booked) = await PostAsync(host, body, "k-1");
        (HttpStatusCode second, JsonElement again) = await PostAsync(host, body, "k-1");
        (HttpStatusCode third, JsonElement other) = await PostAsync(
            host,
            body.Replace("0.25", "0.35", StringComparison.Ordinal),
            "k-1"
        );

        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.OK, HttpStatusCode.Conflict), (first, second, third));
        Assert.Equal("already_booked", again.GetProperty("status").GetString());
        Assert.Equal(booked.GetProperty("entry").GetGuid(), again.GetProperty("entry").GetGuid());
        Assert.Equal("conflict", other.GetProperty("error").GetProperty("type").GetString());
        Assert.Equal(3, host.Ledger.Head.Size);
    }

    [Fact]
    public async Task A_credit_to_a_scope_counts_there_as_corrected_and_nowhere_as_booked()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        Samples.Call(host.Ledger, "1.5", who: new Attribution { Tenant = "acme" });

        (HttpStatusCode status, _) = await PostAsync(
            host,
            """
            {"amount_usd":"-0.5","reason":"outage","provider":"openai","tenant":"acme","occurred_at":"2026-11-02T00:00:00Z"}
            """
        );
        JsonElement corrected = await Total(host, "as_corrected");
        JsonElement booked = await Total(host, "as_booked");

        Assert.Equal(HttpStatusCode.Created, status);
        Assert.Equal("1", corrected.GetProperty("cost_usd").GetString());
        Assert.Equal(
            (1, "-0.5"),
            (corrected.GetProperty("adjustments").GetInt32(), corrected.GetProperty("adjusted_usd").GetString())
        );
        Assert.Equal("1.5", booked.GetProperty("cost_usd").GetString());
    }

    [Theory]
    [InlineData("""{"corrects":"ID","reason":"r"}""", "amount_usd")]
    [InlineData("""{"corrects":"ID","amount_usd":-0.1,"reason":"r"}""", "amount_usd")]
    [InlineData("""{"corrects":"ID","amount_usd":"-0,1","reason":"r"}""", "exact decimal")]
    [InlineData("""{"corrects":"ID","amount_usd":"1e-3","reason":"r"}""", "exact decimal")]
    [InlineData("""{"corrects":"ID","amount_usd":"0","reason":"r"}""", "nothing")]
    [InlineData("""{"corrects":"ID","amount_usd":"-0.1"}""", "reason")]
    [InlineData("""{"corrects":"ID","amount_usd":"-0.1","reason":"a\nb"}""", "one line")]
    [InlineData("""{"corrects":"ID","call":"ID","amount_usd":"-0.1","reason":"r"}""", "not both")]
    [InlineData("""{"corrects":"ID","tenant":"acme","amount_usd":"-0.1","reason":"r"}""", "leave them out")]
    [InlineData("""{"corrects":"ID","ammount_usd":"-0.1","reason":"r"}""", "ammount_usd")]
    [InlineData("""{"amount_usd":"-0.1","reason":"r","occurred_at":"2099-01-01T00:00:00Z"}""", "future")]
    [InlineData(
        """{"corrects":"ID","lines":[{"meter":"tokens.input","quantity":"0.5","usd":"1"}],"reason":"r"}""",
        "whole"
    )]
    [InlineData(
        """{"corrects":"ID","lines":[{"meter":"tokens.odd","quantity":"5","usd":"1"}],"reason":"r"}""",
        "no group"
    )]
    [InlineData("not json", "not what is expected")]
    public async Task What_makes_no_sense_is_refused_with_the_reason(string body, string expected)
    {
        await using ApiHost host = await ApiHost.StartAsync();
        (_, Entry settlement) = Samples.Call(host.Ledger, "1.5");

        (HttpStatusCode status, JsonElement answer) = await PostAsync(
            host,
            body.Replace("ID", settlement.Id.ToString(), StringComparison.Ordinal)
        );

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains(
            expected,
            answer.GetProperty("error").GetProperty("message").GetString()!,
            StringComparison.Ordinal
        );
        Assert.Equal(2, host.Ledger.Head.Size);
    }

    [Fact]
    public async Task What_is_not_in_the_ledger_cannot_be_corrected()
    {
        await using ApiHost host = await ApiHost.StartAsync();

        (HttpStatusCode entry, _) = await PostAsync(
            host,
            $$"""{"corrects":"{{Guid.CreateVersion7()}}","amount_usd":"-0.1","reason":"r"}"""
        );
        (HttpStatusCode call, _) = await PostAsync(
            host,
            $$"""{"call":"{{Guid.CreateVersion7()}}","amount_usd":"-0.1","reason":"r"}"""
        );

        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (entry, call));
    }

    [Fact]
    public async Task A_form_of_a_foreign_page_is_not_taken_for_a_request()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        using StringContent form = new("""{"amount_usd":"-9","reason":"r"}""", Encoding.UTF8, "text/plain");

        using HttpResponseMessage answer = await host.Client.PostAsync("/api/v1/adjustments", form, Cancellation);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
        Assert.Equal(0, host.Ledger.Head.Size);
    }

    [Fact]
    public async Task While_the_views_are_being_built_nothing_is_booked()
    {
        await using ApiHost host = await ApiHost.StartAsync(follow: false);

        (HttpStatusCode status, _) = await PostAsync(host, """{"amount_usd":"-9","reason":"r"}""");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Equal(0, host.Ledger.Head.Size);
    }

    private static async Task<(HttpStatusCode, JsonElement)> PostAsync(ApiHost host, string body, string? key = null)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, "/api/v1/adjustments")
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        using HttpResponseMessage answer = await host.Client.SendAsync(request, Cancellation);
        return (answer.StatusCode, await answer.Content.ReadFromJsonAsync<JsonElement>(Cancellation));
    }

    private static async Task<JsonElement> Total(ApiHost host, string basis)
    {
        JsonElement costs = await host.Client.GetFromJsonAsync<JsonElement>(
            $"/api/v1/costs?from=2026-11-01&to=2026-11-03&by=tenant&tenant=acme&basis={basis}",
            Cancellation
        );
        Assert.Equal(basis, costs.GetProperty("basis").GetString());
        return costs.GetProperty("total");
    }
}
