using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using TokenLedger.Dashboard;
using TokenLedger.Ledger.Entries;
using TokenLedger.Reporting.Tests.Support;

namespace TokenLedger.Reporting.Tests.Api;

public sealed class ReadApiTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_call_is_answered_at_once_whether_the_views_follow_or_not(bool follow)
    {
        await using ApiHost host = await ApiHost.StartAsync(follow);
        (Entry authorization, _) = Samples.Call(host.Ledger, "0.000045");
        JsonElement call = await Get(host, $"/api/v1/calls/{authorization.Call}");
        Assert.Equal("settled", call.GetProperty("status").GetString());
        Assert.Equal("served", call.GetProperty("outcome").GetString());
        Assert.Equal("0.000045", call.GetProperty("cost_usd").GetString());
        Assert.Equal(2, call.GetProperty("entries").GetArrayLength());
        Assert.Equal(2, call.GetProperty("lines").GetArrayLength());
        Assert.Equal("100", call.GetProperty("lines")[0].GetProperty("quantity").GetString());
    }

    [Fact]
    public async Task The_proofs_of_a_call_lead_from_its_entries_to_the_root()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        Guid wanted = default;
        for (int i = 0; i < 7; i++)
        {
            (Entry authorization, _) = Samples.Call(host.Ledger, "1");
            wanted = i == 3 ? authorization.Call!.Value : wanted;
        }

        JsonElement call = await Get(host, $"/api/v1/calls/{wanted}");
        foreach (JsonElement entry in call.GetProperty("entries").EnumerateArray())
        {
            long sequence = entry.GetProperty("sequence").GetInt64();
            byte[] bytes = host.Ledger.Read(sequence, 1)[0].Bytes.ToArray();
            byte[] leaf = SHA256.HashData([0, .. bytes]);
            Assert.Equal(Convert.ToHexStringLower(leaf), entry.GetProperty("leaf_hash").GetString());
            JsonElement proof = entry.GetProperty("proof");
            byte[][] path = [.. proof.GetProperty("path").EnumerateArray().Select(hash => hash.GetBytesFromBase64())];
            byte[] root = RootOf(leaf, sequence, proof.GetProperty("tree_size").GetInt64(), path);
            Assert.Equal(host.Ledger.Head.Root.ToArray(), root);
            Assert.Equal(root, proof.GetProperty("root").GetBytesFromBase64());
            Assert.True(proof.GetProperty("signed").GetBoolean());
        }
    }

    [Fact]
    public async Task An_unpriced_call_has_no_cost_and_a_known_part()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        Entry authorization = Samples.Authorization();
        host.Ledger.Append(authorization);
        host.Ledger.Append(Samples.Settlement(authorization, cost: null, known: "0.25"));
        JsonElement call = await Get(host, $"/api/v1/calls/{authorization.Call}");
        Assert.Equal(JsonValueKind.Null, call.GetProperty("cost_usd").ValueKind);
        Assert.Equal("0.25", call.GetProperty("known_cost_usd").GetString());
        Assert.False(call.GetProperty("priced").GetBoolean());
    }

    [Fact]
    public async Task An_open_call_says_so()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        Entry authorization = Samples.Authorization();
        host.Ledger.Append(authorization);
        JsonElement call = await Get(host, $"/api/v1/calls/{authorization.Call}");
        Assert.Equal("open", call.GetProperty("status").GetString());
    }

    [Fact]
    public async Task A_call_whose_hold_was_topped_up_is_one_call_that_is_over_when_it_is_settled()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        Entry authorization = Samples.Authorization(at: ApiHost.Now);
        host.Ledger.Append(authorization);
        host.Ledger.Append(Samples.TopUp(authorization));
        host.Ledger.Append(Samples.TopUp(authorization));
        JsonElement open = (await Get(host, "/api/v1/costs")).GetProperty("total");
        Assert.Equal((0, 1), (open.GetProperty("calls").GetInt32(), open.GetProperty("open_calls").GetInt32()));

        host.Ledger.Append(Samples.Settlement(authorization, "0.25"));
        JsonElement call = await Get(host, $"/api/v1/calls/{authorization.Call}");
        JsonElement over = (await Get(host, "/api/v1/costs")).GetProperty("total");

        Assert.Equal("settled", call.GetProperty("status").GetString());
        Assert.Equal(4, call.GetProperty("entries").GetArrayLength());
        Assert.Equal((1, 0), (over.GetProperty("calls").GetInt32(), over.GetProperty("open_calls").GetInt32()));
    }

    [Fact]
    public async Task Entries_are_paged_without_gap_or_repetition()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        for (int i = 0; i < 12; i++)
        {
            Samples.Call(host.Ledger, "1");
        }

        host.Ledger.AppendBytes([0xff, 0x00]);
        List<long> seen = [];
        string? next = "/api/v1/entries?limit=7";
        while (next is not null)
        {
            JsonElement page = await Get(host, next);
            seen.AddRange(
                page.GetProperty("entries").EnumerateArray().Select(entry => entry.GetProperty("sequence").GetInt64())
            );
            next = page.TryGetProperty("next", out JsonElement link) ? link.GetString() : null;
        }

        Assert.Equal(Enumerable.Range(0, 25).Select(i => (long)i), seen);
        JsonElement damaged = (await Get(host, "/api/v1/entries?after=23")).GetProperty("entries")[0];
        Assert.Equal("/wA=", damaged.GetProperty("bytes").GetString());
    }

    [Fact]
    public async Task Costs_are_the_same_question_as_on_the_command_line()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        Samples.Call(host.Ledger, "1.25", at: ApiHost.Now);
        Samples.Call(host.Ledger, "9", at: ApiHost.Now.AddDays(-2));
        JsonElement day = await Get(host, "/api/v1/costs");
        JsonElement all = await Get(host, "/api/v1/costs?by=provider,tag:team&last=7d");
        Assert.Equal("1.25", day.GetProperty("total").GetProperty("cost_usd").GetString());
        Assert.Equal("10.25", all.GetProperty("total").GetProperty("cost_usd").GetString());
        Assert.Equal(4, day.GetProperty("as_of_entry").GetInt64());
        Assert.Equal("openai", day.GetProperty("rows")[0].GetProperty("group").GetProperty("provider").GetString());
    }

    [Theory]
    [InlineData("/api/v1/calls/nonsense", HttpStatusCode.BadRequest, "invalid_request")]
    [InlineData("/api/v1/calls/0198c1d6-0000-7000-8000-000000000000", HttpStatusCode.NotFound, "not_found")]
    [InlineData("/api/v1/entries?limit=0", HttpStatusCode.BadRequest, "invalid_request")]
    [InlineData("/api/v1/entries?limit=1001", HttpStatusCode.BadRequest, "invalid_request")]
    [InlineData("/api/v1/entries?after=-5", HttpStatusCode.BadRequest, "invalid_request")]
    [InlineData("/api/v1/entries?after=x", HttpStatusCode.BadRequest, "invalid_request")]
    [InlineData("/api/v1/costs?by=colour", HttpStatusCode.BadRequest, "invalid_request")]
    [InlineData("/api/v1/costs?last=soon", HttpStatusCode.BadRequest, "invalid_request")]
    [InlineData("/api/v1/costs?basis=maybe", HttpStatusCode.BadRequest, "invalid_request")]
    [InlineData("/api/v1/nothing/here", HttpStatusCode.NotFound, "not_found")]
    public async Task A_question_that_cannot_be_answered_gets_a_clear_json_error(
        string path,
        HttpStatusCode status,
        string type
    )
    {
        await using ApiHost host = await ApiHost.StartAsync();
        using HttpResponseMessage response = await host.Client.GetAsync(new Uri(path, UriKind.Relative), Cancellation);
        Assert.Equal(status, response.StatusCode);
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        JsonElement error = JsonElement.Parse(await response.Content.ReadAsStringAsync(Cancellation));
        Assert.Equal(type, error.GetProperty("error").GetProperty("type").GetString());
        Assert.NotEmpty(error.GetProperty("error").GetProperty("message").GetString()!);
    }

    [Fact]
    public async Task Without_views_costs_are_not_ready_rather_than_zero()
    {
        await using ApiHost host = await ApiHost.StartAsync(follow: false);
        Samples.Call(host.Ledger, "1");
        using HttpResponseMessage response = await host.Client.GetAsync(
            new Uri("/api/v1/costs", UriKind.Relative),
            Cancellation
        );
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
    }

    [Fact]
    public async Task The_checkpoint_is_served_as_the_note_it_is()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        Samples.Call(host.Ledger, "1");
        string note = await host.Client.GetStringAsync(new Uri("/api/v1/checkpoint", UriKind.Relative), Cancellation);
        Assert.Equal(host.Ledger.Checkpoint.Note, note);
    }

    [Fact]
    public async Task The_api_describes_itself()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        JsonElement document = await Get(host, "/openapi/v1.json");
        HashSet<string> paths = [.. document.GetProperty("paths").EnumerateObject().Select(path => path.Name)];
        Assert.Superset(
            new HashSet<string>
            {
                "/api/v1/adjustments",
                "/api/v1/adjustments/list",
                "/api/v1/calls/{call}",
                "/api/v1/checkpoint",
                "/api/v1/costs",
                "/api/v1/entries",
            },
            paths
        );
        JsonElement get = document.GetProperty("paths").GetProperty("/api/v1/calls/{call}").GetProperty("get");
        Assert.Equal("GetCall", get.GetProperty("operationId").GetString());
        Assert.True(get.GetProperty("responses").TryGetProperty("404", out _));
        Assert.True(
            document
                .GetProperty("components")
                .GetProperty("schemas")
                .GetProperty("CallDocument")
                .GetProperty("properties")
                .TryGetProperty("known_cost_usd", out _)
        );
    }

    [Fact]
    public async Task A_body_that_is_not_called_JSON_is_told_how_to_be()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        using StringContent form = new("{}", System.Text.Encoding.UTF8, "application/x-www-form-urlencoded");
        using HttpResponseMessage answer = await host.Client.PutAsync(
            new Uri("/api/v1/budgets/team", UriKind.Relative),
            form,
            Cancellation
        );

        Assert.Equal(System.Net.HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains("Content-Type: application/json", await answer.Content.ReadAsStringAsync(Cancellation));
    }

    [Fact]
    public async Task Every_route_carries_the_mark_by_which_the_host_authorises()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        // What pages are made of is the same for everyone and tells nothing.
        Endpoint[] others =
        [
            .. host.Endpoints.Where(endpoint =>
                endpoint is not RouteEndpoint { RoutePattern.RawText: { } path }
                || !path.StartsWith("/assets/", StringComparison.Ordinal)
            ),
        ];
        Assert.NotEmpty(others);
        Assert.All(others, endpoint => Assert.NotNull(endpoint.Metadata.GetMetadata<ManagementRoute>()));
    }

    private static async Task<JsonElement> Get(ApiHost host, string path) =>
        JsonElement.Parse(await host.Client.GetStringAsync(new Uri(path, UriKind.Relative), Cancellation));

    /// <summary>RFC 9162 section 2.1.3.2, written apart from the product's own proofs.</summary>
    private static byte[] RootOf(byte[] leaf, long index, long size, byte[][] path)
    {
        long at = index;
        long last = size - 1;
        byte[] hash = leaf;
        foreach (byte[] sibling in path)
        {
            if (at % 2 == 1 || at == last)
            {
                hash = SHA256.HashData([1, .. sibling, .. hash]);
                while (at % 2 == 0 && at != 0)
                {
                    (at, last) = (at >> 1, last >> 1);
                }
            }
            else
            {
                hash = SHA256.HashData([1, .. hash, .. sibling]);
            }

            (at, last) = (at >> 1, last >> 1);
        }

        Assert.Equal(0, last);
        return hash;
    }
}
