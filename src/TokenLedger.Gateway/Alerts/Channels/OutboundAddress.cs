using System.Net;
using System.Net.Sockets;

namespace TokenLedger.Gateway.Alerts.Channels;

/// <summary>
/// Which addresses alerts may be sent to. The name is looked up here and the connection is made to an address that was
/// judged, so that an answer that changes in between changes nothing.
/// </summary>
internal sealed class OutboundAddress(bool allowLinkLocal)
{
    /// <summary>Where clouds answer with a machine's credentials, beside the link-local one.</summary>
    private static readonly IPAddress[] s_metadata =
    [
        IPAddress.Parse("100.100.100.200"),
        IPAddress.Parse("fd00:ec2::254"),
        IPAddress.Parse("168.63.129.16"),
    ];

    /// <summary>The prefix under which IPv6-only networks reach IPv4 addresses (RFC 6052).</summary>
    private static readonly IPNetwork s_translated = IPNetwork.Parse("64:ff9b::/96");

    private static readonly IPNetwork s_linkLocal = IPNetwork.Parse("169.254.0.0/16");

    /// <summary>Connects to a name's first address that is allowed and answers.</summary>
    /// <exception cref="SocketException">None answers, or the name is not known.</exception>
    /// <exception cref="ForbiddenAddressException">The name has only addresses that are not allowed.</exception>
    public async ValueTask<NetworkStream> ConnectAsync(DnsEndPoint target, CancellationToken cancellation)
    {
        IPAddress[] addresses = IPAddress.TryParse(target.Host, out IPAddress? literal)
            ? [literal]
            : await Dns.GetHostAddressesAsync(target.Host, cancellation).ConfigureAwait(false);
        IPAddress[] allowed = [.. addresses.Where(IsAllowed)];
        if (allowed.Length == 0)
        {
            throw new ForbiddenAddressException();
        }

        Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, target.Port, cancellation).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Whether an address may be connected to. Private networks may: receivers often stand there.</summary>
    public bool IsAllowed(IPAddress address)
    {
        IPAddress plain = Plain(address);
        bool isNowhere =
            plain.Equals(IPAddress.Any)
            || plain.Equals(IPAddress.IPv6Any)
            || plain.IsIPv6Multicast
            || (plain.AddressFamily == AddressFamily.InterNetwork && plain.GetAddressBytes()[0] >= 224);
        bool isLinkLocal =
            plain.IsIPv6LinkLocal
            || (plain.AddressFamily == AddressFamily.InterNetwork && s_linkLocal.Contains(plain))
            || s_metadata.Contains(plain);
        return !isNowhere && (allowLinkLocal || !isLinkLocal);
    }

    /// <summary>The IPv4 address inside an IPv6 one that stands for it.</summary>
    private static IPAddress Plain(IPAddress address) =>
        address.IsIPv4MappedToIPv6 ? address.MapToIPv4()
        : address.AddressFamily == AddressFamily.InterNetworkV6 && s_translated.Contains(address)
            ? new IPAddress(address.GetAddressBytes().AsSpan(12))
        : address;
}

/// <summary>A name has only addresses that alerts may not be sent to.</summary>
internal sealed class ForbiddenAddressException()
    : IOException("The address is link-local or serves a cloud's machine metadata (alerts.allow_link_local).");
