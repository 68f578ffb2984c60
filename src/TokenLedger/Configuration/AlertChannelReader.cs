using System.Net;
using TokenLedger.Configuration.Values;
using TokenLedger.Gateway.Alerts;
using TokenLedger.Gateway.Alerts.Channels;

namespace TokenLedger.Configuration;

/// <summary>Reads one channel of alerts.channels.</summary>
internal sealed class AlertChannelReader(Settings settings, Remarks remarks, string name, Origin origin)
{
    private const int ImplicitTlsPort = 465;

    private static readonly string[] s_posted = ["url", "url_file"];
    private static readonly string[] s_webhook = ["format", "secret", "secret_file", "headers"];
    private static readonly string[] s_mail = ["server", "tls", "user", "password", "password_file", "from", "to"];

    private string Path => $"alerts.channels.{name}";

    /// <summary>The channel; null when it is not in order, which has been remarked.</summary>
    public ChannelOptions? Read()
    {
        if (!name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'))
        {
            remarks.Problem(origin, $"{Path}: a channel's name has letters, digits, '-', '_' and '.'");
        }

        if (Find("type") is not { } type)
        {
            remarks.Problem(origin, $"{Path}: needs type: slack, webhook or mail");
            return null;
        }

        RefuseForeignKeys(type);
        return type.Text.ToLowerInvariant() switch
        {
            "mail" => Mail(),
            "slack" => Posted(ChannelKind.Slack),
            _ => Posted(Format()),
        };
    }

    private ChannelOptions? Posted(ChannelKind kind) =>
        Url() is { } url
            ? Common(kind) with
            {
                Url = url,
                SigningKey = SigningKey(),
                Headers = AlertHeaders.Of(Headers(), remarks),
            }
            : null;

    private ChannelOptions? Mail()
    {
        DnsEndPoint? server = (DnsEndPoint?)Required("server")?.Value;
        string? from = (string?)Required("from")?.Value;
        IReadOnlyList<string>? to = (IReadOnlyList<string>?)Required("to")?.Value;
        string? user = Find("user")?.Text;
        string? password = SecretText.Read(settings, remarks, $"{Path}.password")?.Text;
        if (server is null || from is null || to is null)
        {
            return null;
        }

        MailTls tls = Tls(server);
        if (user is not null && tls == MailTls.None && !IsLoopback(server.Host))
        {
            remarks.Problem(origin, $"{Path}: would send its password in clear text; use tls: starttls or implicit");
        }

        return Common(ChannelKind.Mail) with
        {
            Mail = new()
            {
                Host = server.Host,
                Port = server.Port,
                Tls = tls,
                User = user,
                Password = password,
                From = from,
                To = to,
            },
        };
    }

    private ChannelOptions Common(ChannelKind kind) =>
        new()
        {
            Name = name,
            Kind = kind,
            MinSeverity = AlertSeverities.Find(Word("min_severity")) ?? AlertSeverity.Warning,
            Types = (IReadOnlyList<AlertType>?)Find("types")?.Value ?? [],
            Tenants = AlertValues.Split(Find("tenants")?.Text ?? ""),
        };

    private ChannelKind Format() =>
        Word("format") switch
        {
            "agentledger" => ChannelKind.AgentLedger,
            "cloudevents-binary" => ChannelKind.CloudEventsBinary,
            _ => ChannelKind.CloudEvents,
        };

    private Uri? Url()
    {
        int problems = remarks.Problems.Count;
        if (SecretText.Read(settings, remarks, $"{Path}.url") is not ({ } text, { } setting))
        {
            // One that is wrong has been remarked already.
            bool isRemarked =
                remarks.Problems.Count > problems
                || remarks.Problems.Any(one => one.Message.StartsWith($"{Path}.url", StringComparison.Ordinal));
            if (!isRemarked)
            {
                remarks.Problem(origin, $"{Path}: needs url or url_file");
            }

            return null;
        }

        Parsed parsed = AlertValues.Url.Parse(text);
        if (parsed.Value is null)
        {
            remarks.Problem(setting.Origin, $"{setting.Path}: {parsed.Problem}");
        }

        return (Uri?)parsed.Value;
    }

    private ReadOnlyMemory<byte>? SigningKey()
    {
        if (SecretText.Read(settings, remarks, $"{Path}.secret") is not ({ } text, { } setting))
        {
            return null;
        }

        if (WebhookSignature.KeyOf(text) is { } key)
        {
            return key;
        }

        remarks.Problem(
            setting.Origin,
            $"{setting.Path}: must be whsec_ and the base64 of 24 to 64 bytes; make one with: echo whsec_$(head -c 32 /dev/urandom | base64)"
        );
        return null;
    }

    private MailTls Tls(DnsEndPoint server) =>
        Word("tls") switch
        {
            "implicit" => MailTls.Implicit,
            "none" => MailTls.None,
            "starttls" => MailTls.StartTls,
            _ => server.Port == ImplicitTlsPort ? MailTls.Implicit : MailTls.StartTls,
        };

    private void RefuseForeignKeys(Setting type)
    {
        IEnumerable<string> foreign = type.Text.ToLowerInvariant() switch
        {
            "mail" => s_posted.Concat(s_webhook),
            "slack" => s_webhook.Concat(s_mail),
            _ => s_mail,
        };
        foreach (string key in foreign)
        {
            Setting? set =
                Find(key)
                ?? settings.All.FirstOrDefault(one => one.Path.StartsWith($"{Path}.{key}.", StringComparison.Ordinal));
            if (set is not null)
            {
                remarks.Problem(set.Origin, $"{set.Path}: is not for a channel of type {type.Text}; remove it");
            }
        }
    }

    private IEnumerable<(string Name, Setting Setting)> Headers()
    {
        string start = $"{Path}.headers.";
        return settings
            .All.Where(one => one.Path.StartsWith(start, StringComparison.Ordinal))
            .Select(one => (one.Path[start.Length..], one));
    }

    private Setting? Required(string key)
    {
        Setting? found = Find(key);
        bool isRemarked = remarks.Problems.Any(one =>
            one.Message.StartsWith($"{Path}.{key}:", StringComparison.Ordinal)
        );
        if (found is null && !isRemarked)
        {
            remarks.Problem(origin, $"{Path}: needs {key}");
        }

        return found;
    }

    private Setting? Find(string key) => settings.Find($"{Path}.{key}");

    private string Word(string key) => Find(key)?.Text.ToLowerInvariant() ?? "";

    private static bool IsLoopback(string host) =>
        host == "localhost" || (IPAddress.TryParse(host, out IPAddress? address) && IPAddress.IsLoopback(address));
}
