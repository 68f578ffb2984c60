using System.Text;
using System.Text.Json;
using TokenLedger.Gateway.Alerts;
using TokenLedger.Gateway.Alerts.Channels;
using TokenLedger.Gateway.Tests.Alerts.Support;

namespace TokenLedger.Gateway.Tests.Alerts;

public sealed class PayloadTests
{
    [Fact]
    public void AgentLedgers_payload_has_its_members_and_its_details_of_agents()
    {
        Assert.Equal(
            """{"type":"loop_detected","severity":"warning","message":"A loop.","details":{"session_id":"s-42","agent_id":"coder"}}""",
            Text(AgentLedgerPayload.Of(AlertSamples.Alert()))
        );
    }

    [Fact]
    public void AgentLedgers_payload_has_its_details_of_budgets_with_two_decimals()
    {
        Alert alert = AlertSamples.Alert("budget:team-a", AlertType.BudgetExceeded, "Over.") with
        {
            Details =
            [
                new("budget", "team-a"),
                new("unit", "USD"),
                new("limit", "10"),
                new("used", "10.257"),
                new("window_start", "2026-11-10T00:00:00Z"),
                new("resets_at", "2026-11-11T00:00:00Z"),
                new("api_key_hash", "k1"),
            ],
        };

        Assert.Equal(
            """{"type":"budget_exceeded","severity":"critical","message":"Over.","details":{"api_key_hash":"k1","daily_spent":"10.26","daily_limit":"10.00","budget":"team-a"}}""",
            Text(AgentLedgerPayload.Of(alert))
        );
    }

    [Fact]
    public void A_cloud_event_has_its_attributes_and_the_alert_as_data()
    {
        AlertPayload payload = CloudEvent.Structured(AlertSamples.Alert(), "/tokenledger.local/test");

        using JsonDocument document = JsonDocument.Parse(payload.Body);
        JsonElement root = document.RootElement;
        Assert.Equal("application/cloudevents+json; charset=UTF-8", payload.ContentType.ToString());
        Assert.Equal("1.0", root.GetProperty("specversion").GetString());
        Assert.Equal("ai.tokenledger.agent.loop.v1", root.GetProperty("type").GetString());
        Assert.Equal("/tokenledger.local/test", root.GetProperty("source").GetString());
        Assert.Equal("2026-11-10T12:00:00.000000Z", root.GetProperty("time").GetString());
        Assert.Equal("7", root.GetProperty("sequence").GetString());
        JsonElement data = root.GetProperty("data");
        Assert.Equal("loop_detected", data.GetProperty("alert").GetString());
        Assert.Equal("s-42", data.GetProperty("details").GetProperty("session_id").GetString());
        Assert.All(
            root.EnumerateObject(),
            attribute => Assert.All(attribute.Name, letter => Assert.True(char.IsAsciiLetterLower(letter)))
        );
    }

    [Fact]
    public void A_binary_cloud_event_encodes_what_could_break_out_of_a_header()
    {
        AlertPayload payload = CloudEvent.Binary(AlertSamples.Alert("a b\r\nX-Evil: \"1\" %é"), "/x");

        Assert.Equal(
            "a%20b%0D%0AX-Evil:%20%221%22%20%25%C3%A9",
            payload.Headers.Single(header => header.Key == "ce-subject").Value
        );
    }

    [Fact]
    public void Slack_gets_blocks_in_which_callers_can_mention_nobody_and_link_nothing()
    {
        AlertPayload payload = SlackMessage.Of(AlertSamples.Alert(message: "<!channel> & <https://evil.example|x>"));

        using JsonDocument document = JsonDocument.Parse(payload.Body);
        JsonElement[] blocks = [.. document.RootElement.GetProperty("blocks").EnumerateArray()];
        Assert.Equal(["header", "section", "section"], blocks.Select(block => block.GetProperty("type").GetString()));
        Assert.Equal("plain_text", blocks[0].GetProperty("text").GetProperty("type").GetString());
        Assert.Equal(
            "&lt;!channel&gt; &amp; &lt;https://evil.example|x&gt;",
            blocks[1].GetProperty("text").GetProperty("text").GetString()
        );
    }

    [Fact]
    public void Texts_of_any_length_and_broken_characters_still_make_a_message()
    {
        Alert alert = AlertSamples.Alert(message: string.Concat(Enumerable.Repeat("😀", 3000)) + "\ud800");

        Assert.All(
            [SlackMessage.Of(alert), CloudEvent.Structured(alert, "/x"), AgentLedgerPayload.Of(alert)],
            payload => JsonDocument.Parse(payload.Body).Dispose()
        );
    }

    /// <summary>The example of the scheme's own documentation.</summary>
    [Fact]
    public void The_signature_is_that_of_standard_webhooks()
    {
        byte[] key = WebhookSignature.KeyOf("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")!;

        Dictionary<string, string> headers = WebhookSignature
            .Headers(
                key,
                "msg_p5jXN8AQM9LWM0D4loKWxJek",
                DateTimeOffset.FromUnixTimeSeconds(1614265330),
                Encoding.UTF8.GetBytes("""{"test": 2432232314}""")
            )
            .ToDictionary();

        Assert.Equal("1614265330", headers["webhook-timestamp"]);
        Assert.Equal("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", headers["webhook-signature"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("whsec_")]
    [InlineData("whsec_c2hvcnQ=")]
    [InlineData("not base64 at all, not at all")]
    public void What_is_no_secret_is_no_key(string secret) => Assert.Null(WebhookSignature.KeyOf(secret));

    private static string Text(AlertPayload payload) => Encoding.UTF8.GetString(payload.Body);
}
