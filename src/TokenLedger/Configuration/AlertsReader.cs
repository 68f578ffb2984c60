using System.Globalization;
using TokenLedger.Accounting.Money;
using TokenLedger.Configuration.Values;
using TokenLedger.Gateway.Alerts;

namespace TokenLedger.Configuration;

/// <summary>Reads the alerts section. AgentLedger's keys make channels like any other.</summary>
public sealed class AlertsReader(Settings settings, Remarks remarks)
{
    /// <summary>Longest cool-down, in minutes: a week.</summary>
    private const long MostMinutes = 7 * 24 * 60;

    /// <summary>Reads it. What is wrong is remarked; the result counts only when nothing is.</summary>
    public AlertOptions Read() =>
        new()
        {
            Channels = Channels(),
            Cooldown = TimeSpan.FromMinutes(CooldownMinutes()),
            RetryFor = settings.Get<TimeSpan>("alerts.retry_for"),
            Timeout = settings.Get<TimeSpan>("alerts.timeout"),
            ProjectEvery = settings.Get<TimeSpan>("alerts.projection"),
            ForeseeEvery = settings.Get<TimeSpan>("alerts.foresight"),
            DiskFree = settings.Get<long>("alerts.disk_free"),
            AllowLinkLocal = settings.Get<bool>("alerts.allow_link_local"),
            ReconciliationGap = settings.Find("alerts.reconciliation_gap") is { } gap
                ? Usd.FromDecimal((decimal)gap.Value)
                : null,
        };

    private long CooldownMinutes()
    {
        long minutes = settings.Get<long>("alerts.cooldown_mins");
        if (minutes > MostMinutes)
        {
            remarks.Problem(
                settings.Find("alerts.cooldown_mins")!.Origin,
                $"alerts.cooldown_mins: must be at most {MostMinutes}, a week"
            );
            return MostMinutes;
        }

        return minutes;
    }

    private List<ChannelOptions> Channels()
    {
        List<ChannelOptions> channels = [];
        if (settings.Find("alerts.slack.webhook_url") is { } slack)
        {
            channels.Add(
                new()
                {
                    Name = "slack",
                    Kind = ChannelKind.Slack,
                    Url = (Uri)slack.Value,
                }
            );
        }

        foreach (ListItem item in ListItem.Of(settings, "alerts.webhooks"))
        {
            // Headers beside an empty URL are of a webhook that is switched off.
            if (item.Find("url") is { } url)
            {
                channels.Add(
                    new()
                    {
                        Name = $"webhook-{Number(item)}",
                        Kind = ChannelKind.AgentLedger,
                        Url = (Uri)url.Value,
                        Headers = AlertHeaders.Of(item.Named("headers"), remarks),
                    }
                );
            }
        }

        foreach (string name in settings.NamesUnder("alerts.channels"))
        {
            if (Channel(name, channels) is { } channel)
            {
                channels.Add(channel);
            }
        }

        return channels;
    }

    /// <summary>Its place in the list, from 1: removing another one must not change its name.</summary>
    private static int Number(ListItem item) =>
        int.Parse(item.Path.AsSpan()["alerts.webhooks[".Length..^1], CultureInfo.InvariantCulture) + 1;

    private ChannelOptions? Channel(string name, List<ChannelOptions> before)
    {
        Origin origin = settings
            .All.First(one => one.Path.StartsWith($"alerts.channels.{name}.", StringComparison.Ordinal))
            .Origin;
        if (before.Any(one => one.Name == name))
        {
            remarks.Problem(
                origin,
                $"alerts.channels.{name}: the channel of alerts.slack or alerts.webhooks has this name"
            );
            return null;
        }

        return new AlertChannelReader(settings, remarks, name, origin).Read();
    }
}
