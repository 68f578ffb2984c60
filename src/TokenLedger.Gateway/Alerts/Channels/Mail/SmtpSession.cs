using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace TokenLedger.Gateway.Alerts.Channels.Mail;

/// <summary>
/// Sends one message and leaves: greeting, TLS as configured, signing in, envelope, message. Nothing is sent in clear
/// text when TLS was asked for and cannot be had.
/// </summary>
/// <param name="options">The server and the addresses.</param>
/// <param name="addresses">Which addresses may be connected to.</param>
/// <param name="trusted">Roots trusted in place of the system's; null for the system's.</param>
internal sealed class SmtpSession(
    MailOptions options,
    OutboundAddress addresses,
    X509Certificate2Collection? trusted = null
)
{
    /// <summary>Sends a message.</summary>
    /// <exception cref="SmtpException">The server refused, or is none.</exception>
    /// <exception cref="IOException">The connection broke or could not be made.</exception>
    public async Task SendAsync(string message, CancellationToken cancellation)
    {
        NetworkStream socket = await addresses
            .ConnectAsync(new DnsEndPoint(options.Host, options.Port), cancellation)
            .ConfigureAwait(false);
        string own = Own(socket.Socket.LocalEndPoint);
        await using SmtpWire wire = new(socket);
        SmtpReply offers = await GreetAsync(wire, own, cancellation).ConfigureAwait(false);
        await SignInAsync(wire, offers, cancellation).ConfigureAwait(false);
        await EnvelopeAsync(wire, cancellation).ConfigureAwait(false);
        Expect(354, await wire.AskAsync("DATA", cancellation).ConfigureAwait(false), "DATA");
        // The message ends with a line of its own; base64 lines never begin with a dot.
        Expect(250, await wire.AskAsync(message + ".", cancellation).ConfigureAwait(false), "the message");
        // It has the message; how it says goodbye changes nothing.
        await wire.TellAsync("QUIT", cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task<SmtpReply> GreetAsync(SmtpWire wire, string own, CancellationToken cancellation)
    {
        if (options.Tls == MailTls.Implicit)
        {
            await wire.SecureAsync(options.Host, trusted, cancellation).ConfigureAwait(false);
        }

        Expect(220, await wire.ReadAsync(cancellation).ConfigureAwait(false), "the greeting");
        SmtpReply offers = await EhloAsync(wire, own, cancellation).ConfigureAwait(false);
        if (options.Tls != MailTls.StartTls)
        {
            return offers;
        }

        if (!offers.Offers("STARTTLS"))
        {
            throw new SmtpException("the mail server does not offer TLS, and nothing is sent without (tls)");
        }

        Expect(220, await wire.AskAsync("STARTTLS", cancellation).ConfigureAwait(false), "STARTTLS");
        await wire.SecureAsync(options.Host, trusted, cancellation).ConfigureAwait(false);
        // What was offered in clear text may have been forged.
        return await EhloAsync(wire, own, cancellation).ConfigureAwait(false);
    }

    private static async Task<SmtpReply> EhloAsync(SmtpWire wire, string own, CancellationToken cancellation)
    {
        SmtpReply reply = await wire.AskAsync($"EHLO {own}", cancellation).ConfigureAwait(false);
        Expect(250, reply, "EHLO");
        return reply;
    }

    private async Task SignInAsync(SmtpWire wire, SmtpReply offers, CancellationToken cancellation)
    {
        if (options.User is not { } user)
        {
            return;
        }

        string password = options.Password ?? "";
        IReadOnlyList<string> ways = offers.Parameters("AUTH") ?? [];
        if (ways.Contains("PLAIN"))
        {
            string plain = Base64($"\0{user}\0{password}");
            Expect(235, await wire.AskAsync($"AUTH PLAIN {plain}", cancellation).ConfigureAwait(false), "signing in");
        }
        else if (ways.Contains("LOGIN"))
        {
            Expect(334, await wire.AskAsync("AUTH LOGIN", cancellation).ConfigureAwait(false), "signing in");
            Expect(334, await wire.AskAsync(Base64(user), cancellation).ConfigureAwait(false), "signing in");
            Expect(235, await wire.AskAsync(Base64(password), cancellation).ConfigureAwait(false), "signing in");
        }
        else
        {
            throw new SmtpException("the mail server offers no way to sign in that is known here (PLAIN, LOGIN)");
        }
    }

    /// <summary>One recipient who does not exist must not keep the alert from the others.</summary>
    private async Task EnvelopeAsync(SmtpWire wire, CancellationToken cancellation)
    {
        SmtpReply from = await wire.AskAsync($"MAIL FROM:<{options.From}>", cancellation).ConfigureAwait(false);
        Expect(250, from, "the sender");
        SmtpReply? refused = null;
        int taken = 0;
        foreach (string to in options.To)
        {
            SmtpReply reply = await wire.AskAsync($"RCPT TO:<{to}>", cancellation).ConfigureAwait(false);
            taken += reply.IsGood ? 1 : 0;
            refused = reply.IsGood ? refused : reply;
        }

        if (taken == 0)
        {
            throw new SmtpException($"the mail server refused every recipient ({refused?.Code})");
        }
    }

    private static void Expect(int code, SmtpReply reply, string what)
    {
        if (reply.Code != code)
        {
            throw new SmtpException($"the mail server answered {reply.Code} to {what}");
        }
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    /// <summary>How this end calls itself: its address, which needs no name service (RFC 5321, 4.1.3).</summary>
    private static string Own(EndPoint? local)
    {
        IPAddress address = (local as IPEndPoint)?.Address ?? IPAddress.Loopback;
        address = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return address.AddressFamily == AddressFamily.InterNetworkV6
            ? $"[IPv6:{new IPAddress(address.GetAddressBytes())}]"
            : $"[{address}]";
    }
}
