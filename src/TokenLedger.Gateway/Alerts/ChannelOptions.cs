namespace TokenLedger.Gateway.Alerts;

/// <summary>A place alerts are sent to. It prints as its name only: everything else may be a secret.</summary>
public sealed record ChannelOptions
{
    /// <summary>Its name, which logs and the API show.</summary>
    public required string Name { get; init; }

    /// <summary>What is behind it.</summary>
    public required ChannelKind Kind { get; init; }

    /// <summary>For Slack and webhooks: where to post.</summary>
    public Uri? Url { get; init; }

    /// <summary>For webhooks: further request headers.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>For webhooks: the key that signs them (Standard Webhooks); null leaves them unsigned.</summary>
    public ReadOnlyMemory<byte>? SigningKey { get; init; }

    /// <summary>For mail: the server and addresses.</summary>
    public MailOptions? Mail { get; init; }

    /// <summary>The mildest that is sent. Default warning.</summary>
    public AlertSeverity MinSeverity { get; init; } = AlertSeverity.Warning;

    /// <summary>The types that are sent; empty for all.</summary>
    public IReadOnlyList<AlertType> Types { get; init; } = [];

    /// <summary>The tenants whose alerts are sent, and only these; empty for all, and what concerns no tenant.</summary>
    public IReadOnlyList<string> Tenants { get; init; } = [];

    /// <summary>Whether an alert is for this channel.</summary>
    public bool Wants(Alert alert)
    {
        ArgumentNullException.ThrowIfNull(alert);
        return alert.Severity >= MinSeverity
            && (Types.Count == 0 || Types.Contains(alert.Type))
            && (Tenants.Count == 0 || (alert.Tenant is { } tenant && Tenants.Contains(tenant)));
    }

    /// <inheritdoc/>
    public override string ToString() => Name;
}

/// <summary>What is behind a channel.</summary>
public enum ChannelKind
{
    /// <summary>A Slack incoming webhook.</summary>
    Slack,

    /// <summary>An HTTP receiver of CloudEvents, the whole event as JSON in the body.</summary>
    CloudEvents,

    /// <summary>An HTTP receiver of CloudEvents with the attributes in headers.</summary>
    CloudEventsBinary,

    /// <summary>An HTTP receiver of AgentLedger's payloads.</summary>
    AgentLedger,

    /// <summary>E-mail.</summary>
    Mail,
}

/// <summary>How mail is sent.</summary>
public sealed record MailOptions
{
    /// <summary>The server's name or address.</summary>
    public required string Host { get; init; }

    /// <summary>Its port.</summary>
    public required int Port { get; init; }

    /// <summary>How the connection is protected. Default STARTTLS, which must then work.</summary>
    public MailTls Tls { get; init; } = MailTls.StartTls;

    /// <summary>Who signs in; null for nobody.</summary>
    public string? User { get; init; }

    /// <summary>His password.</summary>
    public string? Password { get; init; }

    /// <summary>The sender's address.</summary>
    public required string From { get; init; }

    /// <summary>The addresses it goes to, at least one.</summary>
    public required IReadOnlyList<string> To { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Host;
}

/// <summary>How a connection to a mail server is protected.</summary>
public enum MailTls
{
    /// <summary>The server is asked for TLS after connecting; without it nothing is sent.</summary>
    StartTls,

    /// <summary>TLS from the first byte (port 465).</summary>
    Implicit,

    /// <summary>None: only for a relay on this machine or a trusted network.</summary>
    None,
}
