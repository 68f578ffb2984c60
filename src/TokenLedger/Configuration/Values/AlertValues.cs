using System.Globalization;
using System.Net;
using System.Net.Mail;
using TokenLedger.Gateway.Alerts;

namespace TokenLedger.Configuration.Values;

/// <summary>The values of the alerts section. Problems never repeat the text: it may be a secret.</summary>
public static class AlertValues
{
    /// <summary>Where to post; a <see cref="Uri"/>.</summary>
    public static ValueKind Url { get; } = new("URL", ParseUrl);

    /// <summary>A header's value; a <see cref="string"/>.</summary>
    public static ValueKind Header { get; } = new("text", ParseHeader);

    /// <summary>A mail server; a <see cref="DnsEndPoint"/>.</summary>
    public static ValueKind Server { get; } = new("host:port", ParseServer);

    /// <summary>A mail address; a <see cref="string"/>.</summary>
    public static ValueKind Mailbox { get; } =
        new(
            "address",
            text => IsMailbox(text) ? Parsed.Good(text) : Parsed.Bad("must be a mail address such as ops@example.com")
        );

    /// <summary>Mail addresses between commas; a list of <see cref="string"/>.</summary>
    public static ValueKind Mailboxes { get; } = new("addresses", ParseMailboxes);

    /// <summary>Types of alerts between commas; a list of <see cref="AlertType"/>.</summary>
    public static ValueKind Types { get; } = new("types", ParseTypes);

    /// <summary>The parts of a text between commas.</summary>
    public static string[] Split(string text) =>
        text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static Parsed ParseUrl(string text) =>
        !Uri.TryCreate(text, UriKind.Absolute, out Uri? url)
        || (url.Scheme != Uri.UriSchemeHttp && url.Scheme != Uri.UriSchemeHttps)
            ? Parsed.Bad("must be an absolute http:// or https:// URL")
        : url.UserInfo.Length > 0 ? Parsed.Bad("must not hold a user name or password; send a header instead (headers)")
        : Parsed.Good(url);

    private static Parsed ParseHeader(string text) =>
        text.All(c => c is >= ' ' and <= '~') ? Parsed.Good(text) : Parsed.Bad("must be printable ASCII on one line");

    private static Parsed ParseServer(string text)
    {
        int colon = text.LastIndexOf(':');
        bool isServer =
            colon > 0
            && Uri.CheckHostName(text[..colon].Trim('[', ']')) != UriHostNameType.Unknown
            && ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out ushort port)
            && port > 0;
        return isServer
            ? Parsed.Good(
                new DnsEndPoint(
                    text[..colon].Trim('[', ']'),
                    int.Parse(text.AsSpan(colon + 1), CultureInfo.InvariantCulture)
                )
            )
            : Parsed.Bad("must be a host and a port, such as smtp.example.com:587");
    }

    private static Parsed ParseMailboxes(string text)
    {
        string[] addresses = Split(text);
        return addresses.Length > 0 && addresses.All(IsMailbox)
            ? Parsed.Good((IReadOnlyList<string>)addresses)
            : Parsed.Bad("must be mail addresses between commas, such as ops@example.com, duty@example.com");
    }

    private static Parsed ParseTypes(string text)
    {
        string[] names = Split(text);
        string? unknown = names.FirstOrDefault(name => AlertType.Find(name) is null);
        IEnumerable<string> known = AlertType.All.Select(type => type.Name);
        return unknown is null
            ? Parsed.Good((IReadOnlyList<AlertType>)[.. names.Select(name => AlertType.Find(name)!)])
            : Parsed.Bad($"must be of {string.Join(", ", known)}{NearMiss.Suggest(unknown, known)}");
    }

    /// <summary>A bare ASCII address: what could break a header or an envelope is none.</summary>
    private static bool IsMailbox(string text) =>
        text.All(c => c is > ' ' and <= '~' and not ('<' or '>' or '"' or ','))
        && MailAddress.TryCreate(text, out MailAddress? address)
        && address.Address == text;
}
