using TokenLedger.Gateway.Alerts.Channels.Mail;

namespace TokenLedger.Gateway.Alerts.Channels;

/// <summary>Makes what is behind a channel.</summary>
internal static class Receivers
{
    /// <summary>The receiver of a channel, with connections of its own.</summary>
    public static IAlertReceiver Of(ChannelOptions channel, AlertOptions options, string source, TimeProvider time)
    {
        OutboundAddress addresses = new(options.AllowLinkLocal);
        return channel.Kind == ChannelKind.Mail
            ? new MailReceiver(channel.Mail!, addresses, time)
            : new WebhookReceiver(channel, new AlertHttp(addresses), source, time);
    }
}
