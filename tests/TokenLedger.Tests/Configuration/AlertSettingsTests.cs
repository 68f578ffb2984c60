using TokenLedger.Accounting.Money;
using TokenLedger.Configuration;
using TokenLedger.Gateway.Alerts;

namespace TokenLedger.Tests.Configuration;

public sealed class AlertSettingsTests
{
    [Fact]
    public void AgentLedgers_keys_make_channels_that_get_its_payloads()
    {
        using ConfigurationCase one = new(
            """
            alerts:
              slack: {webhook_url: "https://hooks.slack.example/services/x"}
              webhooks:
                - url: "https://a.example/hook?key=1"
                  headers: {X-Team: platform}
                - url: ""
                - url: "https://b.example/hook"
              cooldown_mins: 7
            """,
            "agentledger.yaml"
        );

        LoadedConfiguration loaded = one.Load();

        Assert.Empty(loaded.Problems);
        Assert.Empty(loaded.Warnings);
        AlertOptions alerts = loaded.Configuration!.Alerts;
        Assert.Equal(TimeSpan.FromMinutes(7), alerts.Cooldown);
        Assert.Equal(
            [
                ("slack", ChannelKind.Slack),
                ("webhook-1", ChannelKind.AgentLedger),
                ("webhook-3", ChannelKind.AgentLedger),
            ],
            alerts.Channels.Select(channel => (channel.Name, channel.Kind))
        );
        Assert.Equal(new Uri("https://a.example/hook?key=1"), alerts.Channels[1].Url);
        Assert.Equal(KeyValuePair.Create("x-team", "platform"), Assert.Single(alerts.Channels[1].Headers));
    }

    [Fact]
    public void Channels_of_ones_own_are_read_with_their_secrets_from_files_and_variables()
    {
        using ConfigurationCase one = new();
        string url = one.Write("slack.url", "https://hooks.slack.example/services/secret\n");
        one.With("TOKENLEDGER_ALERTS__CHANNELS__EVENTS__SECRET", "whsec_" + Convert.ToBase64String(new byte[32]));
        File.WriteAllText(
            one.File,
            $$"""
            alerts:
              retry_for: 2h
              disk_free: 5GiB
              reconciliation_gap: 0.50
              channels:
                ops: {type: slack, url_file: "{{url}}", min_severity: critical}
                events:
                  type: webhook
                  url: "https://events.example/"
                  types: "loop_detected, burn_rate"
                  tenants: acme, globex
                duty:
                  type: mail
                  server: smtp.example.com:465
                  user: me
                  password: pass
                  from: a@example.com
                  to: b@example.com, c@example.com
            """
        );

        LoadedConfiguration loaded = one.Load();

        Assert.Empty(loaded.Problems);
        AlertOptions alerts = loaded.Configuration!.Alerts;
        Assert.Equal(TimeSpan.FromHours(2), alerts.RetryFor);
        Assert.Equal(5L << 30, alerts.DiskFree);
        Assert.Equal(Usd.FromDecimal(0.5m), alerts.ReconciliationGap);
        Assert.Equal("https://hooks.slack.example/services/secret", alerts.Channels[0].Url!.ToString());
        Assert.Equal(AlertSeverity.Critical, alerts.Channels[0].MinSeverity);
        Assert.Equal(ChannelKind.CloudEvents, alerts.Channels[1].Kind);
        Assert.Equal(32, alerts.Channels[1].SigningKey!.Value.Length);
        Assert.Equal([AlertType.LoopDetected, AlertType.BurnRate], alerts.Channels[1].Types);
        Assert.Equal(["acme", "globex"], alerts.Channels[1].Tenants);
        Assert.Equal(MailTls.Implicit, alerts.Channels[2].Mail!.Tls);
        Assert.Equal(["b@example.com", "c@example.com"], alerts.Channels[2].Mail!.To);
    }

    [Theory]
    [InlineData("x: {url: \"https://a.example/\"}", "needs type")]
    [InlineData("x: {type: webhook}", "needs url or url_file")]
    [InlineData(
        "x: {type: slack, url: \"https://a.example/\", secret: whsec_x}",
        "secret: is not for a channel of type slack"
    )]
    [InlineData("x: {type: webhook, url: \"https://a.example/\", secret: short}", "must be whsec_")]
    [InlineData(
        "x: {type: webhook, url: \"https://a.example/\", types: loop_detcted}",
        "did you mean \"loop_detected\"?"
    )]
    [InlineData("x: {type: webhook, url: \"https://a.example/\", headers: {Host: b}}", "this header cannot be set")]
    [InlineData("x: {type: webhook, url: \"https://u:p@a.example/\"}", "must not hold a user name")]
    [InlineData("x: {type: mail, server: smtp.example.com:25, from: a@b.example}", "needs to")]
    [InlineData(
        "x: {type: mail, server: smtp.example.com, from: a@b.example, to: c@d.example}",
        "must be a host and a port"
    )]
    [InlineData(
        "x: {type: mail, server: \"s.example:25\", from: \"a <a@b.example>\", to: c@d.example}",
        "must be a mail address"
    )]
    [InlineData(
        "x: {type: mail, server: \"s.example:25\", tls: none, user: u, password: p, from: a@b.example, to: c@d.example}",
        "in clear text"
    )]
    public void A_channel_that_is_not_in_order_is_a_problem(string channel, string problem)
    {
        LoadedConfiguration loaded = ConfigurationCase.Load($"alerts: {{channels: {{{channel}}}}}");

        Assert.Contains(loaded.Problems, one => one.ToString().Contains(problem, StringComparison.Ordinal));
    }

    [Fact]
    public void Two_channels_cannot_have_one_name()
    {
        LoadedConfiguration loaded = ConfigurationCase.Load(
            "alerts: {slack: {webhook_url: \"https://a.example/\"}, channels: {slack: {type: slack, url: \"https://b.example/\"}}}"
        );

        Assert.Contains("has this name", Assert.Single(loaded.Problems).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_channel_prints_as_its_name_only()
    {
        LoadedConfiguration loaded = ConfigurationCase.Load(
            "alerts: {channels: {ops: {type: slack, url: \"https://hooks.slack.example/hunter2\"}}}"
        );

        Assert.Equal("ops", loaded.Configuration!.Alerts.Channels[0].ToString());
        Assert.DoesNotContain("hunter2", loaded.Configuration.Alerts.ToString(), StringComparison.Ordinal);
    }
}
