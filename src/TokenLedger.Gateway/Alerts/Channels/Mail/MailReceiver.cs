using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace TokenLedger.Gateway.Alerts.Channels.Mail;

/// <summary>People's mailboxes, through a mail server.</summary>
internal sealed class MailReceiver(
    MailOptions options,
    OutboundAddress addresses,
    TimeProvider time,
    X509Certificate2Collection? trusted = null
) : IAlertReceiver
{
    private readonly SmtpSession _session = new(options, addresses, trusted);

    /// <inheritdoc/>
    public async Task<SendResult> SendAsync(Alert alert, CancellationToken cancellation)
    {
        try
        {
            string message = MailText.Of(alert, options, time.GetUtcNow());
            await _session.SendAsync(message, cancellation).ConfigureAwait(false);
            return SendResult.Accepted;
        }
        catch (SmtpException refused)
        {
            return new(refused.Message);
        }
        catch (ForbiddenAddressException forbidden)
        {
            return new(forbidden.Message);
        }
        catch (AuthenticationException)
        {
            return new("the mail server's certificate is not valid for its name");
        }
        catch (Exception failure) when (failure is IOException or SocketException)
        {
            return new("no connection to the mail server could be made, or it broke");
        }
    }

    /// <summary>Nothing is kept open.</summary>
    public void Dispose() { }
}
